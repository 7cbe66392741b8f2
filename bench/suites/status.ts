import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startRedis } from "../../test/support/redis.ts";
import type { EventType } from "../../src/domain/events.ts";
import type { Update } from "../../src/simulator/payloads/update.ts";
import {
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { monotonicMs } from "../support/clock.ts";
import { registerLine, startEngine, type Engine } from "../support/engine.ts";
import { FeedWatch } from "../support/feed-watch.ts";
import { closedLoop } from "../support/load.ts";
import { cpuMs } from "../support/processes.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { untilCommitted } from "../support/until-committed.ts";
import { aMessage, anEcho, aStatus, requestOf, type Sent } from "../support/webhooks.ts";

const CONNECTIONS = 50;

type Maker = (sent: Sent, at: number) => Update;

const delivered: Maker = (sent, at) => aStatus(sent, "delivered", at);

/** Statuses are most of what WhatsApp sends: three for each message that goes out. What one costs beside a message that comes in. */
export const benchmark: Benchmark = {
  name: "status",
  title: "CPU of the engine per status webhook and per message webhook, applied",
  async run({ dir, rounds, quick, say }: BenchmarkContext): Promise<Figure[]> {
    await using redis = await startRedis({ persist: true });
    const engine = await startEngine({ dir, redisUrl: redis.url });
    await registerLine(engine.url);
    using watch = new FeedWatch(engine.databaseFile);
    const door = await startDoor({ dir, redisUrl: redis.url });
    const perConnection = quick ? 40 : 150;
    const send = (run: string, make: Maker, type: EventType) =>
      costOf({ engine, watch, run, make, type, perConnection });

    await send("open", aMessage, "message.received");
    await door.costOf("open", aMessage, perConnection);
    const figures = await medianOfRounds(rounds, async (round) => {
      const run = `s${round}`;
      const message = await send(`m${round}`, aMessage, "message.received");
      await send(run, anEcho, "message.echoed");
      const status = await send(run, delivered, "message.delivered");
      const doorCpu = await door.costOf(run, delivered, perConnection);
      say(
        `round ${round + 1}: ${Math.round(status.cpu)} us, ${Math.round(doorCpu)} at the door, against ${Math.round(message.cpu)} us`,
      );
      return {
        cpu: status.cpu,
        door: doorCpu,
        rate: status.rate,
        messageCpu: message.cpu,
        messageRate: message.rate,
        share: status.cpu / message.cpu,
      };
    });
    await engine.stop();
    await door.stop();
    const what = "one message webhook";
    return [
      {
        name: "CPU of the engine per status",
        value: figures.cpu,
        unit: "us",
        baseline: { what, value: figures.messageCpu },
        target: atMost(figures.share, 0.5, "<= half a message"),
      },
      {
        name: "... of it at the door: verified, parsed, on the disk, answered",
        value: figures.door,
        unit: "us",
      },
      {
        name: "statuses applied",
        value: figures.rate,
        unit: "/s",
        baseline: { what, value: figures.messageRate },
      },
    ];
  },
};

/** A Ventana that only takes webhooks: what is no different for a status and for a message. */
async function startDoor({ dir, redisUrl }: { dir: string; redisUrl: string }) {
  const place = join(dir, "door");
  mkdirSync(place);
  const engine = await startEngine({ dir: place, redisUrl, role: "http" });
  await registerLine(engine.url);
  return {
    async costOf(run: string, make: Maker, perConnection: number): Promise<number> {
      const before = cpuMs(engine.pid);
      await closedLoop(engine.port, onePerConversation({ run, make, perConnection }));
      return ((cpuMs(engine.pid) - before) / (CONNECTIONS * perConnection)) * 1_000;
    },
    stop: () => engine.stop(),
  };
}

function onePerConversation(options: { run: string; make: Maker; perConnection: number }) {
  const { run, make, perConnection } = options;
  const at = Date.now();
  return Array.from({ length: CONNECTIONS }, (_, connection) =>
    Array.from({ length: perConnection }, (_unused, index) =>
      requestOf([make({ run, contact: connection * perConnection + index, serial: 0 }, at)]),
    ),
  );
}

/** Sends one webhook for each conversation, each with one update, as fast as it goes, and waits until all are applied. */
async function costOf(options: {
  engine: Engine;
  watch: FeedWatch;
  run: string;
  make: Maker;
  type: EventType;
  perConnection: number;
}): Promise<{ cpu: number; rate: number }> {
  const { engine, watch, run, make, type, perConnection } = options;
  const requests = onePerConversation({ run, make, perConnection });
  const count = CONNECTIONS * perConnection;
  const before = watch.lastSeq();
  const cpuBefore = cpuMs(engine.pid);
  const startedAt = monotonicMs();
  await closedLoop(engine.port, requests);
  const { at: endedAt } = await untilCommitted(watch, before, { count, types: [type] });
  return {
    cpu: ((cpuMs(engine.pid) - cpuBefore) / count) * 1_000,
    rate: count / ((endedAt - startedAt) / 1_000),
  };
}
