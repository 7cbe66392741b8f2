import { z } from "zod";
import type { MergeProposal } from "../../domain/contact/contact.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import { contactAccessOf } from "../crm/contact-access.ts";
import { contactCardSchema, contactCardView } from "../crm/contact-view.ts";
import { mergeContacts } from "../../crm/merge-contacts.ts";
import { sendContactProblem } from "../crm/save-contact.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import {
  cursorSchema,
  idParams,
  idSchema,
  iso,
  limitSchema,
  pageOf,
  problems,
  timeSchema,
} from "../schemas.ts";
import { causeOf } from "../access/cause-of.ts";

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
export function registerMergeProposals(api: Api, deps: HttpDeps): void {
  registerList(api, deps);
  registerAcceptance(api, deps);
  registerDismissal(api, deps);
}

function registerList(api: Api, { store }: HttpDeps): void {
  api.get(
    "/v1/merge-proposals",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Contacts"],
        operationId: "listMergeProposals",
        summary: "List merge proposals",
        description:
          "Two contacts claim one identifier. Nothing is ever merged silently. Those that somebody has decided are listed no more.",
        querystring: z.strictObject({ cursor: cursorSchema, limit: limitSchema }),
        response: { 200: pageOf(mergeProposalSchema), ...problems("cursor.invalid") },
      },
    },
    async (request) => {
      const { cursor = null, limit } = request.query;
      const { workspaceId } = principalOf(request);
      const page = await store.mergeProposalPage(workspaceId, { cursor, limit });
      return { items: page.items.map(proposalView), cursor: page.cursor };
    },
  );
}

function registerAcceptance(api: Api, deps: HttpDeps): void {
  const { store, clock } = deps;
  api.post(
    "/v1/merge-proposals/:id/accept",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Contacts"],
        operationId: "acceptMergeProposal",
        summary: "Say that two contacts are one person, and merge them",
        description:
          "The contact that stays is the one that the item was routed to, or `into`. It keeps what it says of itself, and gets everything else of the other, whose id leads to it from then on. Conversations stay two, and are the one contact's: what comes in goes on in the one that is open, or else in that of the contact that stays, or on a line where it has none in the other's. Refused while both have an open one on one line.",
        params: idParams,
        body: z
          .strictObject({
            into: idSchema.optional().meta({ description: "The contact that stays." }),
          })
          .nullish(),
        response: {
          200: contactCardSchema,
          ...problems(
            "merge_proposal.unknown",
            "merge_proposal.settled",
            "contact.unknown",
            "contact.same_contact",
            "contact.too_many_addresses",
            "contact.both_open",
          ),
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { workspaceId, userId } = principal;
      const proposal = await store.mergeProposal(workspaceId, request.params.id);
      if (proposal === null) return sendProblem(reply, "merge_proposal.unknown");
      if (proposal.settled !== undefined) return sendProblem(reply, "merge_proposal.settled");
      const { contactId, otherContactId } = proposal;
      const into = request.body?.into ?? contactId;
      if (into !== contactId && into !== otherContactId) {
        const errors = [{ field: "body.into", rule: "must be one of the two contacts" }];
        return sendProblem(reply, "request.invalid", { errors });
      }
      const from = into === contactId ? otherContactId : contactId;
      const at = clock.now();
      const context = { cause: causeOf(request), at };
      const asked = { workspaceId, from, into, type: "contact.merged", context } as const;
      const merged = await mergeContacts<never>(asked, () => null, deps);
      // Of those who were one already; otherwise the merge has settled it.
      if ("code" in merged && merged.code === "contact.same_contact") {
        await store.settleProposal(workspaceId, proposal.id, {
          decision: "accepted",
          at,
          by: userId,
        });
      }
      if ("code" in merged) return sendContactProblem(reply, merged);
      const threads = await store.contactThreads(workspaceId, merged.contact.id);
      const fields = await store.customFields(workspaceId);
      const { hasInbox } = contactAccessOf(principal);
      return contactCardView(merged.contact, fields, { threads, hasInbox });
    },
  );
}

function registerDismissal(api: Api, { store, clock }: HttpDeps): void {
  api.post(
    "/v1/merge-proposals/:id/dismiss",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Contacts"],
        operationId: "dismissMergeProposal",
        summary: "Say that two contacts are two people",
        description: "The same is not proposed again.",
        params: idParams,
        body: emptyBody,
        response: {
          204: z.null().meta({ description: "The proposal is listed no more." }),
          ...problems("merge_proposal.unknown", "merge_proposal.settled"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId, userId } = principalOf(request);
      const { id } = request.params;
      if ((await store.mergeProposal(workspaceId, id)) === null) {
        return sendProblem(reply, "merge_proposal.unknown");
      }
      const settled = { decision: "dismissed", at: clock.now(), by: userId } as const;
      const isFirst = await store.settleProposal(workspaceId, id, settled);
      return isFirst ? reply.code(204).send(null) : sendProblem(reply, "merge_proposal.settled");
    },
  );
}

function proposalView(proposal: MergeProposal): z.infer<typeof mergeProposalSchema> {
  const { id, contactId, otherContactId, alias, proposedAt } = proposal;
  return { id, contactId, otherContactId, alias, proposedAt: iso(proposedAt) };
}
