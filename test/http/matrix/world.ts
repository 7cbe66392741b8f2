import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { LINE, GLOBEX_LINE, MINUTE } from "../../support/builders.ts";
import { aUserStatus } from "../../support/people-builders.ts";
import { jpeg } from "../../support/sample-files.ts";
import { aTemplate } from "../../support/templates.ts";
import { defaultLine, openBench, type Bench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";
import type { Person } from "../support/person.ts";
import { textMessage, webhook } from "../support/webhooks.ts";
import {
  NAMES,
  refusalOf,
  type ContactKind,
  type Name,
  type RecordRelation,
  type Thread,
} from "./people.ts";
import { GLOBEX, hireStaff } from "./staff.ts";

/** One world for the whole matrix: whoever asks, and all that they may stand to in some way. */
export interface World {
  bench: Bench;
  people: Record<Name, Person>;
  /** What stands for `$line`, `$asset` and the like. */
  names: Record<string, string>;
  /** Null: they have nothing of this kind. */
  thread(name: Name, thread: Thread): string | null;
  contact(name: Name, kind: ContactKind): string | null;
  record(name: Name, relation: RecordRelation, path: string): string | null;
  /** Makes a conversation open or closed again, and gives it back to whoever has it. */
  restore(id: string): Promise<void>;
}

export const INBOX_NAMES = NAMES.filter((name) => refusalOf(name, "inbox") === null);
/** Of the workspace that nearly everything is in. */
const isForeign = (name: Name): boolean => name === "stranger" || name === "lapsed";
const PATHS = ["opportunities", "activities", "tasks"] as const;

export async function openWorld(): Promise<World> {
  const bench = await openBench();
  const people = await hireStaff(bench);
  await settings(bench);
  const threads = await openThreads(bench, people);
  const cards = await openCards(bench, people);
  const records = await openRecords(bench, cards);
  const names = await namesOf(bench);
  const talk = {
    ownTalk: "own",
    unassignedTalk: "unassigned",
    colleagueTalk: "colleague",
    teamTalk: "team",
    mergedTalk: "merged",
  } as const;
  const thread: World["thread"] = (name, kind) => {
    if (kind === "missing") return "nothing";
    if (kind === "own" || kind === "ownClosed") return threads.get(`${name} ${kind}`)?.id ?? null;
    const key = kind === "foreign" ? "stranger own" : kind;
    return name === "stranger" && kind === "foreign" ? null : (threads.get(key)?.id ?? null);
  };
  const contact: World["contact"] = (name, kind) => {
    if (kind in talk) {
      const id = thread(name, talk[kind as keyof typeof talk]);
      return id?.replace(/^\d+-/, "") ?? null;
    }
    if (kind === "missing") return "nothing";
    if (kind === "ownCard") return cards.get(`${name} card`) ?? null;
    if (kind === "foreignCard") return name === "stranger" ? null : (cards.get(kind) ?? null);
    return cards.get(kind) ?? null;
  };
  return {
    bench,
    people,
    names,
    thread,
    contact,
    record: (name, relation, path) => {
      if (relation === "missing") return "nothing";
      if (relation === "foreign" && name === "stranger") return null;
      const own = relation === "own" || relation === "ofOwnCard";
      return records.get(`${path} ${own ? `${name} ` : ""}${relation}`) ?? null;
    },
    async restore(id) {
      const wanted = [...threads.values()].find((one) => one.id === id);
      if (wanted === undefined) return;
      await setThread(bench, people, wanted);
    },
  };
}

interface ThreadPlace {
  id: string;
  workspaceId: string;
  ownerId: string | null;
  isClosed: boolean;
}

async function settings({ store, ask }: Bench): Promise<void> {
  await store.putTemplates([aTemplate({ workspaceId: DEFAULT_WORKSPACE })]);
  await store.putTemplates([aTemplate({ workspaceId: GLOBEX, wabaId: "2" })]);
  await store.putLine(defaultLine({ workspaceId: GLOBEX, id: GLOBEX_LINE, wabaId: "2" }));
  await store.putStatus(aUserStatus({ workspaceId: DEFAULT_WORKSPACE }));
  await ask("POST", "/v1/custom-fields", { key: "plan", label: "Plan", type: "text" });
}

async function namesOf(bench: Bench): Promise<World["names"]> {
  const endpoint = { url: "https://receiver.example/hook", events: ["*"] };
  const made = await bench.ask("POST", "/v1/endpoints", endpoint);
  const asset = await upload(bench, { name: "a.jpg", type: "image/jpeg", bytes: jpeg() });
  const { wabaId } = defaultLine();
  return {
    line: LINE,
    waba: wabaId,
    endpoint: made.json<{ id: string }>().id,
    asset: asset.json<{ id: string }>().id,
  };
}

/** A conversation of each kind, each with a file that can be downloaded. */
async function openThreads(
  bench: Bench,
  people: World["people"],
): Promise<Map<string, ThreadPlace>> {
  const places = new Map<string, ThreadPlace>();
  let phones = 5511900000000;
  const hear = async (lineId: string) => {
    const { text: _text, ...message } = textMessage(`wamid.${++phones}`, { from: `${phones}` });
    const document = { id: `99${phones}`, mime_type: "image/jpeg", sha256: "c2hh", filename: "a" };
    const body = webhook({ messages: [{ ...message, type: "document", document }] }, lineId);
    await bench.hear(body);
    return bench.engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
  };
  const open = async (key: string, ownerId: string | null, isClosed = false) => {
    const isOfGlobex = key.startsWith("stranger");
    const id = await hear(isOfGlobex ? GLOBEX_LINE : LINE);
    const workspaceId = isOfGlobex ? GLOBEX : DEFAULT_WORKSPACE;
    const place = { id, workspaceId, ownerId, isClosed };
    places.set(key, place);
    await setThread(bench, people, place);
  };
  for (const name of INBOX_NAMES) {
    await open(`${name} own`, people[name].id);
    await open(`${name} ownClosed`, people[name].id, true);
  }
  await open("unassigned", null);
  await open("colleague", "max");
  await open("colleagueClosed", "max", true);
  await open("team", "tom");
  await fetchFiles(bench);
  await openMerged(bench, people, places);
  return places;
}

/** Somebody wrote under a number, which is then told to be the colleague's contact: two conversations of one contact. */
async function openMerged(
  bench: Bench,
  people: World["people"],
  places: Map<string, ThreadPlace>,
): Promise<void> {
  const who = async (id: string, changes: object) => {
    const { from: _from, ...message } = textMessage(id);
    const document = {
      id: `98${id.length}`,
      mime_type: "image/jpeg",
      sha256: "c2hh",
      filename: "a",
    };
    const said = { ...message, type: "document", document, text: undefined, ...changes };
    await bench.hear(webhook({ messages: [said] }));
    return bench.engine.rings.at(-1)?.conversations[0]?.conversationId ?? "";
  };
  const first = await who("wamid.first", { from_user_id: "BR.77" });
  const second = await who("wamid.second", { from: "5511988887777" });
  await fetchFiles(bench);
  await who("wamid.both", { from: "5511988887777", from_user_id: "BR.77" });
  const place = { workspaceId: DEFAULT_WORKSPACE, ownerId: "max" };
  await setThread(bench, people, { ...place, id: first, isClosed: false });
  const merged = { ...place, id: second, isClosed: true };
  await setThread(bench, people, merged);
  const { items } = (await bench.ask("GET", "/v1/merge-proposals")).json<{
    items: { id: string; contactId: string }[];
  }>();
  const [proposal] = items;
  if (proposal === undefined) throw new Error("no proposal");
  const path = `/v1/merge-proposals/${encodeURIComponent(proposal.id)}/accept`;
  const done = await bench.ask("POST", path, { into: first.slice(LINE.length + 1) });
  if (done.statusCode !== 200) throw new Error(done.body);
  places.set("merged", merged);
}

/** What a worker does. */
async function fetchFiles({ store, blobs, clock }: Bench): Promise<void> {
  const lease = { of: null, now: clock.now(), leaseMs: MINUTE, limit: 100 };
  for (const file of await store.claimMedia(lease)) {
    const draft = await blobs.draft(once(jpeg()), { bytesMax: 10_000 });
    if (draft === "too_large") throw new Error("too large");
    const key = await draft.keep(file.workspaceId);
    const blob = { key, type: "image/jpeg", bytes: draft.size, sha256: draft.sha256 };
    await store.settleMedia(file, { state: "ready", blob });
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function setThread(bench: Bench, people: World["people"], place: ThreadPlace): Promise<void> {
  const { id, workspaceId, ownerId, isClosed } = place;
  const { ask } = workspaceId === GLOBEX ? people.stranger : people.admin;
  const row = await bench.store.conversation(workspaceId, id);
  if (row === null) throw new Error(`no conversation ${id}`);
  const { facts, regions } = row.conversation;
  if (facts.ownerId !== ownerId) {
    const target = ownerId === null ? { kind: "nobody" } : { kind: "user", userId: ownerId };
    await ask("POST", `/v1/conversations/${id}/assign`, { target });
  }
  if ((regions.lifecycle === "closed") === isClosed) return;
  const name = isClosed ? "close" : "reopen";
  await ask("POST", `/v1/conversations/${id}/${name}`, isClosed ? { description: "x" } : {});
}

/** Contacts of the CRM who have no conversation. */
async function openCards(bench: Bench, people: World["people"]): Promise<Map<string, string>> {
  const cards = new Map<string, string>();
  const make = async (key: string, { ask }: Person, ownerId: string, changes: object = {}) => {
    const profile = { firstName: "Card", lastName: key, consent: true, ...changes };
    const { id } = (await ask("POST", "/v1/contacts", profile)).json<{ id: string }>();
    const given = await ask("PUT", `/v1/contacts/${id}/owner`, { ownerId });
    if (given.statusCode !== 200) throw new Error(given.body);
    cards.set(key, id);
  };
  for (const name of NAMES) {
    if (!isForeign(name)) await make(`${name} card`, people.admin, people[name].id);
  }
  await make("colleagueCard", people.admin, "max");
  await make("marketingCard", people.admin, "max", { isMarketing: true });
  await make("foreignCard", people.stranger, "stranger");
  return cards;
}

async function openRecords(
  { ask }: Bench,
  cards: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const records = new Map<string, string>();
  const make = async (key: string, card: string, ownerId: string) => {
    for (const path of PATHS) {
      const body = path === "activities" ? { type: "call" } : { title: "Chairs" };
      const contactId = cards.get(card);
      const made = await ask("POST", `/v1/${path}`, { ...body, contactId, ownerId });
      if (made.statusCode !== 201) throw new Error(made.body);
      records.set(`${path} ${key}`, made.json<{ id: string }>().id);
    }
  };
  for (const name of NAMES.filter((each) => !isForeign(each))) {
    await make(`${name} own`, "colleagueCard", name);
    await make(`${name} ofOwnCard`, `${name} card`, "max");
  }
  await make("colleague", "colleagueCard", "max");
  await make("ofMarketing", "marketingCard", "max");
  return records;
}
