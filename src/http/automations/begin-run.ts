import { z } from "zod";
import type { Actor } from "../../domain/actor.ts";
import { runIdOf } from "../../domain/automation/run.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { ConversationId, LineId, WorkspaceId } from "../../domain/ids.ts";
import type { HttpDeps } from "../deps.ts";
import { idSchema } from "../schemas.ts";
import type { Addressee } from "../sending/find-addressee.ts";
import { conversationOn, saveAddressee } from "../sending/start-conversation.ts";
import { StoreUnavailableError } from "../../store/store.ts";

const VARS_MAX = 50;

/** What a run is given to remember. */
export const varsSchema = z
  .record(
    z
      .string()
      .regex(/^[a-z][A-Za-z0-9_]{0,63}$/, "must be a small letter, then letters, digits or _"),
    z.string().max(1_000),
  )
  .refine((vars) => Object.keys(vars).length <= VARS_MAX, `must be at most ${VARS_MAX} variables`)
  .default({})
  .meta({ description: "What the run is given to remember, for `{{vars.<name>|...}}`." });

export const begunSchema = z
  .object({
    key: z.string(),
    conversationId: z.string(),
    runId: z.string().meta({
      description:
        "Of the run, if it starts: conditions and run policy are asked in the conversation's turn, and may say no (`.../why`).",
    }),
    repeated: z
      .boolean()
      .meta({ description: "The key was used before; nothing new was asked for." }),
  })
  .meta({
    id: "AskedRun",
    examples: [
      {
        key: "order-17",
        conversationId: "100000000000001-ct_1",
        runId: "run_flow_1_100000000000001-ct_1_order-17",
        repeated: false,
      },
    ],
  });

export type Begun = z.infer<typeof begunSchema>;

export const idOptional = idSchema.optional();

/** Under which key a start is asked for. */
export interface AskedKey {
  workspaceId: WorkspaceId;
  flowId: string;
  /** The caller's own word for it. */
  callerKey: string;
  /** Who asks: keys of different ones are different. */
  asker: string;
}

/** A start that is asked for, wherever it comes from. */
export interface BeginRun extends AskedKey {
  conversationId: ConversationId;
  begins?: { lineId: LineId; contactId: string };
  vars: Record<string, string>;
  trigger: "manual" | "http";
  actor: Actor;
}

/** Asks for a start in the mailbox of its conversation. Null when there is no such conversation. */
export async function beginRun(
  asked: BeginRun,
  deps: Pick<HttpDeps, "store" | "clock" | "doorbell">,
): Promise<Begun | null> {
  const { workspaceId, flowId, conversationId, begins, vars, trigger, actor } = asked;
  const { id, key } = keysOf(asked);
  const result = await deps.store.submitStart({
    workspaceId,
    conversationId,
    key,
    flowId,
    trigger: { type: trigger, id },
    vars,
    depth: 0,
    actor,
    receivedAt: deps.clock.now(),
    ...(begins !== undefined && { begins }),
  });
  switch (result) {
    case "unknown_conversation":
      return null;
    case "repeated":
      return (await begunBefore(asked, deps)) ?? begunIn(conversationId, asked, true);
    case "submitted":
      deps.doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
      return begunIn(conversationId, asked, false);
  }
}

/**
 * The start that was asked for under the same key, wherever: a repeat is answered as the first was, before anybody or anything of it is looked for or made.
 * Since then the person may have been merged with another. Null when the key is new.
 */
export async function begunBefore(
  asked: AskedKey,
  { store, doorbell }: Pick<HttpDeps, "store" | "doorbell">,
): Promise<Begun | null> {
  const { workspaceId } = asked;
  const standing = await store.outcome(workspaceId, keysOf(asked).key);
  if (standing === null) return null;
  const { conversationId } = standing;
  doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
  return begunIn(conversationId, asked, true);
}

function begunIn(conversationId: ConversationId, asked: AskedKey, repeated: boolean): Begun {
  const { flowId, callerKey: key } = asked;
  return {
    key,
    conversationId,
    runId: runIdOf(flowId, conversationId, keysOf(asked).id),
    repeated,
  };
}

/** The trigger's id, and the key of its entry. */
function keysOf({ flowId, asker, callerKey }: AskedKey): { id: string; key: string } {
  const id = `${asker}|${callerKey}`;
  return { id, key: `start|${flowId}|${id}` };
}

/** Others may make or change the contact at the same moment. */
const TRIES_MAX = 8;

export type Place =
  | { kind: "place"; conversationId: ConversationId; begins: { lineId: LineId; contactId: string } }
  | Exclude<Addressee, { kind: "found" }>;

/** The conversation with somebody on a line, whom `find` finds or makes up: a number that nobody has becomes a contact, as when a conversation is started. */
export async function placeOf(
  lineId: LineId,
  find: () => Promise<Addressee>,
  deps: Pick<HttpDeps, "store">,
): Promise<Place> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const found = await find();
    if (found.kind !== "found") return found;
    const { contact }: { contact: Contact } = found;
    if (!(await saveAddressee(found, deps))) continue;
    const conversationId = await conversationOn(lineId, contact, deps);
    return { kind: "place", conversationId, begins: { lineId, contactId: contact.id } };
  }
  throw new StoreUnavailableError("too many change the same contact at once");
}
