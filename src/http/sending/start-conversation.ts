import type { FastifyReply, FastifyRequest } from "fastify";
import { standingOf } from "../../domain/people/access.ts";
import { mayStart } from "../../domain/conversation/commands.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import { conversationIdsOf, type ConversationId, type LineId } from "../../domain/ids.ts";
import { commandKey } from "../../domain/intake/intake.ts";
import type { Line } from "../../domain/line.ts";
import type { OutgoingContent, OutgoingMessage } from "../../domain/sending/outgoing.ts";
import { guardOf } from "../../domain/sending/send-guard.ts";
import { goingOn } from "../../domain/intake/subject.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { principalOf, type Principal } from "../access/auth.ts";
import type { HttpDeps } from "../deps.ts";
import { isOfBulk } from "../commands/command-door.ts";
import { issueCommand, type IssuedCommand } from "../commands/issue-command.ts";
import { sendProblem, type ProblemFacts } from "../problems/problem.ts";
import { unknownMember } from "../problems/unknown-member.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import type { AskedTemplate } from "../../domain/template/asked-template.ts";
import { findAddressee, type Wanted } from "./find-addressee.ts";
import { rememberBindings } from "./remember-bindings.ts";
import { resolveTemplate } from "../../sending/resolve-template.ts";

/** A request to start a conversation, as its route read it. */
export interface IssuedStart {
  lineId: string;
  wanted: Wanted;
  template: Omit<AskedTemplate, "type">;
  callerKey: string | undefined;
}

type Begins = Pick<IssuedCommand, "begins">;

interface Http {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Everything that is needed to send, or why nothing is sent. */
type Prepared =
  | { kind: "ready"; contact: Contact; isSaved: boolean; content: OutgoingContent }
  | { kind: "refused"; code: ProblemCode; facts?: ProblemFacts };

/** Others may make or change the contact at the same moment, again and again. */
const TRIES_MAX = 8;

/**
 * Starts a conversation by a template (Q4, Q5): with whoever is meant, who becomes a contact when nobody knows them, on the conversation
 * that they have on this line, or a new one. The template is judged before anything is written.
 */
export async function startConversation(
  issued: IssuedStart,
  http: Http,
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { lineId, callerKey } = issued;
  const principal = principalOf(http.request);
  const { workspaceId, userId } = principal;
  const earlier =
    callerKey === undefined
      ? null
      : await deps.store.outcome(workspaceId, commandKey(userId, callerKey));
  // A repeat gets its first answer, whatever the same request would come to now.
  if (earlier !== null) return sendIn(earlier.conversationId, { issued, messages: [] }, http, deps);
  if (callerKey !== undefined && (await isOfBulk({ workspaceId, userId, callerKey }, deps))) {
    return sendProblem(http.reply, "idempotency.key_reused");
  }
  const line = await deps.store.line(workspaceId, lineId);
  if (line === null) {
    return sendProblem(http.reply, "line.unknown", unknownMember("line", "line"));
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const prepared = await prepare({ issued, line, request: http.request }, deps);
    if (prepared.kind === "refused") {
      return sendProblem(http.reply, prepared.code, prepared.facts);
    }
    const { contact, content } = prepared;
    const conversationId = await conversationOn(lineId, contact, deps);
    if (!(await mayWriteIn(conversationId, principal, deps))) {
      return sendProblem(http.reply, "conversation.not_yours");
    }
    if (!(await saveAddressee(prepared, deps))) continue;
    const asked = { type: "template", ...issued.template } as const;
    await rememberBindings([asked], { workspaceId, userId, lineId }, deps);
    const messages = [{ content, replyToId: null }];
    const begins = { lineId, contactId: contact.id };
    return sendIn(conversationId, { issued, messages, begins }, http, deps);
  }
  throw new StoreUnavailableError("too many change the same contact at once");
}

async function prepare(
  { issued, line, request }: { issued: IssuedStart; line: Line; request: FastifyRequest },
  deps: HttpDeps,
): Promise<Prepared> {
  const principal = principalOf(request);
  const found = await findAddressee(issued.wanted, { principal, line }, deps);
  switch (found.kind) {
    case "unknown":
      return {
        kind: "refused",
        code: "contact.unknown",
        facts: unknownMember("contactId", "contact"),
      };
    case "unreachable":
      return { kind: "refused", code: "contact.unreachable" };
    case "number_taken": {
      const { contactId } = found;
      return { kind: "refused", code: "contact.number_taken", facts: { extra: { contactId } } };
    }
    case "found":
      break;
  }
  const { contact, isSaved } = found;
  const { store, clock } = deps;
  const { workspaceId, userId: sender } = principal;
  const context = { store, workspaceId, sender, now: clock.now() };
  const resolved = await resolveTemplate(issued.template, { line, contact }, context);
  if (resolved.kind === "unsendable") {
    const { code, errors } = resolved;
    const inBody = errors.map(({ field, rule }) => ({ field: `body.template.${field}`, rule }));
    return { kind: "refused", code, facts: { errors: inBody } };
  }
  const { content } = resolved;
  const refusal = guardOf(contact.preferences, content);
  if (refusal !== null) return { kind: "refused", code: refusal };
  return { kind: "ready", contact, isSaved, content };
}

/** Theirs on this line; when they are several contacts that were merged, the one that goes on. */
export async function conversationOn(
  lineId: LineId,
  contact: Contact,
  { store }: Pick<HttpDeps, "store">,
): Promise<ConversationId> {
  const ids = conversationIdsOf(lineId, contact);
  if (ids.length === 1) return ids[0];
  const rows = await store.conversationsById(contact.workspaceId, ids);
  const begun = ids.flatMap((id) => {
    const row = rows.find(({ conversation }) => conversation.id === id);
    return row === undefined ? [] : [{ id, isOpen: row.conversation.regions.lifecycle === "open" }];
  });
  return goingOn(begun)?.id ?? ids[0];
}

/**
 * Whether this principal may write in the conversation, as things stand now, or begin it. One that is somebody else's is not theirs, which is
 * all that they learn of it: they know whom they wrote to.
 */
export async function mayWriteIn(
  conversationId: ConversationId,
  { workspaceId, access }: Principal,
  { store }: Pick<HttpDeps, "store">,
): Promise<boolean> {
  const row = await store.conversation(workspaceId, conversationId);
  if (row === null || mayStart(row.conversation.facts)) return true;
  return standingOf(access, row.conversation.facts.ownerId) === "may_act";
}

/** False when somebody was faster: then it is another contact, or it has changed. */
export async function saveAddressee(
  { contact, isSaved }: { contact: Contact; isSaved: boolean },
  { store }: Pick<HttpDeps, "store">,
): Promise<boolean> {
  if (isSaved) return true;
  const { workspaceId, version } = contact;
  const edit = { workspaceId, expectedVersion: version - 1, contact, events: [] };
  return (await store.saveContact(edit)).kind === "saved";
}

function sendIn(
  conversationId: ConversationId,
  { issued, ...command }: { issued: IssuedStart; messages: OutgoingMessage[] } & Begins,
  http: Http,
  deps: HttpDeps,
): Promise<FastifyReply> {
  const { lineId, wanted, template, callerKey } = issued;
  const { messages, ...begins } = command;
  const started = {
    conversationId,
    command: { name: "send" as const, messages, refused: [] },
    asked: { name: "start", lineId, wanted, template },
    callerKey,
    wantedVersion: null,
    starts: true,
    ...begins,
  };
  return issueCommand(started, http, deps);
}
