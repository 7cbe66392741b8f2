import { afterAll, describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { Store } from "../../../src/store/store.ts";
import { ACME, aMessage, LINE, MINUTE, NOBODY, T0 } from "../../support/builders.ts";
import { aNewContact } from "../../support/contacts.ts";
import { startMongo } from "../../support/mongo-server.ts";
import { CONTEXT } from "../../support/records.ts";
import { dyingAt } from "./intercepted-db.ts";
import { usePlaygrounds } from "./playground.ts";
import { take } from "./scenes.ts";

const servers = await startMongo();
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Ana wrote, and stands in the scene; Bea is in the CRM and wrote too, under a number of her own. */
const ANA = "made-0-1";
const BEA = "ct_bea";
const BEAS = "5511900000009";
const CALLS_MAX = 80;

async function hear(store: Store, id: string, at: number): Promise<string | undefined> {
  const item = aMessage(id, { identity: { ...NOBODY, waId: BEAS }, occurredAt: at });
  const [accepted] = await take(store, [item], at);
  return accepted?.kind === "accepted" ? accepted.conversationId : undefined;
}

async function merge(store: Store): Promise<void> {
  const [from, into] = [await store.contact(ACME, BEA), await store.contact(ACME, ANA)];
  if (from === null || into === null) throw new Error("no such contact");
  const asked = {
    workspaceId: ACME,
    from,
    into,
    type: "contact.merged",
    context: CONTEXT,
  } as const;
  await store.mergeContacts(asked);
}

describe.each(servers)("$server: a process that dies while it merges two contacts", ({ url }) => {
  const open = usePlaygrounds(url);

  it.each(["repair", "intake"] as const)(
    "has merged them, or not, whichever call it dies at; the %s finishes what was begun",
    async (finisher) => {
      let whole = 0;
      for (let number = 1; ; number++) {
        if (number > CALLS_MAX) throw new Error("a call without end");
        const { store, another, drop } = await open();
        const profile = { phones: [`+${BEAS}`], emails: ["bea@acme.mx"] };
        await store.saveContact(aNewContact(BEA, profile));
        await hear(store, "b1", T0);
        const death = dyingAt(number, number % 2 === 0 ? "before" : "after");
        await merge(another(death.intercept)).catch(() => {});
        if (finisher === "repair") while ((await store.repair({ limit: 10 })) > 0);
        const conversationId = await hear(store, "b2", T0 + MINUTE);
        const bea = await store.contact(ACME, BEA);
        const stands = bea?.id === ANA;
        whole += stands ? 1 : 0;
        // There is no other conversation of this line, so what Bea writes goes into Ana's, or into her own.
        expect(conversationId).toBe(conversationIdOf(LINE, stands ? ANA : BEA));
        const [holder] = await store.claimants(ACME, ["email||bea@acme.mx"]);
        expect(holder?.id).toBe(stands ? ANA : BEA);
        const events = await store.events(ACME, {
          after: 0,
          limit: 100,
          types: ["contact.merged"],
        });
        expect(events).toHaveLength(stands ? 1 : 0);
        const row = await store.load(ACME, conversationIdOf(LINE, BEA), { maxEntries: 1 });
        expect(row?.contact.id).toBe(stands ? ANA : BEA);
        expect(await store.repair({ limit: 10 })).toBe(0);
        await drop();
        if (!death.hasDied()) break;
      }
      expect(whole).toBeGreaterThan(4);
    },
  );
});
