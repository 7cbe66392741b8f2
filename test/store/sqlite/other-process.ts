import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { Accepted } from "../../../src/store/intake-store.ts";

/** What the other process can be asked to do with its store. */
export type Order =
  | { do: "accept"; waId: string; sourceId: string; lineId?: string }
  | { do: "advance"; workspaceId: string; conversationId: string }
  | { do: "close" };

/** `value` is what the store answered, or the error as text. */
export interface Answer {
  id: number;
  ok: boolean;
  value: unknown;
}

/** Another process with a store on the same file. */
export interface OtherProcess {
  accept(order: Omit<Order & { do: "accept" }, "do">): Promise<Accepted[]>;
  advance(ref: { workspaceId: string; conversationId: string }): Promise<unknown>;
  close(): Promise<void>;
  /** Accepts, and dies by SIGKILL the moment the store has answered. */
  acceptAndDie(order: Omit<Order & { do: "accept" }, "do">): Promise<void>;
  kill(): Promise<void>;
}

/** Starts it and waits until its store is open; killed after the test if it still runs. */
export async function startOtherProcess(path: string, name: string): Promise<OtherProcess> {
  const child = fork(new URL("./store-process.ts", import.meta.url), [path, name]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const ask = createAsking(child);
  await once(child, "message");

  async function ended(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  return {
    accept: (order) => ask({ do: "accept", ...order }) as Promise<Accepted[]>,
    advance: (ref) => ask({ do: "advance", ...ref }),
    async close() {
      await ask({ do: "close" });
      child.disconnect();
      await ended();
    },
    async acceptAndDie(order) {
      child.send({ id: -1, order: { do: "accept", ...order }, thenDie: true });
      await ended();
    },
    async kill() {
      child.kill("SIGKILL");
      await ended();
    },
  };
}

function createAsking(child: ChildProcess) {
  let last = 0;
  const asked = new Map<number, (answer: Answer) => void>();
  child.on("message", (answer: Answer) => asked.get(answer.id)?.(answer));
  return (order: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      asked.set(id, ({ ok, value }) => (ok ? resolve(value) : reject(new Error(String(value)))));
      child.send({ id, order, thenDie: false });
    });
}
