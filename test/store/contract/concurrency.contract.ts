import { describe, expect, it } from "vitest";
import { conversationIdOf } from "../../../src/domain/ids.ts";
import type { StoredEvent } from "../../../src/domain/events.ts";
import {
  ACME,
  aLine,
  aMessage,
  ANA,
  anEndpoint,
  aNotice,
  aParkedItem,
  aSubmission,
  GLOBEX,
  LINE,
  MINUTE,
  T0,
} from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { publish, publishTo } from "./publish.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

/** What must hold when many call at once. */
export function testConcurrency(name: string, factory: StoreFactory): void {
  describe(`${name}: many callers at once`, () => {
    const bench = useWorkbench(factory);
    const times = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => call(index)));

    it("takes the same webhook fifty times at once as one entry", async () => {
      const answers = (await times(50, () => bench().accept([aMessage("m1")]))).flat();
      const kinds = answers.map(({ kind }) => kind).sort();
      expect(kinds).toEqual(["accepted", ...Array.from({ length: 49 }, () => "duplicate")]);
      const refs = new Set(answers.map((answer) => refOf(answer).conversationId));
      const conversationId = only([...refs]);
      const mailbox = await bench().load({ workspaceId: ACME, conversationId });
      expect(mailbox.entries).toHaveLength(1);
      expect(await bench().store.depth()).toMatchObject({ waitingEntries: 1 });
    });

    it("takes a burst of first messages of one person as one contact and one conversation", async () => {
      const identities = [ANA, { userId: ANA.userId }, { waId: ANA.waId }];
      // A first item that tells both identifiers settles who the others are, in whatever order they are written.
      const answers = await times(30, (index) => {
        const identity = index % 5 === 0 ? ANA : (identities[index % 3] ?? ANA);
        const items = [
          aMessage(`m${index}`, { identity: ANA }),
          aMessage(`n${index}`, { identity }),
        ];
        return bench().accept(items);
      });
      const refs = answers.flat().map((answer) => refOf(answer).conversationId);
      expect(new Set(refs).size).toBe(1);
      const mailbox = await bench().load({
        workspaceId: ACME,
        conversationId: only([...new Set(refs)]),
      });
      expect(mailbox.entries).toHaveLength(60);
      expect(mailbox.contact.aliases).toHaveLength(2);
      const seqs = mailbox.entries.map(({ seq }) => seq);
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      expect(await bench().store.mergeProposals(ACME)).toEqual([]);
    });

    it("keeps repeated parked items and notices once", async () => {
      await times(20, () => bench().accept([aParkedItem("p"), aNotice("n")]));
      const query = { cursor: null, limit: 10 };
      const parked = { reason: null, lineId: null, replayed: true, ...query };
      expect((await bench().store.parked(ACME, parked)).items).toHaveLength(1);
      expect((await bench().store.notices(ACME, query)).items).toHaveLength(1);
    });

    it("submits a command once, however many send it at the same time", async () => {
      const ref = await bench().converse(aMessage("m1"));
      const answers = await times(20, (index) =>
        bench().store.submit(
          aSubmission(ref.conversationId, "k", { fingerprint: `print ${index}` }),
        ),
      );
      const submitted = answers.filter(({ kind }) => kind === "submitted");
      const prints = answers.flatMap((answer) =>
        answer.kind === "repeated" ? [answer.fingerprint] : [],
      );
      expect(submitted).toHaveLength(1);
      expect(prints).toHaveLength(19);
      expect(new Set(prints)).toEqual(
        new Set([`print ${answers.findIndex(({ kind }) => kind === "submitted")}`]),
      );
      expect((await bench().load(ref)).entries).toHaveLength(1);
    });

    it.each(["a first", "a later"])(
      "commits exactly one of twenty of %s version",
      async (which) => {
        if (which === "a later") await bench().converse(aMessage("m0"));
        const ref = refOf(only(await bench().accept([aMessage("m1")])));
        const mailbox = await bench().load(ref);
        const lastSeq = await bench().store.lastSeq(ACME);
        const results = await times(20, (index) => {
          const commit = commitOf(mailbox, { at: T0 + index });
          const events = commit.events.map((event) => ({ ...event, id: `${event.id} ${index}` }));
          return bench().store.commit({ ...commit, events });
        });
        const winner = results.indexOf("committed");
        expect(results.filter((result) => result === "committed")).toHaveLength(1);
        const after = await bench().load(ref);
        expect(after.conversation).toEqual(commitOf(mailbox, { at: T0 + winner }).conversation);
        const query = { after: lastSeq, limit: 100, types: null };
        const event = only(await bench().store.events(ACME, query));
        expect(event.id.endsWith(` ${winner}`)).toBe(true);
        const history = await bench().store.history(ACME, ref.conversationId);
        expect(history.at(-1)?.applied.at).toBe(T0 + winner);
      },
    );

    it("shows a reader that resumes every event once, in order, while others commit", async () => {
      const people = Array.from({ length: 8 }, (_, index) => ({ waId: `1555000000${index}` }));
      const seen: StoredEvent[] = [];
      let writing = true;
      const reader = async () => {
        for (;;) {
          const last = !writing;
          const after = seen.at(-1)?.seq ?? 0;
          const events = await bench().store.events(ACME, { after, limit: 7, types: null });
          seen.push(...events);
          if (events.length === 0 && last) return;
          await new Promise(setImmediate);
        }
      };
      const writer = async (person: { waId: string }, index: number) => {
        for (let round = 0; round < 10; round++) {
          await bench().converse(aMessage(`${index}-${round}`, { identity: person }));
        }
      };
      const reading = reader();
      await Promise.all(people.map(writer));
      writing = false;
      await reading;
      expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
      expect(new Set(seen.map(({ id }) => id)).size).toBe(80);
      expect(await bench().store.lastSeq(ACME)).toBe(80);
    });

    it("makes no double delivery when several relay at once", async () => {
      await bench().store.putEndpoint(anEndpoint({ id: "a" }));
      await bench().store.putEndpoint(anEndpoint({ id: "b" }));
      await publish(bench(), 20);
      const relayed = await times(8, () => bench().store.relay(ACME, { limit: 10, now: T0 }));
      expect(relayed.length).toBe(8);
      while ((await bench().store.relay(ACME, { limit: 10, now: T0 })).more);
      const query = { endpointId: null, state: null, cursor: null, limit: 100 };
      const { items } = await bench().store.deliveries(ACME, query);
      expect(new Set(items.map(({ id }) => id)).size).toBe(40);
      expect(items).toHaveLength(40);
      expect(await bench().store.unrelayed()).toEqual([]);
    });

    it("gives each delivery to one claimer", async () => {
      await publishTo(bench(), "endpoint-1", 30);
      const options = { now: T0, leaseMs: MINUTE, limit: 5 };
      const claimed = (
        await times(10, () => bench().store.claim(ACME, "endpoint-1", options))
      ).flat();
      expect(new Set(claimed.map(({ delivery }) => delivery.id)).size).toBe(claimed.length);
      expect(claimed).toHaveLength(30);
      expect(claimed.every(({ delivery }) => delivery.attempts === 1)).toBe(true);
    });

    it("lets one of several workspaces have a line", async () => {
      const answers = await times(10, (index) =>
        bench().store.putLine(aLine({ id: "777", workspaceId: index % 2 === 0 ? ACME : GLOBEX })),
      );
      const lines = await Promise.all([ACME, GLOBEX].map((w) => bench().store.line(w, "777")));
      expect(lines.filter((line) => line !== null)).toHaveLength(1);
      expect(answers.filter((answer) => answer === "saved")).toHaveLength(5);
    });

    it("loses no entry that arrives while its conversation is dealt with", async () => {
      const conversationId = conversationIdOf(LINE, "contact1");
      await bench().accept([aMessage("first")]);
      const ref = { workspaceId: ACME, conversationId };
      const arriving = times(40, (index) => bench().accept([aMessage(`m${index}`)]));
      const working = times(4, async () => {
        for (let round = 0; round < 15; round++) await bench().advance(ref);
      });
      await Promise.all([arriving, working]);
      while ((await bench().load(ref)).entries.length > 0) await bench().advance(ref);
      const history = await bench().store.history(ACME, conversationId);
      expect(history).toHaveLength(41);
      expect(history.map(({ applied }) => applied.version)).toEqual(history.map((_, i) => i + 1));
      expect(await bench().store.lastSeq(ACME)).toBe(41);
    });
  });
}
