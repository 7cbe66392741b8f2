import { describe, expect, it } from "vitest";
import { conversationIdOf, DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { InboundItem } from "../../../src/domain/intake/inbound.ts";
import {
  ACME,
  aLine,
  aMessage,
  aParkedItem,
  aRotation,
  LINE,
  MINUTE,
  SECOND,
  T0,
} from "../../support/builders.ts";
import { only, useWorkbench, type StoreFactory } from "./setup.ts";

const LATE = "999";
const OLD = { userId: "BR.1" };
const NEW = { userId: "BR.2" };

/** What came before its line was registered goes in before what came after, where it tells who somebody is. */
export function testBacklog(name: string, factory: StoreFactory): void {
  describe(`${name}: the backlog of a line`, () => {
    const bench = useWorkbench(factory);
    let sent = 0;
    const write = async (identity: object, at: number, lineId = LATE) => {
      const item = aMessage(`w${++sent}`, { identity, lineId, occurredAt: at });
      return only(await bench().accept([item], at));
    };
    const register = () => bench().store.putLine(aLine({ id: LATE }));
    const waiting = async () => {
      const all = { ids: null, lineId: LATE, cursor: null, limit: 100 };
      const query = { ...all, reason: "unknown_line" } as const;
      const { store } = bench();
      return [
        ...(await store.parkedForReplay(DEFAULT_WORKSPACE, query)).items,
        ...(await store.parkedForReplay(ACME, query)).items,
      ];
    };
    const replay = async (items: readonly InboundItem[], at: number) =>
      bench().store.accept(items, {
        receivedAt: at,
        newContactId: () => `replayed${++sent}`,
        isReplay: true,
      });
    const settle = async () => {
      for (const { workspaceId, id } of await waiting()) {
        await bench().store.settleParked(workspaceId, [id], T0 + MINUTE);
      }
    };

    it("holds up items of somebody unknown, in the workspace of the line, until it is gone", async () => {
      await write(OLD, T0);
      await register();
      expect(await write(NEW, T0 + SECOND)).toEqual({
        kind: "parked",
        workspaceId: ACME,
        reason: "unknown_line",
      });
      expect((await waiting()).map(({ workspaceId }) => workspaceId)).toEqual([
        DEFAULT_WORKSPACE,
        ACME,
      ]);
      expect(await bench().store.contact(ACME, "contact1")).toBeNull();
      await settle();
      expect(await write(NEW, T0 + 2 * SECOND)).toMatchObject({ kind: "accepted" });
    });

    it("holds up a rotation of somebody unknown too", async () => {
      await write(OLD, T0);
      await register();
      const rotation = aRotation("r", NEW, { identity: OLD, lineId: LATE, occurredAt: T0 });
      expect(only(await bench().accept([rotation], T0))).toMatchObject({ reason: "unknown_line" });
      expect(await bench().store.contact(ACME, "contact1")).toBeNull();
    });

    it("lets in who is known, and what is replayed", async () => {
      const known = await write({ userId: "BR.9" }, T0, LINE);
      const early = aMessage("early", { identity: OLD, lineId: LATE, occurredAt: T0 });
      await bench().accept([early], T0);
      await register();
      expect(await write({ userId: "BR.9" }, T0 + SECOND)).toMatchObject({ kind: "accepted" });
      expect(known).toMatchObject({ kind: "accepted" });
      expect(only(await replay([early], T0))).toMatchObject({ kind: "accepted" });
    });

    it("keeps one person one conversation, though they write under a new identifier before their rotation is replayed", async () => {
      const early = [
        aMessage("early", { identity: OLD, lineId: LATE, occurredAt: T0 }),
        aRotation("r", NEW, { identity: OLD, lineId: LATE, occurredAt: T0 + MINUTE }),
      ];
      for (const [index, item] of early.entries()) await bench().accept([item], T0 + index);
      await register();
      const later = aMessage("later", { identity: NEW, lineId: LATE, occurredAt: T0 + 2 * MINUTE });
      expect(only(await bench().accept([later], T0 + 2 * MINUTE)).kind).toBe("parked");
      const answers = await replay([...early, later], T0 + 3 * MINUTE);
      const conversations = answers.map((answer) =>
        answer.kind === "accepted" ? answer.conversationId : answer.kind,
      );
      expect(new Set(conversations).size).toBe(1);
    });

    it("of one line holds up no other, nor do items that wait for another reason", async () => {
      await write(OLD, T0);
      expect(await write(NEW, T0, LINE)).toMatchObject({
        kind: "accepted",
        conversationId: conversationIdOf(LINE, "contact1"),
      });
      await settle();
      await register();
      await bench().accept([aParkedItem("group", LATE)], T0);
      expect(await write(OLD, T0 + SECOND)).toMatchObject({ kind: "accepted" });
    });

    it("is found for registered lines alone, wherever it waits", async () => {
      const { store } = bench();
      await write(OLD, T0);
      await write(OLD, T0, "888");
      await bench().accept([aParkedItem("group", LINE)], T0);
      expect(await store.linesToReplay()).toEqual([]);
      await register();
      expect(await store.linesToReplay()).toEqual([{ workspaceId: ACME, lineId: LATE }]);
      await write(NEW, T0 + SECOND);
      const [first] = await waiting();
      await store.settleParked(DEFAULT_WORKSPACE, [first?.id ?? ""], T0);
      expect(await store.linesToReplay()).toEqual([{ workspaceId: ACME, lineId: LATE }]);
      await settle();
      expect(await store.linesToReplay()).toEqual([]);
    });

    it("holds no item without an identifier, for which no line would help", async () => {
      expect(await write({}, T0)).toEqual({
        kind: "parked",
        workspaceId: DEFAULT_WORKSPACE,
        reason: "no_identity",
      });
    });
  });
}
