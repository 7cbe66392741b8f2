import { z } from "zod";
import { standingOf } from "../../domain/people/access.ts";
import type { Command } from "../../domain/conversation/commands.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { PROBLEMS, type ProblemCode } from "../problems/problem-catalogue.ts";
import { rearmedAutomationsSchema, rearmedBy } from "./rearmed-automations.ts";
import type { CommandAnswer } from "./submit-command.ts";
import { ownerSchema } from "../views/conversation.ts";

/** What became of one conversation of a bulk request. */
export const bulkItemSchema = z
  .object({
    id: z.string(),
    status: z.int().meta({
      description: "What the command alone would have been answered with: 200, 202, 404, 409, ...",
    }),
    outcome: z.enum(["applied", "known", "pending"]).nullable().meta({
      description:
        "`known`: it was so already. `pending`: written, and not dealt with yet; repeat the request under its key. Null beside a problem.",
    }),
    version: z.int().nullable().meta({ description: "Of the conversation, after the command." }),
    problem: z
      .object({ code: z.string(), title: z.string(), owner: ownerSchema.nullable() })
      .nullable()
      .meta({ description: "Why it was not done, and whose the conversation is now." }),
    rearmedAutomations: rearmedAutomationsSchema,
  })
  .meta({ id: "BulkItem" });

export type BulkItem = z.infer<typeof bulkItemSchema>;

interface Part {
  id: string;
  command: Command;
  answer: CommandAnswer;
  principal: Principal;
}

export async function bulkItem(part: Part, deps: HttpDeps): Promise<BulkItem> {
  const { id, answer } = part;
  switch (answer.kind) {
    case "settled":
      return settled({ ...part, answer }, deps);
    case "pending":
      return { ...plain(id), status: 202, outcome: "pending" };
    case "repeated_with_other_body":
      return failed(id, "idempotency.key_reused");
    case "unknown_conversation":
      return failed(id, "conversation.unknown");
    case "unavailable":
      return failed(id, "store.unavailable");
  }
}

async function settled(
  { id, command, principal, answer }: Part & { answer: CommandAnswer & { kind: "settled" } },
  deps: HttpDeps,
): Promise<BulkItem> {
  const { outcome, version } = answer;
  const row = await deps.store.conversation(principal.workspaceId, id);
  if (row === null) throw new Error("a command was settled, and its conversation is not there");
  switch (outcome.kind) {
    case "applied":
    case "known":
    case "held":
    case "ignored": {
      const done = outcome.kind === "applied" ? "applied" : "known";
      const rearmedAutomations = await rearmedBy(command, row, deps);
      return { ...plain(id), outcome: done, version, rearmedAutomations };
    }
    case "refused": {
      // Whoever was faster may have taken it since, and out of sight.
      const standing = standingOf(principal.access, row.conversation.facts.ownerId);
      if (standing === "unknown") return failed(id, "conversation.unknown");
      return { ...failed(id, outcome.code, row.owner), version };
    }
    case "dead":
      return failed(id, "command.failed");
  }
}

function plain(id: string): BulkItem {
  return { id, status: 200, outcome: null, version: null, problem: null, rearmedAutomations: [] };
}

/** What was not done, and why. */
export function failed(
  id: string,
  code: ProblemCode,
  owner: ConversationRow["owner"] = null,
): BulkItem {
  const { status, title } = PROBLEMS[code];
  return { ...plain(id), status, problem: { code, title, owner } };
}
