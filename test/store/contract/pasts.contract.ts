import { describe, expect, it } from "vitest";
import { InvalidCursorError } from "../../../src/store/store.ts";
import type { PastQuery } from "../../../src/store/past-store.ts";
import { ACME, aMessage, GLOBEX, HOUR, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { FOREIGN_CURSORS, useWorkbench, type StoreFactory } from "./setup.ts";

/** The past of a workspace, as rehearsals read it. */
export function testPasts(name: string, factory: StoreFactory): void {
  describe(`${name}: the past of a workspace`, () => {
    const bench = useWorkbench(factory);
    const person = (number: number) => ({ waId: `5511900000${number}` });

    /** Conversations of five people, an hour between them; those with an odd number on the second line. */
    async function past(): Promise<string[]> {
      const ids: string[] = [];
      for (let number = 1; number <= 5; number++) {
        const lineId = number % 2 === 0 ? LINE : SECOND_LINE;
        const item = aMessage(`m${number}`, { identity: person(number), lineId });
        ids.push((await bench().converse(item, T0 + number * HOUR)).conversationId);
      }
      return ids;
    }

    async function all(query: Partial<PastQuery> = {}, workspaceId = ACME): Promise<string[]> {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const asked: PastQuery = { since: 0, lineIds: null, limit: 2, ...query, cursor };
        const page = await bench().store.pasts(workspaceId, asked);
        expect(page.items.length).toBeLessThanOrEqual(2);
        for (const { history } of page.items) ids.push(history[0]!.conversationId);
        cursor = page.cursor;
        if (cursor === null) expect(page.share).toBe(1);
      } while (cursor !== null);
      return ids;
    }

    it("gives each conversation once, page by page, and none of other workspaces", async () => {
      const ids = await past();
      expect((await all()).toSorted()).toEqual(ids.toSorted());
      expect(await all({}, GLOBEX)).toEqual([]);
    });

    it("gives those that have changed since, and those of some lines", async () => {
      const ids = await past();
      expect((await all({ since: T0 + 4 * HOUR })).toSorted()).toEqual(ids.slice(3).toSorted());
      expect((await all({ lineIds: [LINE] })).toSorted()).toEqual([ids[1]!, ids[3]!].toSorted());
      await bench().converse(
        aMessage("m9", { identity: person(1), lineId: SECOND_LINE }),
        T0 + 9 * HOUR,
      );
      expect(await all({ since: T0 + 6 * HOUR })).toEqual([ids[0]]);
    });

    it("gives all that was ever applied in them, with their lines and contacts", async () => {
      const [first] = await past();
      await bench().converse(
        aMessage("m9", { identity: person(1), lineId: SECOND_LINE }),
        T0 + 9 * HOUR,
      );
      const page = await bench().store.pasts(ACME, {
        since: T0 + 6 * HOUR,
        lineIds: null,
        cursor: null,
        limit: 10,
      });
      expect(page.items).toHaveLength(1);
      const { history, line, contact } = page.items[0]!;
      expect(history).toEqual(await bench().store.history(ACME, first!));
      expect(history).toHaveLength(2);
      const mailbox = await bench().load({ workspaceId: ACME, conversationId: first! });
      expect({ line, contact }).toEqual({ line: mailbox.line, contact: mailbox.contact });
    });

    it("leaves out a conversation of which nothing was looked at yet", async () => {
      await bench().accept([aMessage("m1")]);
      expect(await all()).toEqual([]);
    });

    it.each(FOREIGN_CURSORS)("refuses the cursor %j, which it never made", async (cursor) => {
      const asked = bench().store.pasts(ACME, { since: 0, lineIds: null, cursor, limit: 2 });
      await expect(asked).rejects.toThrow(InvalidCursorError);
    });
  });
}
