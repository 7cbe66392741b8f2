import { mayIssue, type Command, type CommandName } from "../../domain/conversation/commands.ts";
import type { ConversationId, WorkspaceId } from "../../domain/ids.ts";
import { commandKey, requestKey } from "../../domain/intake/intake.ts";
import { roleOf } from "../../domain/people/role.ts";
import { mayOwn } from "../../domain/people/user.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { Principal } from "../access/auth.ts";
import { namedUser } from "./command-bodies.ts";
import { refusalFacts } from "./refusal-facts.ts";
import { conversationToRead } from "../access/conversation-for.ts";
import type { HttpDeps } from "../deps.ts";
import { elsewhere, OPENING } from "./goes-on-elsewhere.ts";
import { conversationJustClaimed } from "./lost-claim.ts";
import type { ProblemFacts } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";

/** What speaks against a command before it is written. Nothing that is refused here uses up its key. */
export interface Objection {
  code: ProblemCode;
  facts?: ProblemFacts;
}

type Door = Pick<HttpDeps, "store">;

/** Whether the users that a command names can be given conversations. */
export async function objectionToNames(
  command: Command,
  workspaceId: WorkspaceId,
  { store }: Door,
): Promise<Objection | null> {
  const named = namedUser(command);
  if (named === null) return null;
  const { field, userId } = named;
  const user = await store.user(workspaceId, userId);
  if (user?.active !== true) {
    const errors = [{ field, rule: "must be an active user of this workspace" }];
    return { code: "command.unknown_user", facts: { errors } };
  }
  const role = roleOf(user.role, await store.role(workspaceId, user.role));
  if (mayOwn(user, role)) return null;
  const errors = [{ field, rule: "must be a user with an inbox" }];
  return { code: "command.user_without_inbox", facts: { errors } };
}

/**
 * What this caller used a key for before. A request that is repeated gets its first answer again, also when rights or users have changed since.
 * - reused: for a bulk request, or a command on another conversation
 */
export async function useOfKey(
  { workspaceId, userId }: Principal,
  request: { conversationId: ConversationId; callerKey: string | undefined },
  { store }: Door,
): Promise<"first" | "repeated" | "reused"> {
  const { conversationId, callerKey } = request;
  if (callerKey === undefined) return "first";
  const found = await store.outcome(workspaceId, commandKey(userId, callerKey));
  if (found !== null) return found.conversationId === conversationId ? "repeated" : "reused";
  return (await isOfBulk({ workspaceId, userId, callerKey }, { store })) ? "reused" : "first";
}

/** Whether this caller's key is that of a bulk request. Of two requests at the same moment each may take it before the other has. */
export async function isOfBulk(
  {
    workspaceId,
    userId,
    callerKey,
  }: Pick<Principal, "workspaceId" | "userId"> & { callerKey: string },
  { store }: Door,
): Promise<boolean> {
  return (await store.request(workspaceId, requestKey(userId, callerKey))) !== null;
}

export type AtDoor =
  | { kind: "open"; row: ConversationRow }
  | {
      kind: "shut";
      code: "conversation.unknown" | "conversation.not_yours" | "conversation.goes_on_elsewhere";
      facts?: ProblemFacts;
    };

/**
 * Whether this principal may issue the command on the conversation as things stand now. It is judged again when its turn comes, by the owner
 * of that moment. A repeat is not judged here: it changes nothing, and its first answer says nothing new.
 */
export async function commandDoor(
  principal: Principal,
  request: { conversationId: ConversationId; name: CommandName; isRepeat: boolean },
  deps: Door & Pick<HttpDeps, "clock" | "templates">,
): Promise<AtDoor> {
  const { store } = deps;
  const { conversationId, name, isRepeat } = request;
  if (isRepeat) {
    const known = await store.conversation(principal.workspaceId, conversationId);
    return known === null
      ? { kind: "shut", code: "conversation.unknown" }
      : { kind: "open", row: known };
  }
  const seen = await conversationToRead(principal, conversationId, store);
  const row =
    seen === null && name === "claim"
      ? await conversationJustClaimed(principal, conversationId, deps)
      : seen;
  if (row === null) return { kind: "shut", code: "conversation.unknown" };
  const { ownerId } = row.conversation.facts;
  if (!mayIssue(name, ownerId, principal.access.act)) {
    return { kind: "shut", code: "conversation.not_yours" };
  }
  const other = OPENING.has(name) ? await elsewhere(row, principal, store) : null;
  if (other === null) return { kind: "open", row };
  const code = "conversation.goes_on_elsewhere";
  const facts = await refusalFacts(code, { row, access: principal.access }, deps);
  return { kind: "shut", code, facts: { extra: { ...facts, ...other } } };
}
