import { expect, test } from "vitest";
import { flowDefinitionSchema, type Flow } from "../../../src/domain/automation/flow.ts";
import type { Cause } from "../../../src/domain/actor.ts";
import { changeContact } from "../../../src/domain/contact/contact-edit.ts";
import type { StartFeedStore } from "../../../src/store/automation-store.ts";
import { createContactStarts, type Look } from "../../../src/workers/automation/contact-starts.ts";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { ACME, aMessage, LINE, MINUTE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { aChange, aNewContact, aProfile } from "../../support/contacts.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

const NUMBER = "+573011110002";

async function addFlow(
  on: "contact.created" | "contact.updated" | "manual",
  { lines = null, ...changes }: Partial<Flow> & { lines?: string[] | null } = {},
) {
  const { id = "flow-2" } = changes;
  const definition = flowDefinitionSchema.parse({
    name: "On contacts",
    start: { on },
    scope: { lines },
    first: "bye",
    steps: [{ id: "bye", do: "stop" }],
  });
  const flow = aFlow({ id, liveVersion: 1, liveSince: T0, ...changes });
  await bench().store.addFlow(flow, aFlowVersion({ flowId: id, definition }));
}

const look = (changes: Partial<StartFeedStore> = {}, how: Look = "swept") => {
  const { effectDeps, store } = bench();
  return createContactStarts({ ...effectDeps, store: { ...store, ...changes } })(ACME, how);
};

/** Starts that wait in a conversation's mailbox. */
async function starts(conversationId = bench().address.conversationId) {
  const mailbox = await bench().store.load(ACME, conversationId, { maxEntries: 100 });
  return (mailbox?.entries ?? []).flatMap(({ key, input, cause }) =>
    input.kind === "start"
      ? [{ key, flowId: input.flowId, trigger: input.trigger, depth: cause.depth, by: cause.actor }]
      : [],
  );
}

const contact = async () => (await bench().store.contact(ACME, bench().contactId))!;
const enter = async (at = T0 + 1) =>
  bench().store.saveContact(aChange(await contact(), { crm: aProfile() }, at));

test("a contact's making starts a live flow in the contact's conversation, once, however often the feed is read", async () => {
  await addFlow("contact.created");
  await addFlow("contact.updated", { id: "flow-3" });
  await addFlow("contact.created", { id: "flow-4", liveVersion: null });
  await enter();
  await look();
  const [event] = await bench().store.events(ACME, {
    after: 0,
    limit: 1,
    types: ["contact.created"],
  });
  const expected = [
    {
      key: `start|flow-2|${event?.id}`,
      flowId: "flow-2",
      trigger: { type: "contact.created", id: event?.id },
      depth: 0,
      by: { kind: "user", id: "eva" },
    },
  ];
  expect(await starts()).toEqual(expected);
  expect(bench().doorbell.rings).toContain(`live ${bench().address.conversationId}`);
  await look({ startsCursor: async () => 0 });
  await Promise.all([look({ startsCursor: async () => 0 }), look({ startsCursor: async () => 0 })]);
  expect(await starts()).toEqual(expected);
});

test("whoever dies before the place in the feed is kept reads again, and nothing is lost or doubled", async () => {
  await addFlow("contact.created");
  await enter();
  const dies = () => Promise.reject(new Error("the process is gone"));
  await expect(look({ moveStartsCursor: dies })).rejects.toThrow();
  await look();
  expect(await starts()).toHaveLength(1);
  expect(await bench().store.unstarted()).toEqual([]);
});

test("what was told before the flow was switched on starts nothing", async () => {
  await enter(T0);
  await addFlow("contact.created", { liveSince: T0 + MINUTE });
  await look();
  expect(await starts()).toEqual([]);
});

test("a change that a flow made starts others one deeper, and names the flow", async () => {
  await addFlow("contact.updated");
  await enter();
  const actor = { kind: "automation", id: "flow-9" } as const;
  const cause: Cause = { kind: "automation", id: "auto|x", actor, depth: 3 };
  const crm = aProfile({ company: "Acme" });
  const edit = changeContact(await contact(), { crm }, { cause, at: T0 + 2 });
  await bench().store.saveContact(edit!);
  await look();
  expect(await starts()).toMatchObject([{ depth: 3, by: actor }]);
});

test("the most recently active conversation on the flow's lines is taken", async () => {
  const { store, accept, settle, clock } = bench();
  const { settings } = (await store.line(ACME, LINE))!;
  await store.putLine({ ...(await store.line(ACME, LINE))!, id: SECOND_LINE, settings });
  clock.advance(MINUTE);
  const later = await accept(aMessage("m2", { lineId: SECOND_LINE, occurredAt: T0 + MINUTE }));
  await settle(later);
  await addFlow("contact.created");
  await addFlow("contact.created", { id: "flow-3", lines: [LINE] });
  await addFlow("contact.created", { id: "flow-4", lines: ["300000000000009"] });
  await enter(T0 + MINUTE);
  await look();
  expect((await starts(later.conversationId)).map(({ flowId }) => flowId)).toEqual(["flow-2"]);
  expect((await starts()).map(({ flowId }) => flowId)).toEqual(["flow-3"]);
});

test("somebody of the CRM who never wrote begins a conversation on the flow's first line", async () => {
  await addFlow("contact.created", { lines: [LINE, SECOND_LINE] });
  await bench().store.saveContact(aNewContact("new", { phones: [NUMBER] }, { at: T0 + 1 }));
  await look();
  expect(await starts(`${LINE}-new`)).toHaveLength(1);
  const made = await bench().store.contact(ACME, "new");
  expect(made?.aliases).toMatchObject([{ kind: "wa_id", value: "573011110002" }]);
});

test("nobody starts who cannot be reached: without a number, or by a number that is somebody else's, or on no line", async () => {
  const { store } = bench();
  await addFlow("contact.created", { lines: [LINE] });
  await addFlow("contact.created", { id: "flow-3" });
  await store.saveContact(aNewContact("mute", { emails: ["a@b.mx"] }, { at: T0 + 1 }));
  await store.saveContact(aNewContact("twin", { phones: ["+5511987654321"] }, { at: T0 + 1 }));
  await look();
  for (const id of ["mute", "twin"]) expect(await starts(`${LINE}-${id}`)).toEqual([]);
  expect(await store.unstarted()).toEqual([]);
});

test("a workspace without such flows moves on, and one that gets one later does not start the past", async () => {
  await addFlow("manual");
  await enter();
  await look({}, "rung");
  expect(await bench().store.unstarted()).toEqual([ACME]);
  await look();
  expect(await bench().store.unstarted()).toEqual([]);
  await addFlow("contact.created", { id: "flow-3" });
  await look();
  expect(await starts()).toEqual([]);
});

test("more events than are read at once are all read", async () => {
  await addFlow("contact.updated");
  await enter();
  for (let n = 0; n < 205; n++) {
    const crm = aProfile({ company: `Company ${n}` });
    await bench().store.saveContact(aChange(await contact(), { crm }, T0 + 2 + n));
  }
  await look();
  const mailbox = await bench().store.load(ACME, bench().address.conversationId, {
    maxEntries: 500,
  });
  expect(mailbox?.entries).toHaveLength(205);
});
