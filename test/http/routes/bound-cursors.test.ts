import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { aLiveFlow } from "../support/automations.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { crmOf } from "../support/crm.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();
const { create } = crmOf(bench);

const CONTACTS = ["5511911111111", "5511922222222"] as const;
const converse = () => both((at) => bench().converse(`wamid.${at}`, { from: CONTACTS[at] }));

/** Paths of two lists of one kind, each of two things or more. */
type Twins = readonly [string, string];

async function both(make: (at: 0 | 1) => Promise<string>): Promise<Twins> {
  return [await make(0), await make(1)];
}

/** Lists without filters: a cursor of another's is as foreign as one of another list. */
const OF_A_PARENT: Record<string, () => Promise<Twins>> = {
  async "a conversation's timeline"() {
    const [one, other] = await converse();
    return [`/v1/conversations/${one}/timeline`, `/v1/conversations/${other}/timeline`];
  },
  async "a contact's history"() {
    return both(async () => {
      const { id } = await create();
      await bench().ask("PATCH", `/v1/contacts/${id}`, { lastName: "Lima" });
      return `/v1/contacts/${id}/history`;
    });
  },
  async "a record's history"() {
    const { id: contactId } = await create();
    return both(async () => {
      const made = await bench().ask("POST", "/v1/tasks", { contactId, title: "Call back" });
      const { id } = made.json<{ id: string }>();
      await bench().ask("PATCH", `/v1/tasks/${id}`, { state: "done" });
      return `/v1/tasks/${id}/history`;
    });
  },
  async "what automations looked at in a conversation"() {
    for (const name of ["One", "Two"]) await aLiveFlow(bench(), { name });
    const [one, other] = await converse();
    return [`/v1/conversations/${one}/automations`, `/v1/conversations/${other}/automations`];
  },
};

/** Lists with filters, of which the parent is one. */
const OF_A_FILTER: Record<string, () => Promise<Twins>> = {
  async "the deliveries of an endpoint"() {
    const { ask, store, clock } = bench();
    const input = { url: "https://receiver.example/hook", events: ["*"] };
    const twins = await both(async () => {
      const { id } = (await ask("POST", "/v1/endpoints", input)).json<{ id: string }>();
      return `/v1/endpoints/${id}/deliveries`;
    });
    await bench().converse();
    await store.relay(DEFAULT_WORKSPACE, { limit: 100, now: clock.now() });
    return twins;
  },
  async "deliveries in a state"() {
    const [one] = await OF_A_FILTER["the deliveries of an endpoint"]!();
    return [one, `${one}?state=pending`];
  },
  async "the runs of an automation"() {
    const ids = await both((at) => aLiveFlow(bench(), { name: `Flow ${at}` }));
    await converse();
    return [`/v1/automations/${ids[0]}/runs`, `/v1/automations/${ids[1]}/runs`];
  },
  async "runs in a state"() {
    const [one] = await OF_A_FILTER["the runs of an automation"]!();
    return [one, `${one}?state=completed`];
  },
  async "parked items for a reason"() {
    for (const at of [1, 2]) {
      await bench().hear(webhook({ messages: [textMessage(`wamid.${at}`)] }, "100000000000077"));
    }
    return ["/v1/parked", "/v1/parked?reason=unknown_line"];
  },
};

interface Page {
  items?: unknown[];
  evaluations?: unknown[];
  cursor: string | null;
}

const read = (path: string, cursor: string | null) => {
  const from = cursor === null ? "" : `&cursor=${cursor}`;
  return bench().ask("GET", `${path}${path.includes("?") ? "&" : "?"}limit=1${from}`);
};

/** The cursor behind the first page; what comes behind it is another row. */
async function goingOn(path: string): Promise<string> {
  const first = (await read(path, null)).json<Page>();
  const second = (await read(path, first.cursor)).json<Page>();
  const rows = [first, second].map(({ items, evaluations }) => (items ?? evaluations ?? [])[0]);
  expect(rows).not.toContain(undefined);
  expect(rows[0]).not.toEqual(rows[1]);
  return first.cursor ?? "";
}

const refusedBy = (lists: typeof OF_A_PARENT, code: string) =>
  Object.entries(lists).map(([name, make]) => [name, make, code] as const);

describe("pages go on, and take no cursor of another list:", () => {
  it.each([
    ...refusedBy(OF_A_PARENT, "cursor.invalid"),
    ...refusedBy(OF_A_FILTER, "cursor.other_filter"),
  ])("%s", async (_name, make, code) => {
    const [one, other] = await make();
    const cursor = await goingOn(one);
    await goingOn(other);
    expect(problemOf(await read(other, cursor))).toMatchObject({
      status: 400,
      code,
      fields: ["query.cursor"],
    });
  });
});
