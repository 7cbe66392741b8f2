import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import { messageIdOf } from "../../../src/domain/ids.ts";
import { ACME, aMessage, aSubmission, BEN, GLOBEX, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { aStoredMessage } from "../../support/stored-message.ts";
import { useWorkbench, type StoreFactory } from "./setup.ts";

const TEXT = { type: "text", text: "Sí", previewUrl: false } as const;

/** Single messages by our own ids, and many of one step. */
export function testMessages(name: string, factory: StoreFactory): void {
  describe(`${name}: messages by id`, () => {
    const bench = useWorkbench(factory);

    it("are those of the conversation and workspace alone; what is no message, or not there, is left out", async () => {
      const ref = await bench().converse(aMessage("a"));
      await bench().converse(aMessage("b"));
      const other = await bench().converse(aMessage("c", { identity: BEN }));
      const read = async (workspaceId: string, conversationId: string, ids: string[]) => {
        const found = await bench().store.messages(workspaceId, conversationId, ids);
        return found.map(({ id, sourceId }) => `${id} ${sourceId}`).toSorted();
      };
      const { conversationId } = ref;
      expect(await read(ACME, conversationId, ["m2", "m1", "m9", "a1.0", ""])).toEqual([
        "m1 a",
        "m2 b",
      ]);
      expect(await read(ACME, conversationId, [])).toEqual([]);
      expect(await read(ACME, other.conversationId, ["m1", "m2"])).toEqual(["m1 c"]);
      expect(await read(GLOBEX, conversationId, ["m1"])).toEqual([]);
      expect(await read(ACME, "unknown", ["m1"])).toEqual([]);
    });

    it("come with the mailbox when a command speaks of them", async () => {
      const ref = await bench().converse(aMessage("a"));
      await bench().converse(aMessage("b"));
      const send: Command = {
        name: "send",
        messages: [
          { content: TEXT, replyToId: "m1" },
          { content: { type: "reaction", targetId: "m2", emoji: "👍" }, replyToId: null },
          { content: TEXT, replyToId: "m9" },
        ],
        refused: [],
      };
      await bench().store.submit(aSubmission(ref.conversationId, "k", { command: send }));
      const { messages, entries } = await bench().load(ref);
      expect(entries[0]?.input).toEqual({ kind: "command", command: send });
      expect(messages.map(({ id }) => id).toSorted()).toEqual(["m1", "m2"]);
    });

    it("of one step and one moment stand in the timeline in their order, page by page", async () => {
      const ref = await bench().converse(aMessage("a"));
      await bench().store.submit(aSubmission(ref.conversationId, "k"));
      const commit = commitOf(await bench().load(ref), { at: T0 });
      const { version } = commit.conversation;
      const items = Array.from({ length: 30 }, (_, index) =>
        aStoredMessage({
          conversationId: ref.conversationId,
          id: messageIdOf(version, index),
          sourceId: null,
          version,
        }),
      );
      expect(await bench().store.commit({ ...commit, items })).toBe("committed");
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: { cursor: string | null; limit: number } = { cursor, limit: 7 };
        const page = await bench().store.timeline(ACME, ref.conversationId, query);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(seen).toEqual([...items.map(({ id }) => id).toReversed(), "m1"]);
    });
  });
}
