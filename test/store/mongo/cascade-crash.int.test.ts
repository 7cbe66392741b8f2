import { afterAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, LINE, T0 } from "../../support/builders.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { commitOf } from "../../support/plain-step.ts";
import { anActivity, aNewRecord, anOpportunity, aTask } from "../../support/records.ts";
import { dyingAt } from "./intercepted-db.ts";
import { usePlaygrounds } from "./playground.ts";
import { fillMailbox } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const ANAS = { workspaceId: ACME, conversationId: conversationIdOf(LINE, "made-0-1") };
const CONTACT = "made-0-1";
const RECORDS = [
  anOpportunity({ contactId: CONTACT }),
  anActivity({ contactId: CONTACT }),
  aTask({ contactId: CONTACT }),
];
const CALLS_MAX = 120;

/** Commits what waits in Ana's mailbox, and hands everything over to Leo. */
async function handOver(store: Store): Promise<void> {
  const { workspaceId, conversationId } = ANAS;
  const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 100 });
  if (mailbox === null) throw new Error("no such conversation");
  const commit = commitOf(mailbox, { at: T0 });
  const { version } = commit.conversation;
  const cascade = {
    contactId: CONTACT,
    ownerId: "leo",
    flags: { contact: true, opportunities: true, activities: true, tasks: true },
    cause: { kind: "command", id: "k", actor: { kind: "user", id: "eva" } },
    at: T0,
    conversation: { id: conversationId, episode: 1, version },
  } as const;
  await store.commit({ ...commit, cascades: [cascade] });
}

async function ownersOf(store: Store): Promise<(string | null | undefined)[]> {
  const records = RECORDS.map(({ kind, id }) => store.record(ACME, kind, id));
  const contact = await store.contact(ACME, CONTACT);
  return [contact?.ownerId, ...(await Promise.all(records)).map((record) => record?.ownerId)];
}

async function ownerChanges(store: Store): Promise<string[]> {
  const events = await store.events(ACME, { after: 0, limit: 1_000, types: null });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ type }) => type).filter((type) => type.endsWith("owner_changed"));
}

describe.each(servers)("$server: a process that dies while it hands over", ({ url }) => {
  const open = usePlaygrounds(url);

  it.each(["before", "after"] as const)(
    "has handed over everything once, or nothing, when it dies %s a call of the driver, whichever",
    async (when) => {
      let whole = 0;
      for (let number = 1; ; number++) {
        if (number > CALLS_MAX) throw new Error("a call without end");
        const { store, another, drop } = await open();
        await fillMailbox(store, ANAS);
        for (const record of RECORDS) await store.saveRecord(aNewRecord(record));
        const before = await store.load(ACME, ANAS.conversationId, { maxEntries: 1 });
        const death = dyingAt(number, when);
        await handOver(another(death.intercept)).catch(() => {});
        while ((await store.repair({ limit: 10 })) > 0);
        const after = await store.load(ACME, ANAS.conversationId, { maxEntries: 1 });
        const stands = after?.conversation?.version !== before?.conversation?.version;
        whole += stands ? 1 : 0;
        const owner = stands ? "leo" : null;
        expect(await ownersOf(store)).toEqual([owner, owner, owner, owner]);
        expect(await ownerChanges(store)).toEqual(
          stands
            ? ["contact", "opportunity", "activity", "task"].map((of) => `${of}.owner_changed`)
            : [],
        );
        await drop();
        if (!death.hasDied()) break;
      }
      expect(whole).toBeGreaterThan(10);
    },
  );
});
