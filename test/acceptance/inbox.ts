import { expect } from "vitest";
import type { Contact } from "../../src/simulator/contact.ts";
import type { TemplateDraft } from "../../src/simulator/line.ts";
import type { LineRef } from "../../src/simulator/payloads/update.ts";
import { randomIds } from "../../src/ids.ts";
import { workspaceCommand } from "../../src/workspace-command.ts";
import { expectSoon } from "../support/expect-soon.ts";
import type { Ask, WholeSystem } from "./whole-system.ts";

/** A conversation of an answer, as far as these tests look at it. */
export interface Conversation {
  id: string;
  line: { id: string; name: string; displayPhoneNumber: string };
  contact: {
    id: string;
    name: string;
    profileName: string;
    waId: string | null;
    userId: string | null;
    isCrmContact: boolean;
  };
  state: string;
  lifecycle: string;
  window: {
    state: string;
    lastInboundAt: string | null;
    expiresAt: string | null;
    secondsLeft: number;
  };
  owner: { id: string; name: string } | null;
  unread: { count: number; marked: boolean };
  episode: { number: number; description: string | null };
  now: string;
}

/** An item of a timeline, as far as these tests look at it. */
export interface TimelineItem {
  kind: string;
  id: string;
  direction?: string;
  status?: string;
  activity?: string;
  occurredAt: string;
  sender?: { kind: string; name: string | null };
  actor?: { kind: string; name: string | null };
  content?: { type: string; text?: string };
  file?: { id: string; state: string; url: string | null } | null;
  data?: Record<string, unknown>;
}

/** Somebody of the team, with a token of their own. */
export interface Agent {
  id: string;
  name: string;
  ask: Ask;
}

/** Adds somebody to the team, as an administrator does; a seller unless said otherwise. */
export async function addAgent(
  { ask, as }: WholeSystem,
  name: string,
  role = "seller",
): Promise<Agent> {
  const { id } = await insist<{ id: string }>(ask, "POST", "/v1/users", { name, role });
  const { token } = await insist<{ token: string }>(ask, "POST", `/v1/users/${id}/tokens`);
  return { id, name, ask: as(token) };
}

/** The answer's body; a test that expects anything but 2xx asks itself. */
export async function insist<T = Record<string, unknown>>(
  ask: Ask,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await ask<T>(method, path, body);
  if (answer.status >= 300) {
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** The list that somebody sees under this query, by what the contacts are called on WhatsApp. */
export async function namesIn(ask: Ask, query = ""): Promise<string[]> {
  const { items } = await insist<{ items: Conversation[] }>(
    ask,
    "GET",
    `/v1/conversations${query}`,
  );
  return items.map(({ contact }) => contact.profileName);
}

export async function unreadCount(ask: Ask, query = ""): Promise<number> {
  const path = `/v1/conversations/unread-count${query}`;
  return (await insist<{ count: number }>(ask, "GET", path)).count;
}

export const conversation = (ask: Ask, id: string): Promise<Conversation> =>
  insist<Conversation>(ask, "GET", `/v1/conversations/${id}`);

/** Newest first, like the API. */
export async function timeline(ask: Ask, id: string): Promise<TimelineItem[]> {
  const path = `/v1/conversations/${id}/timeline?limit=100`;
  return (await insist<{ items: TimelineItem[] }>(ask, "GET", path)).items;
}

export interface FeedEvent {
  type: string;
  conversation: { id: string; episode: number } | null;
  data: Record<string, unknown>;
}

/** What the feed tells somebody of these types, oldest first. */
export async function eventsOf(ask: Ask, types: readonly string[]): Promise<FeedEvent[]> {
  const path = `/v1/events?limit=100&types=${types.join(",")}`;
  return (await insist<{ events: FeedEvent[] }>(ask, "GET", path)).events;
}

/** Somebody writes, and the engine has dealt with it: their conversation. */
export async function hasWritten(
  system: WholeSystem,
  contact: Contact,
  what: { text: string; at?: number; line?: LineRef },
): Promise<Conversation> {
  const { sim, ask } = system;
  const { text, at = sim.clock.now(), line = system.line } = what;
  const received = async () => (await eventsOf(ask, ["message.received"])).length;
  const before = await received();
  contact.says(line, text, { at });
  await sim.flush();
  await expectSoon(received).toBe(before + 1);
  const path = `/v1/conversations?limit=100&line=${line.phoneNumberId}`;
  const { items } = await insist<{ items: Conversation[] }>(ask, "GET", path);
  const { waId = null, userId = null } = contact.profile;
  const found = items.find((item) => item.contact.waId === waId && item.contact.userId === userId);
  if (found === undefined) throw new Error("the conversation is not in the list");
  return found;
}

/** Templates at WhatsApp, and the approved ones in the list that agents choose from. */
export async function addTemplates(
  { line, ask }: WholeSystem,
  drafts: readonly TemplateDraft[],
): Promise<void> {
  for (const draft of drafts) line.addsTemplate(draft);
  await insist(ask, "POST", "/v1/templates/sync");
  const sendable = drafts.filter(({ status = "APPROVED" }) => status === "APPROVED");
  const names = sendable.map(({ name }) => name).toSorted();
  await expectSoon(() => templateNames(ask)).toEqual(names);
}

/** The templates that an agent may choose from. */
export async function templateNames(ask: Ask): Promise<string[]> {
  const { items } = await insist<{ items: { name: string }[] }>(ask, "GET", "/v1/templates");
  return items.map(({ name }) => name);
}

/** What an operator types: `./ventana workspace change default ...`. */
export const changesPlan = ({ engine, sim }: WholeSystem, ...words: string[]): Promise<string[]> =>
  workspaceCommand(["change", "default", ...words], {
    store: engine.store,
    clock: sim.clock,
    ids: randomIds,
  });

/** A file as a form has it. */
export function formWith(name: string, bytes: Buffer, type = "application/octet-stream"): FormData {
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** Adds a file to the library; its id. */
export async function uploaded(ask: Ask, name: string, bytes: Buffer): Promise<string> {
  const answer = await ask<{ id: string }>("POST", "/v1/media", formWith(name, bytes));
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
}

/** Uploads what comes from somebody's own device, for this once; its id. */
export async function uploadedOnce(ask: Ask, name: string, bytes: Buffer): Promise<string> {
  const answer = await ask<{ id: string }>("POST", "/v1/media?oneOff=true", formWith(name, bytes));
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
}
