import { z } from "zod";
import {
  commandSchema,
  type AssignTarget,
  type Command,
} from "../../domain/conversation/commands.ts";
import { idSchema } from "../schemas.ts";

const BULK_MAX = 100;

// A command's route says its name, so its body has all the other members: cut from the one schema of commands.
const [close, , assign, read, , , tag, , note] = commandSchema.options;

export const closeBody = close
  .omit({ name: true })
  .meta({ examples: [{ description: "Order taken, will be delivered on Friday" }] });
export const assignBody = assign
  .omit({ name: true, chosen: true })
  .meta({ examples: [{ target: { kind: "user", userId: "usr_0k2f7v9c1m3n5p7q9s1u" } }] });
/** The conversations of a bulk request: 1 to 100, each once (Q45). */
const idsSchema = z
  .array(idSchema)
  .min(1)
  .max(BULK_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "must name each conversation once");
export const bulkCloseBody = close
  .omit({ name: true })
  .extend({ ids: idsSchema })
  .meta({ examples: [{ ids: ["100000000000001-ct_1"], description: "No answer" }] });
export const bulkAssignBody = assign
  .omit({ name: true, chosen: true })
  .extend({ ids: idsSchema })
  .meta({ examples: [{ ids: ["100000000000001-ct_1"], target: { kind: "nobody" } }] });
/** Of `tag` and `untag` alike. */
export const tagBody = tag.omit({ name: true }).meta({ examples: [{ tags: ["vip", "invoice"] }] });
export const noteBody = note
  .omit({ name: true })
  .meta({ examples: [{ text: "Waits for the invoice" }] });
/** `read` may be all there is to say. */
export const readBody = read.omit({ name: true }).nullish();
/** `reopen`, `claim`, `unread` and others say everything by their name. */
export const emptyBody = z.strictObject({}).nullish();

/** The user that a command names, and the member of the body that names them; null when it names none. */
export function namedUser(command: Command): { field: string; userId: string } | null {
  switch (command.name) {
    case "close":
      return userIn("handOverTo", command.handOverTo);
    case "assign":
      return userIn("target", command.target);
    case "reopen":
    case "read":
    case "unread":
    case "claim":
    case "tag":
    case "untag":
    case "note":
    case "send":
    case "resend":
    case "typing":
    case "release":
    case "pauseAutomations":
    case "resumeAutomations":
    case "stopRuns":
    case "approveDraft":
    case "discardDraft":
      return null;
  }
}

function userIn(
  member: string,
  target: AssignTarget | null,
): { field: string; userId: string } | null {
  return target?.kind === "user" ? { field: `body.${member}.userId`, userId: target.userId } : null;
}
