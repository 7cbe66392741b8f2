import { beforeEach } from "vitest";
import type { ToldCapacity } from "../../../../src/channels/whatsapp/graph/line-capacity.ts";
import type { SendId } from "../../../../src/domain/ids.ts";
import type { Send, SendContent } from "../../../../src/domain/sending/send.ts";
import type { ConversationRef } from "../../../../src/store/conversation-store.ts";
import type { MediaIdForLine } from "../../../../src/workers/media/send-media.ts";
import { createSendLines, type SendLines } from "../../../../src/workers/send/send-lines.ts";
import { createStopLine } from "../../../../src/workers/send/stop-line.ts";
import { createMetrics, type Metrics } from "../../../../src/metrics.ts";
import {
  aLine,
  aMessage,
  ACME,
  GLOBEX,
  GLOBEX_LINE,
  LINE,
  SECOND,
  SECOND_LINE,
} from "../../../support/builders.ts";
import { createMemoryStore, type MemoryStore } from "../../../support/memory-store/memory-store.ts";
import {
  createRecordingDoorbell,
  type RecordingDoorbell,
} from "../../../support/recording-doorbell.ts";
import { createRecordingLog, type RecordingLog } from "../../../support/recording-log.ts";
import { aText, queueSends } from "../../../store/contract/outbox.ts";
import { workbenchOf } from "../../../store/contract/setup.ts";
import { createFarSide, type FarSide } from "./far-side.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** Dispatching in virtual time, with a store in memory and a WhatsApp that answers as it is told. */
export interface DispatchBench extends VirtualTime {
  store: MemoryStore;
  far: FarSide;
  log: RecordingLog;
  doorbell: RecordingDoorbell;
  metrics: Metrics;
  /** What WhatsApp tells of the line; null: nothing. */
  capacity: { told: ToldCapacity | null };
  files: { answer: MediaIdForLine };
  /** Another process, beside those there are. */
  process(changes?: Partial<Parameters<typeof createSendLines>[0]>): SendLines;
  /** Puts texts into the outbox, one conversation per person. Returns the sends' ids. */
  queue(texts: readonly string[], person?: number, lineId?: string): Promise<SendId[]>;
  queueContents(
    contents: readonly SendContent[],
    options?: Parameters<typeof queueSends>[2],
  ): Promise<ConversationRef & { ids: SendId[] }>;
  /** Sweeps, and lets time pass until nothing is under way. */
  dispatch(lines?: SendLines): Promise<void>;
  /** Lets time pass with a sweep every second, as a process has it. */
  live(ms: number, lines?: SendLines): Promise<void>;
  send(id: SendId | undefined): Promise<Send>;
}

export const TOKEN = "token-1";

export function useDispatchBench(): () => DispatchBench {
  let bench: DispatchBench | null = null;
  beforeEach(async () => {
    bench = await openBench();
  });
  return () => {
    if (bench === null) throw new Error("the bench is not open outside of a test");
    return bench;
  };
}

async function openBench(): Promise<DispatchBench> {
  const time = createVirtualTime();
  const store = createMemoryStore();
  const withToken = { accessToken: TOKEN };
  await store.putLine(aLine(withToken));
  await store.putLine(aLine({ ...withToken, id: SECOND_LINE }));
  await store.putLine(aLine({ ...withToken, id: GLOBEX_LINE, workspaceId: GLOBEX }));
  const far = createFarSide(time);
  const log = createRecordingLog();
  const doorbell = createRecordingDoorbell();
  const capacity: DispatchBench["capacity"] = { told: { perSecond: 80, messagingLimit: null } };
  const files: DispatchBench["files"] = {
    answer: async (_line, mediaId) => ({ kind: "ready", mediaId: `at WhatsApp: ${mediaId}` }),
  };
  const metrics = createMetrics({
    intake: () => store.depth(),
    outboxDepth: async () => 0,
    sends: () => store.sendDepth(),
    effects: () => store.effectDepth(),
    unrelayed: async () => 0,
    queues: async () => [],
    now: () => time.clock.now(),
  });
  let processes = 0;
  const process: DispatchBench["process"] = (changes = {}) => {
    const parts = { store, log, doorbell, metrics, ...time, random: () => 0.5, ...changes };
    return createSendLines({
      ...parts,
      holder: `process ${++processes}`,
      post: far.post,
      askCapacity: async () => capacity.told,
      mediaIdForLine: (...args) => files.answer(...args),
      stopLine: createStopLine({ store, log, metrics, clock: time.clock }),
      ...changes,
    });
  };
  const usual = process();
  const workbench = workbenchOf(store);
  const queueContents: DispatchBench["queueContents"] = async (contents, options = {}) => {
    const at = options.at ?? time.clock.now();
    const { sends, ...ref } = await queueSends(workbench, contents, { ...options, at });
    return { ...ref, ids: sends.map(({ id }) => id) };
  };
  return {
    ...time,
    store,
    far,
    log,
    doorbell,
    metrics,
    capacity,
    files,
    process,
    queueContents,
    async queue(texts, person = 1, lineId = LINE) {
      const waId = String(15_550_000_000 + person);
      const occurredAt = time.clock.now();
      const key = `from ${person} ${Math.random()}`;
      const item = aMessage(key, { identity: { waId }, occurredAt, lineId });
      return (await queueContents(texts.map(aText), { item })).ids;
    },
    async dispatch(lines = usual) {
      await lines.sweep();
      await time.until(lines.idle());
    },
    async live(ms, lines = usual) {
      for (let passed = 0; passed < ms; passed += SECOND) {
        await lines.sweep();
        await time.pass(SECOND);
      }
    },
    async send(id = "") {
      const found = await store.send(ACME, id);
      if (found === null) throw new Error("no such send");
      return found;
    },
  };
}
