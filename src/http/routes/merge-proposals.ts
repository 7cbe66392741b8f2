import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { iso, listOf, problems, timeSchema } from "../schemas.ts";

const mergeProposalSchema = z
  .object({
    id: z.string(),
    contactId: z.string().meta({ description: "The contact that the item was routed to." }),
    otherContactId: z.string(),
    alias: z.object({
      kind: z.enum(["bsuid", "parent_bsuid", "wa_id"]),
      scope: z.string(),
      value: z.string(),
    }),
    proposedAt: timeSchema,
  })
  .meta({ id: "MergeProposal" });

/** Contacts that may be one person. */
export function registerMergeProposals(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/merge-proposals",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Contacts"],
        operationId: "listMergeProposals",
        summary: "List merge proposals",
        description: "Two contacts claim one identifier. Nothing is ever merged silently.",
        response: { 200: listOf(mergeProposalSchema), ...problems() },
      },
    },
    async (request) => {
      const proposals = await store.mergeProposals(principalOf(request).workspaceId);
      return {
        items: proposals.map(({ workspaceId: _workspaceId, ...proposal }) => ({
          ...proposal,
          proposedAt: iso(proposal.proposedAt),
        })),
      };
    },
  );
}
