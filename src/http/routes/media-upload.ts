import { createHash } from "node:crypto";
import multipart from "@fastify/multipart";
import { z } from "zod";
import { ASSET_PREFIX, type MediaAsset } from "../../domain/media/media.ts";
import type { UserId } from "../../domain/ids.ts";
import { safeFilename } from "../../domain/media/filename.ts";
import { ANY_BYTES_MAX, MEDIA_TYPES } from "../../domain/media/types.ts";
import { BlobsUnavailableError } from "../../media/blob-store.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { commandHeaders } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { ProblemError, sendProblem } from "../problems/problem.ts";
import { receiveUpload, UPLOAD_LIMITS, type Upload } from "../files/receive-upload.ts";
import { problems } from "../schemas.ts";
import { mediaAssetSchema, mediaAssetView } from "../views/media.ts";

const tags = ["Media"];
const TRANSFER_MS = 300_000;
/** The form around the file. */
const FORM_BYTES_MAX = 64_000;
const FORM = /^multipart\/form-data\b/i;
const headers = commandHeaders.omit({ "if-match": true });
const querystring = z.strictObject({
  oneOff: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .meta({
      description:
        "`true`: for this once, as what comes from a phone's camera, gallery or microphone. It is in no list, and whoever uploaded it sends it, and nobody else; once sent, it is read like its conversation.",
    }),
});

const DESCRIPTION =
  "`multipart/form-data` with one part, the file, named `file`. What it is is judged by its bytes: image 5 MB (JPEG, PNG; 8 bits in RGB or RGBA), video 16 MB (MP4, 3GP), audio 16 MB (AAC, AMR, MP3, M4A, Ogg with Opus), document 100 MB (PDF, Word, Excel, PowerPoint, plain text), sticker 100 KB or, moving, 500 KB (WebP). Megabytes are decimal.";

const CODES = [
  "body.too_large",
  "media.not_multipart",
  "media.form_broken",
  "media.too_many_parts",
  "idempotency.key_reused",
  "media.empty",
  "media.too_large",
  "media.type_refused",
  "media.type_mismatch",
  "media.infected",
  "media.unscannable",
  "media.scanner_away",
  "media.unavailable",
] as const;

/** Adding a file to the library (Q37). */
export function registerMediaUpload(api: Api, deps: HttpDeps): void {
  const { store, clock, ids } = deps;
  void api.register(async (scope) => {
    await scope.register(multipart, { limits: UPLOAD_LIMITS });
    // Before anybody takes the form for JSON, as the other routes would.
    scope.addHook("preParsing", async ({ headers: { "content-type": type = "" } }, reply) =>
      FORM.test(type) ? undefined : sendProblem(reply, "media.not_multipart"),
    );
    (scope as Api).post(
      "/v1/media",
      {
        bodyLimit: ANY_BYTES_MAX + FORM_BYTES_MAX,
        handlerTimeout: TRANSFER_MS,
        config: { right: "inbox.write" },
        schema: {
          tags,
          operationId: "uploadMedia",
          summary: "Add a file to the library",
          description: DESCRIPTION,
          headers,
          querystring,
          consumes: ["multipart/form-data"],
          response: {
            201: mediaAssetSchema,
            ...problems(...CODES),
          },
        },
      },
      async (request, reply) => {
        const { workspaceId, userId } = principalOf(request);
        const callerKey = request.headers["idempotency-key"];
        const { oneOff } = request.query;
        // Whoever is refused may be sending still; the rest is not read.
        void reply.header("connection", "close");
        const upload = await receiveUpload(request, deps);
        const id = callerKey === undefined ? ids.next(ASSET_PREFIX) : idOf(userId, callerKey);
        const answer = (kept: MediaAsset) =>
          isSameFile(kept, { ...upload, oneOff })
            ? reply.code(201).send(mediaAssetView(kept))
            : sendProblem(reply, "idempotency.key_reused");
        try {
          const known = callerKey === undefined ? null : await store.asset(workspaceId, id);
          if (known !== null) return await answer(known);
          const createdAt = clock.now();
          const names = { workspaceId, id, oneOff, createdBy: userId, createdAt };
          const asset = await assetOf(upload, names);
          await store.addAsset(asset);
          // Of two at once under one key the first is there, and the other's changed nothing.
          return await answer((await store.asset(workspaceId, id)) ?? asset);
        } catch (error) {
          if (error instanceof BlobsUnavailableError) throw new ProblemError("media.unavailable");
          throw error;
        } finally {
          await upload.draft.discard();
        }
      },
    );
  });
}

/** Keeps the bytes. */
async function assetOf(
  { draft, type, animated, channels, filename }: Upload,
  names: Pick<MediaAsset, "workspaceId" | "id" | "oneOff" | "createdBy" | "createdAt">,
): Promise<MediaAsset> {
  const key = await draft.keep(names.workspaceId);
  return {
    ...names,
    kind: MEDIA_TYPES[type].kind,
    animated,
    ...(channels !== undefined && { channels }),
    blob: { key, type, bytes: draft.size, sha256: draft.sha256 },
    filename: safeFilename(filename, type),
    deletedAt: null,
  };
}

/** The same key of the same user is the same file, however often its upload is repeated: adding it again changes nothing. */
function idOf(userId: UserId, callerKey: string): string {
  const hash = createHash("sha256").update(JSON.stringify([userId, callerKey]));
  return `${ASSET_PREFIX}_${hash.digest("hex").slice(0, 24)}`;
}

function isSameFile(
  kept: MediaAsset,
  { draft, filename, type, oneOff }: Upload & { oneOff: boolean },
): boolean {
  if (kept.oneOff !== oneOff) return false;
  return kept.blob.sha256 === draft.sha256 && kept.filename === safeFilename(filename, type);
}
