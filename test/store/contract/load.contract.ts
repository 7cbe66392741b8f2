import { describe, expect, it } from "vitest";
import { aFlow, aFlowVersion } from "../../support/automation-builders.ts";
import { ACME, aMessage, aReaction, aStatus, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { refOf, useWorkbench, type StoreFactory } from "./setup.ts";

/** What a turn of the mailbox gets to see. */
export function testLoading(name: string, factory: StoreFactory): void {
  describe(`${name}: loading a mailbox`, () => {
    const bench = useWorkbench(factory);
    const arrive = async (...ids: string[]) =>
      refOf((await bench().accept(ids.map((id) => aMessage(id))))[0]);

    it("shares no object with its callers that they could change", async () => {
      const ref = await arrive("m1");
      const commit = commitOf(await bench().load(ref), { at: T0 });
      await bench().store.commit(commit);
      const expected = structuredClone(commit.conversation);
      commit.conversation.regions.lifecycle = "closed";
      commit.events.pop();
      const loaded = await bench().load(ref);
      expect(loaded.conversation).toEqual(expected);
      attempt(() => Object.assign(loaded.conversation?.regions ?? {}, { lifecycle: "closed" }));
      attempt(() => loaded.contact.aliases.pop());
      const again = await bench().load(ref);
      expect(again.conversation).toEqual(expected);
      expect(again.contact.aliases).toHaveLength(2);
    });

    it("gives the oldest entries first, and says when there are more than were asked for", async () => {
      const ref = await arrive("m1", "m2", "m3");
      const idsOf = async (maxEntries: number) => {
        const { entries, more } = await bench().load(ref, maxEntries);
        return { ids: entries.map(({ key }) => key.slice(-2)), more };
      };
      expect(await idsOf(2)).toEqual({ ids: ["m1", "m2"], more: true });
      expect(await idsOf(3)).toEqual({ ids: ["m1", "m2", "m3"], more: false });
      const turn = commitOf(await bench().load(ref, 2), { at: T0 });
      expect(await bench().store.commit(turn)).toBe("committed");
      expect(await idsOf(2)).toEqual({ ids: ["m3"], more: false });
    });

    it("loads the messages that the entries at hand speak of, and no others", async () => {
      const ref = await bench().converse(aMessage("m1"));
      await bench().accept([aMessage("m2"), aMessage("m3")]);
      await bench().advance(ref);
      const targets = async (maxEntries: number) =>
        (await bench().load(ref, maxEntries)).messages.map(({ sourceId }) => sourceId ?? "").sort();
      expect(await targets(10)).toEqual([]);
      await bench().accept([aStatus("m2", "read"), aReaction("m1", "👍"), aStatus("m9", "read")]);
      expect(await targets(10)).toEqual(["m1", "m2"]);
      expect(await targets(1)).toEqual(["m2"]);
    });

    it("loads the contact's last message too where there are flows, which may ask of it", async () => {
      const ref = await arrive("m1");
      const plain = commitOf(await bench().load(ref), { at: T0 });
      const { conversation, items } = plain;
      const facts = { ...conversation.facts, lastInboundId: items[0]?.id ?? null };
      await bench().store.commit({ ...plain, conversation: { ...conversation, facts } });
      const sources = async () =>
        (await bench().load(ref)).messages.map(({ sourceId }) => sourceId);
      expect(await sources()).toEqual([]);
      await bench().store.addFlow(aFlow(), aFlowVersion());
      expect(await sources()).toEqual(["m1"]);
    });

    it("does not load a message of the same source id from another conversation", async () => {
      await bench().converse(aMessage("m1"));
      const other = { identity: { waId: "15550002002" } };
      const [status] = await bench().accept([aStatus("m1", "read", other)]);
      expect((await bench().load(refOf(status))).messages).toEqual([]);
    });

    it("keeps any text as it was written", async () => {
      const text = 'Ünïcode \u0000 \ud83d\ude00 \'; DROP TABLE x; -- $where {"$gt":1} __proto__';
      const item = aMessage("m1");
      if (item.kind === "message") item.message.content = { type: "text", text };
      const ref = await bench().converse(item);
      const query = { cursor: null, limit: 10 };
      const { items } = await bench().store.timeline(ACME, ref.conversationId, query);
      expect(items).toMatchObject([{ content: { text } }]);
    });
  });
}

/** A store may hand out what nobody can change, and then it throws, or a copy of its own. */
function attempt(change: () => unknown): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
