import { afterEach, beforeEach } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { InboundItem } from "../../../src/domain/intake/inbound.ts";
import { commandKey } from "../../../src/domain/intake/intake.ts";
import type { EffectiveSettings } from "../../../src/domain/line.ts";
import { Outcomes, type SettledEntry } from "../../../src/outcomes.ts";
import type { Lane } from "../../../src/domain/intake/intake.ts";
import type { ConversationAddress } from "../../../src/queues/doorbell.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { createAdvance, type AdvanceDeps, type Advanced } from "../../../src/workers/advance.ts";
import { createTurningClock, type TurningClock } from "../../http/support/turning-clock.ts";
import { aLine, ACME, anEndpoint, GLOBEX, GLOBEX_LINE } from "../../support/builders.ts";
import {
  createRecordingDoorbell,
  type RecordingDoorbell,
} from "../../support/recording-doorbell.ts";
import { createRecordingLog, type RecordingLog } from "../../support/recording-log.ts";

/** What the handlers work with: a real store, a clock that is turned by hand, and a doorbell that nobody hears. */
export interface Workshop {
  store: Store;
  clock: TurningClock;
  doorbell: RecordingDoorbell;
  outcomes: Outcomes;
  /** Everything that `outcomes` was told of the entries that `accept` and `ask` made. */
  told: SettledEntry[];
  log: RecordingLog;
  /** Pauses that were taken; none takes any time. */
  pauses: number[];
  deps: Omit<AdvanceDeps, "metrics" | "onCommitted"> & { store: Store };
  /** Accepts items as one webhook. Returns the conversation of the last one. */
  accept(...items: InboundItem[]): Promise<ConversationAddress>;
  /** A command of a user. Returns its key. */
  ask(address: ConversationAddress, command: Command): Promise<string>;
  advance(address: ConversationAddress, lane?: Lane): Promise<Advanced>;
  /** Advances until nothing waits. Returns the number of turns. */
  settle(address: ConversationAddress): Promise<number>;
}

const USER: Actor = { kind: "user", id: "user-1" };

/** Opens a workshop before each test, with a line of Acme's and one of Globex's. */
export function useWorkshop(settings: Partial<EffectiveSettings> = {}): () => Workshop {
  let workshop: Workshop | null = null;
  beforeEach(async () => {
    workshop = workshopOf(await openSqliteStore({ path: ":memory:" }));
    const line = aLine();
    await workshop.store.putLine({ ...line, settings: { ...line.settings, ...settings } });
    await workshop.store.putLine(aLine({ id: GLOBEX_LINE, workspaceId: GLOBEX }));
  });
  afterEach(async () => {
    await workshop?.store.close();
    workshop = null;
  });
  return () => {
    if (workshop === null) throw new Error("the workshop is not open outside of a test");
    return workshop;
  };
}

function workshopOf(store: Store): Workshop {
  const clock = createTurningClock();
  const doorbell = createRecordingDoorbell();
  const outcomes = new Outcomes();
  const told: SettledEntry[] = [];
  const log = createRecordingLog();
  const pauses: number[] = [];
  const deps: Workshop["deps"] = {
    store,
    clock,
    doorbell,
    outcomes,
    log,
    pause: async (ms) => void pauses.push(ms),
    random: () => 0.5,
  };
  const listen = (workspaceId: string, key: string) =>
    outcomes.listen(workspaceId, key, (settled) => told.push(settled));
  let contacts = 0;
  let commands = 0;
  return {
    store,
    clock,
    doorbell,
    outcomes,
    told,
    log,
    pauses,
    deps,
    async accept(...items) {
      const results = await store.accept(items, {
        receivedAt: clock.now(),
        newContactId: () => `ct_${++contacts}`,
      });
      for (const item of items) {
        if ("identity" in item) listen(ACME, `wa|${item.lineId}|${item.key}`);
      }
      const last = results.at(-1);
      if (last === undefined || !("conversationId" in last)) throw new Error("not in a mailbox");
      return { workspaceId: last.workspaceId, conversationId: last.conversationId };
    },
    async ask(address, command) {
      const key = commandKey(USER.id, `command-${++commands}`);
      listen(address.workspaceId, key);
      const receivedAt = clock.now();
      await store.submit({ ...address, key, command, actor: USER, fingerprint: key, receivedAt });
      return key;
    },
    advance: (address, lane = "live") => createAdvance(deps)(address, lane),
    async settle(address) {
      for (let turns = 0; ; turns++) {
        if ((await createAdvance(deps)(address, "live")) === "nothing") return turns;
      }
    },
  };
}

/** What a conversation's entries came to, in the order in which they were applied. */
export async function outcomesOf(store: Store, address: ConversationAddress): Promise<string[]> {
  const history = await store.history(address.workspaceId, address.conversationId);
  return history.map(({ input, applied }) => {
    const what = input.kind === "message" ? input.message.sourceId : input.kind;
    return `${what}: ${applied.outcome.kind}`;
  });
}

/** An endpoint whose secret can sign. */
export function aSigningEndpoint(changes: Parameters<typeof anEndpoint>[0] = {}) {
  return anEndpoint({ secrets: [{ value: aSecret("a"), validUntil: null }], ...changes });
}

/** A legal secret, different for each letter. */
export function aSecret(letter: string): string {
  return `whsec_${Buffer.from(letter.repeat(32)).toString("base64")}`;
}
