import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/domain/intake/intake.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import { InvalidCursorError } from "../../../src/store/store.ts";
import { ACME, aMessage, GLOBEX, HOUR, MINUTE, SECOND, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import {
  allPages,
  FOREIGN_CURSORS,
  only,
  refOf,
  useWorkbench,
  type StoreFactory,
} from "./setup.ts";

const DEAD: Outcome = { kind: "dead", reason: "TypeError" };

/** What a defect kept out of its conversation is found again, and let in when the defect is mended. */
export function testDeadEntries(name: string, factory: StoreFactory): void {
  describe(`${name}: dead entries`, () => {
    const bench = useWorkbench(factory);
    const arrive = async (...ids: string[]) => {
      const items = ids.map((id) => aMessage(id, { occurredAt: T0 }));
      return refOf((await bench().accept(items, T0 + SECOND))[0]);
    };
    /** Settles all that waits with one outcome, and takes no step. */
    const settle = async (ref: ConversationRef, outcome: Outcome, at: number) => {
      const mailbox = await bench().load(ref);
      const plain = commitOf(mailbox, { at });
      const applied = plain.applied.map((entry) => ({
        ...entry,
        version: plain.expectedVersion,
        outcome,
      }));
      const conversation = { ...plain.conversation, version: plain.expectedVersion };
      const nothing = { items: [], events: [], sends: [], fired: [] };
      return bench().store.commit({ ...plain, ...nothing, conversation, applied });
    };
    const list = async (workspaceId = ACME) => {
      const query = { cursor: null, limit: 100 };
      return (await bench().store.deadEntries(workspaceId, query)).items;
    };
    const replay = (changes: { ids?: string[]; limit?: number; at?: number } = {}, place = ACME) =>
      bench().store.replayDead(place, { ids: null, limit: 100, at: T0 + HOUR, ...changes });

    it("are listed with what is known of them, the last to die first, and counted", async () => {
      const ref = await arrive("m1");
      expect(await list()).toEqual([]);
      await settle(ref, DEAD, T0 + MINUTE);
      expect(await list()).toEqual([
        {
          id: expect.any(String),
          workspaceId: ACME,
          conversationId: ref.conversationId,
          kind: "message",
          reason: "TypeError",
          occurredAt: T0,
          receivedAt: T0 + SECOND,
          diedAt: T0 + MINUTE,
        },
      ]);
      await settle(await arrive("m2"), DEAD, T0 + 2 * MINUTE);
      expect((await list()).map(({ diedAt }) => diedAt)).toEqual([T0 + 2 * MINUTE, T0 + MINUTE]);
      expect(await bench().store.depth()).toMatchObject({ waitingEntries: 0, deadEntries: 2 });
    });

    it("are not those of another outcome, nor entries whose outcome stood before", async () => {
      const ref = await arrive("m1");
      const stale = await bench().load(ref);
      await settle(ref, { kind: "ignored" }, T0 + MINUTE);
      const late = commitOf(stale, { at: T0 + MINUTE });
      const applied = late.applied.map((entry) => ({ ...entry, outcome: DEAD }));
      await bench().store.commit({ ...late, applied });
      expect(await list()).toEqual([]);
      expect(await bench().store.depth()).toMatchObject({ deadEntries: 0 });
    });

    it("are tried again as copies at the end of their mailbox, and leave the list", async () => {
      const ref = await arrive("m1");
      await settle(ref, DEAD, T0 + MINUTE);
      await arrive("m2");
      expect(await replay()).toEqual([ref]);
      const { entries } = await bench().load(ref);
      expect(entries.map(({ key }) => key.slice(-8))).toEqual([
        expect.stringMatching(/m2$/),
        expect.stringMatching(/m1\|again$/),
      ]);
      expect(entries.at(-1)).toMatchObject({
        occurredAt: T0,
        receivedAt: T0 + HOUR,
        input: { kind: "message", message: { sourceId: "m1" } },
        cause: { kind: "webhook" },
      });
      expect(await list()).toEqual([]);
      expect(await bench().store.depth()).toMatchObject({ waitingEntries: 2, deadEntries: 0 });
      expect(await replay()).toEqual([]);
      await bench().advance(ref);
      const history = await bench().store.history(ACME, ref.conversationId);
      expect(history.map(({ applied }) => applied.outcome.kind).sort()).toEqual([
        "applied",
        "applied",
        "dead",
      ]);
    });

    it("may die again, and be tried again", async () => {
      const ref = await arrive("m1");
      await settle(ref, DEAD, T0 + MINUTE);
      await replay();
      await settle(ref, DEAD, T0 + 2 * MINUTE);
      expect(only(await list())).toMatchObject({ receivedAt: T0 + HOUR, diedAt: T0 + 2 * MINUTE });
      expect(await replay()).toHaveLength(1);
      const { entries } = await bench().load(ref);
      expect(only(entries).key).toMatch(/m1\|again\|again$/);
    });

    it("are tried again by id and limit, the first to die first, in their own workspace alone", async () => {
      const ref = await arrive("m1");
      await settle(ref, DEAD, T0 + MINUTE);
      await arrive("m2");
      await settle(ref, DEAD, T0 + 2 * MINUTE);
      await arrive("m3");
      await settle(ref, DEAD, T0 + 3 * MINUTE);
      const [third, second] = await list();
      expect(await list(GLOBEX)).toEqual([]);
      expect(await replay({}, GLOBEX)).toEqual([]);
      expect(await replay({ ids: [third?.id ?? ""] }, GLOBEX)).toEqual([]);
      expect(await replay({ ids: [] })).toEqual([]);
      expect(await replay({ ids: ["unknown", "d0", "d1.5"] })).toEqual([]);
      expect(await replay({ limit: 0 })).toEqual([]);
      expect(await replay({ ids: [third?.id ?? "", third?.id ?? ""] })).toEqual([ref]);
      expect(await replay({ limit: 1 })).toEqual([ref]);
      expect((await list()).map(({ id }) => id)).toEqual([second?.id]);
      const { entries } = await bench().load(ref);
      expect(entries.map(({ key }) => key.slice(-8, -6))).toEqual(["m3", "m1"]);
    });

    it("are paged without repeating or losing one, and refuse foreign cursors", async () => {
      const ids = ["m1", "m2", "m3", "m4", "m5"];
      await settle(await arrive(...ids), DEAD, T0 + MINUTE);
      const items = await allPages((cursor) =>
        bench().store.deadEntries(ACME, { cursor, limit: 2 }),
      );
      expect(new Set(items.map(({ id }) => id)).size).toBe(ids.length);
      for (const cursor of FOREIGN_CURSORS) {
        const query = { cursor, limit: 2 };
        await expect(bench().store.deadEntries(ACME, query)).rejects.toThrow(InvalidCursorError);
      }
    });
  });
}
