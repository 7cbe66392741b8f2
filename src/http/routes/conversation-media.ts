import { z } from "zod";
import type { MediaAsset, MediaFile, StoredBlob } from "../../domain/media/media.ts";
import { safeFilename } from "../../domain/media/filename.ts";
import type { MediaType } from "../../domain/media/types.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { conversationToChange, conversationToRead } from "../access/conversation-for.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { fileResponses, idSchema, problems } from "../schemas.ts";
import { sendFile } from "../files/send-file.ts";

const tags = ["Media"];
const params = z.strictObject({ id: idSchema, mediaId: idSchema });
/** Longer than other answers: a file of 100 MB takes its time. */
const DOWNLOAD_MS = 300_000;

/** Files of messages: whoever may read the conversation may have them, and nobody else. */
export function registerConversationMedia(api: Api, deps: HttpDeps): void {
  registerDownload(api, deps);
  registerRetry(api, deps);
}

function registerDownload(api: Api, { store, blobs }: HttpDeps): void {
  api.get(
    "/v1/conversations/:id/media/:mediaId",
    {
      handlerTimeout: DOWNLOAD_MS,
      config: { right: "inbox.read" },
      schema: {
        tags,
        operationId: "downloadMessageFile",
        summary: "The file of a message",
        description:
          "Always as a download, under the type that its bytes have. One range is understood. The file of a revoked message is not there any more.",
        params,
        response: {
          ...fileResponses,
          ...problems(
            "conversation.unknown",
            "media.unknown",
            "media.pending",
            "media.failed",
            "media.range_unsatisfiable",
            "media.unavailable",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const { id, mediaId } = request.params;
      if ((await conversationToRead(principal, id, store)) === null) {
        return sendProblem(reply, "conversation.unknown");
      }
      const found = await store.mediaFile(workspaceId, id, mediaId);
      if (found === null || found.message.revokedAt !== null) {
        return sendProblem(reply, "media.unknown");
      }
      const { file } = found;
      if (file.state === "pending") return sendProblem(reply, "media.pending");
      const asset =
        file.origin === "library" ? await store.asset(workspaceId, file.sourceId) : null;
      const blob = asset?.blob ?? file.blob;
      if (file.state === "failed" || blob === null) {
        return sendProblem(reply, "media.failed", { extra: { failure: file.failure } });
      }
      return sendFile(reply, { blob, filename: nameOf(file, blob, asset) }, blobs);
    },
  );
}

function nameOf(file: MediaFile, blob: StoredBlob, asset: MediaAsset | null): string {
  const given = asset?.filename ?? file.announced.filename ?? `${file.kind}-${file.messageId}`;
  return safeFilename(given, blob.type as MediaType);
}

function registerRetry(api: Api, { store, clock, doorbell }: HttpDeps): void {
  api.post(
    "/v1/conversations/:id/media/:mediaId/retry",
    {
      config: { right: "inbox.write" },
      schema: {
        tags,
        operationId: "retryMessageFile",
        summary: "Fetch a file again that failed",
        description:
          "Pending files are tried again by themselves; this is for those that were given up, for instance because the line's token was wrong for days.",
        params,
        body: z.strictObject({}).nullish(),
        response: {
          202: z.object({ state: z.literal("pending") }),
          ...problems(
            "conversation.unknown",
            "conversation.not_yours",
            "media.unknown",
            "media.not_failed",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId } = principal;
      const { id: conversationId, mediaId } = request.params;
      const asked = await conversationToChange(principal, conversationId, store);
      if (asked.kind === "refused") return sendProblem(reply, asked.code);
      const found = await store.mediaFile(workspaceId, conversationId, mediaId);
      if (found === null || found.message.revokedAt !== null) {
        return sendProblem(reply, "media.unknown");
      }
      const dueAt = clock.now();
      const isPending = await store.retryMedia(workspaceId, conversationId, mediaId, { dueAt });
      if (!isPending) return sendProblem(reply, "media.not_failed");
      doorbell.ringMedia({ workspaceId, conversationId });
      return reply.code(202).send({ state: "pending" as const });
    },
  );
}
