import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { aMessage, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import type { Answer, Order } from "./other-process.ts";

/** A process with a store of its own on the file that its argument names. Does what its parent asks; see `other-process.ts`. */

const [path = "", name = ""] = process.argv.slice(2);
const store = await openSqliteStore({ path, retryForMs: 30_000 });
let contacts = 0;

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case "accept": {
      const { lineId, waId, sourceId } = order;
      const changes = { identity: { waId }, ...(lineId === undefined ? {} : { lineId }) };
      const newContactId = () => `${name}-${++contacts}`;
      return store.accept([aMessage(sourceId, changes)], { receivedAt: T0, newContactId });
    }
    case "advance": {
      const { workspaceId, conversationId } = order;
      const mailbox = await store.load(workspaceId, conversationId, { maxEntries: 100 });
      return mailbox === null ? null : store.commit(commitOf(mailbox, { at: T0 }));
    }
    case "close":
      await store.close();
      return null;
  }
}

function answer(message: Answer): void {
  process.send?.(message);
}

process.on("message", ({ id, order, thenDie }: { id: number; order: Order; thenDie: boolean }) => {
  obey(order).then(
    (value) => {
      if (thenDie) process.kill(process.pid, "SIGKILL");
      answer({ id, ok: true, value });
    },
    (error: unknown) => answer({ id, ok: false, value: String(error) }),
  );
});

answer({ id: 0, ok: true, value: "ready" });
