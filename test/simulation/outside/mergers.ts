import type { ContactProblem } from "../../../src/http/crm/save-contact.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Ledger } from "./ledger.ts";
import { WORKSPACES } from "./places.ts";
import type { Reply } from "./request.ts";

/** Two contacts that are said to be one. */
export interface AskedMerge {
  workspaceId: string;
  from: string;
  into: string;
}

export interface MergersOptions {
  world: World;
  random: Random;
  ledger: Ledger;
  conversationsOf: (workspaceId: string) => readonly string[];
  merge: (asked: AskedMerge) => Promise<Reply<"merged" | ContactProblem["code"]>>;
  spanMs: number;
}

const TRIES_MAX = 5;

/**
 * Administrators who say now and then that two who write are one person. Mostly they are mistaken, which is the harder case: both go on
 * writing from numbers of their own, each with its own window at WhatsApp.
 */
export function planMergers(options: MergersOptions): void {
  const { world, random, ledger, conversationsOf, merge, spanMs } = options;
  const { scheduler, trace } = world;

  const pursue = async (asked: AskedMerge): Promise<void> => {
    ledger.mergedContacts.add(asked.from).add(asked.into);
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const reply = await merge(asked);
      const how = reply.kind === "answer" ? reply.value : reply.kind;
      trace.note("merge", `${asked.from} into ${asked.into}`, how);
      // Whoever has two open conversations on one line closes one of them some day.
      if (reply.kind === "answer" && reply.value !== "contact.both_open") return;
      await scheduler.sleep(random.int(1_000, 3_600_000));
    }
  };

  const count = random.chance(0.6) ? random.int(1, 10) : 0;
  for (let number = 0; number < count; number++) {
    scheduler.after(random.int(0, spanMs), () => {
      const workspaceId = random.pick(WORKSPACES);
      const contacts = new Set(conversationsOf(workspaceId).map(contactOf));
      const [from, into] = random.shuffle([...contacts]);
      if (from !== undefined && into !== undefined) void pursue({ workspaceId, from, into });
    });
  }
}

/** The contact with whom a conversation began. */
export function contactOf(conversationId: string): string {
  return conversationId.slice(conversationId.indexOf("-") + 1);
}
