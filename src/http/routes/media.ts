import { z } from "zod";
import { mayUseAsset, type MediaAsset } from "../../domain/media/media.ts";
import { ADMINISTRATOR } from "../../domain/people/role.ts";
import type { MediaStore } from "../../store/media-store.ts";
import type { Api } from "../api.ts";
import { principalOf, type Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { createFilterCursor } from "../list/filter-cursor.ts";
import { sendProblem } from "../problems/problem.ts";
import {
  cursorSchema,
  fileResponses,
  idParams,
  limitSchema,
  pageOf,
  problems,
} from "../schemas.ts";
import { sendFile } from "../files/send-file.ts";
import { registerMediaUpload } from "./media-upload.ts";
import { mediaAssetSchema, mediaAssetView, mediaKindSchema } from "../views/media.ts";

const tags = ["Media"];
const TRANSFER_MS = 300_000;

/** The workspace's library (Q37): files to send, of every type that WhatsApp takes. */
export function registerMedia(api: Api, deps: HttpDeps): void {
  registerMediaUpload(api, deps);
  registerList(api, deps);
  registerOne(api, deps);
  registerContent(api, deps);
  registerDelete(api, deps);
}

/** The file as this principal finds it; null when it was deleted, and when it is another's one-off. */
async function assetFor(
  { workspaceId, userId }: Principal,
  id: string,
  store: Pick<MediaStore, "asset">,
): Promise<MediaAsset | null> {
  const asset = await store.asset(workspaceId, id);
  return asset !== null && mayUseAsset(asset, userId) ? asset : null;
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
        description: "Newest first; deleted files and one-offs are not listed.",
        querystring: z.strictObject({
          kind: mediaKindSchema.optional().meta({ description: "Of this kind only." }),
          cursor: cursorSchema,
          limit: limitSchema,
        }),
        response: {
          200: pageOf(mediaAssetSchema),
          ...problems("cursor.invalid", "cursor.other_filter"),
        },
      },
    },
    async (request) => {
      const { kind, cursor, limit } = request.query;
      const place = createFilterCursor({ kind });
      const query = { kind: kind ?? null, cursor: place.open(cursor), limit };
      const page = await store.assets(principalOf(request).workspaceId, query);
      return { items: page.items.map(mediaAssetView), cursor: place.seal(page.cursor) };
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
      const asset = await assetFor(principalOf(request), request.params.id, store);
      if (asset === null) return sendProblem(reply, "media.unknown");
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
      const asset = await assetFor(principalOf(request), request.params.id, store);
      if (asset === null) return sendProblem(reply, "media.unknown");
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
      const principal = principalOf(request);
      const { workspaceId, userId, role } = principal;
      const { id } = request.params;
      const asset = await assetFor(principal, id, store);
      if (asset === null) return sendProblem(reply, "media.unknown");
      if (asset.createdBy !== userId && role.id !== ADMINISTRATOR) {
        return sendProblem(reply, "media.not_yours");
      }
      const isDeleted = await store.deleteAsset(workspaceId, id, clock.now());
      if (!isDeleted) return sendProblem(reply, "media.unknown");
      return reply.code(204).send(null);
    },
  );
}
