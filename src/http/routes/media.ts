import multipart from "@fastify/multipart";
import { z } from "zod";
import { ASSET_PREFIX, type MediaAsset } from "../../domain/media.ts";
import { ADMINISTRATOR } from "../../domain/role.ts";
import { safeFilename } from "../../domain/media/filename.ts";
import { ANY_BYTES_MAX, MEDIA_TYPES } from "../../domain/media/types.ts";
import { BlobsUnavailableError } from "../../media/blob-store.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ProblemError, sendProblem } from "../problem.ts";
import { receiveUpload, UPLOAD_LIMITS } from "../receive-upload.ts";
import {
  cursorSchema,
  fileResponses,
  idParams,
  limitSchema,
  pageOf,
  problems,
} from "../schemas.ts";
import { sendFile } from "../send-file.ts";
import { mediaAssetSchema, mediaAssetView, mediaKindSchema } from "../views/media.ts";

const tags = ["Media"];
const TRANSFER_MS = 300_000;
/** The form around the file. */
const FORM_BYTES_MAX = 64_000;

/** The workspace's library (Q37): files to send, of every type that WhatsApp takes. */
export function registerMedia(api: Api, deps: HttpDeps): void {
  registerUpload(api, deps);
  registerList(api, deps);
  registerOne(api, deps);
  registerContent(api, deps);
  registerDelete(api, deps);
}

function registerUpload(api: Api, deps: HttpDeps): void {
  const { store, clock, ids } = deps;
  void api.register(async (scope) => {
    await scope.register(multipart, { limits: UPLOAD_LIMITS });
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
          description:
            "`multipart/form-data` with one part, the file, named `file`. What it is is judged by its bytes: image 5 MB (JPEG, PNG; 8 bits in RGB or RGBA), video 16 MB (MP4, 3GP), audio 16 MB (AAC, AMR, MP3, M4A, Ogg with Opus), document 100 MB (PDF, Word, Excel, PowerPoint, plain text), sticker 100 KB or, moving, 500 KB (WebP). Megabytes are decimal.",
          consumes: ["multipart/form-data"],
          response: {
            201: mediaAssetSchema,
            ...problems(
              "body.too_large",
              "media.not_multipart",
              "media.form_broken",
              "media.too_many_parts",
              "media.empty",
              "media.too_large",
              "media.type_refused",
              "media.type_mismatch",
              "media.infected",
              "media.unscannable",
              "media.scanner_away",
              "media.unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const { workspaceId, userId } = principalOf(request);
        // Whoever is refused may be sending still; the rest is not read.
        void reply.header("connection", "close");
        const upload = await receiveUpload(request, deps);
        const { draft, type, animated } = upload;
        try {
          const key = await draft.keep(workspaceId);
          const asset: MediaAsset = {
            workspaceId,
            id: ids.next(ASSET_PREFIX),
            kind: MEDIA_TYPES[type].kind,
            animated,
            blob: { key, type, bytes: draft.size, sha256: draft.sha256 },
            filename: safeFilename(upload.filename, type),
            createdBy: userId,
            createdAt: clock.now(),
            deletedAt: null,
          };
          await store.addAsset(asset);
          return await reply.code(201).send(mediaAssetView(asset));
        } catch (error) {
          if (error instanceof BlobsUnavailableError) throw new ProblemError("media.unavailable");
          throw error;
        } finally {
          await draft.discard();
        }
      },
    );
  });
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/media",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "listMedia",
        summary: "List the library",
        description: "Newest first; deleted files are not listed.",
        querystring: z.strictObject({
          kind: mediaKindSchema.optional().meta({ description: "Of this kind only." }),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: { 200: pageOf(mediaAssetSchema), ...problems("cursor.invalid") },
      },
    },
    async (request) => {
      const { kind, cursor, limit } = request.query;
      const query = { kind: kind ?? null, cursor: cursor ?? null, limit };
      const page = await store.assets(principalOf(request).workspaceId, query);
      return { items: page.items.map(mediaAssetView), cursor: page.cursor };
    },
  );
}

function registerOne(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/media/:id",
    {
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "getMedia",
        summary: "One file of the library",
        params: idParams,
        response: { 200: mediaAssetSchema, ...problems("media.unknown") },
      },
    },
    async (request, reply) => {
      const asset = await store.asset(principalOf(request).workspaceId, request.params.id);
      if (asset === null || asset.deletedAt !== null) return sendProblem(reply, "media.unknown");
      return mediaAssetView(asset);
    },
  );
}

function registerContent(api: Api, { store, blobs }: HttpDeps): void {
  api.get(
    "/v1/media/:id/content",
    {
      handlerTimeout: TRANSFER_MS,
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "downloadMedia",
        summary: "The bytes of a library file",
        description:
          "Always as a download, under the type that its bytes have. One range is understood.",
        params: idParams,
        response: {
          ...fileResponses,
          ...problems("media.unknown", "media.range_unsatisfiable", "media.unavailable"),
        },
      },
    },
    async (request, reply) => {
      const asset = await store.asset(principalOf(request).workspaceId, request.params.id);
      if (asset === null || asset.deletedAt !== null) return sendProblem(reply, "media.unknown");
      return sendFile(reply, asset, blobs);
    },
  );
}

function registerDelete(api: Api, { store, clock }: HttpDeps): void {
  api.delete(
    "/v1/media/:id",
    {
      config: { right: "inbox.write" },
      schema: {
        tags,
        operationId: "deleteMedia",
        summary: "Take a file out of the library",
        description:
          "It is not listed and cannot be sent any more. Messages that were sent with it keep theirs. For whoever added it, and administrators.",
        params: idParams,
        response: {
          204: z.null().meta({ description: "It is not in the library any more." }),
          ...problems("media.unknown", "media.not_yours"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId, role } = principalOf(request);
      const { id } = request.params;
      const asset = await store.asset(workspaceId, id);
      if (asset === null || asset.deletedAt !== null) return sendProblem(reply, "media.unknown");
      if (asset.createdBy !== userId && role.id !== ADMINISTRATOR) {
        return sendProblem(reply, "media.not_yours");
      }
      const isDeleted = await store.deleteAsset(workspaceId, id, clock.now());
      if (!isDeleted) return sendProblem(reply, "media.unknown");
      return reply.code(204).send(null);
    },
  );
}
