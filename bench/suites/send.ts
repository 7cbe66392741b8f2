import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "../../test/support/redis.ts";
import {
  atLeast,
  atMost,
  type Benchmark,
  type BenchmarkContext,
  type Figure,
} from "../support/benchmark.ts";
import { conversationsOf, metric, registerLine, startEngine } from "../support/engine.ts";
import { bareFigures } from "../support/bare-sending.ts";
import { SENDING_LINES, tokenOf } from "../support/line.ts";
import { cpuMs } from "../support/processes.ts";
import {
  CAP,
  fillAndSend,
  mostInASecond,
  named,
  OFFERED,
  QUIET_PER_SECOND,
  rateOf,
  send,
  timesOf,
} from "../support/sending.ts";
import { medianOfRounds } from "../support/statistics.ts";
import { startWhatsApp } from "../support/whatsapp.ts";

const [FULL_LINE, QUIET_LINE] = SENDING_LINES;
const WITHIN = 0.98;

/**
 * Messages of agents through the whole engine: from the POST of the command to its receipt at a Graph API that has WhatsApp's limits and
 * reports sent, delivered and read of each. The baseline posts the same straight to it.
 */
export const benchmark: Benchmark = {
  name: "send",
  title: `one line full (${OFFERED} messages/s for a cap of ${CAP}/s), another at ${QUIET_PER_SECOND}/s: POST of the command to receipt at the Graph API`,
  async run({ quick, rounds, dir, say }: BenchmarkContext): Promise<Figure[]> {
    const count = CAP * (quick ? 6 : 20);
    await using redis = await startRedis({ persist: true });
    const whatsApp = await startWhatsApp(dir);
    const engine = await startEngine({
      dir,
      redisUrl: redis.url,
      env: { WHATSAPP_GRAPH_URL: whatsApp.graphUrl },
    });
    for (const line of SENDING_LINES) {
      await registerLine(engine.url, line, tokenOf(line.phoneNumberId));
    }
    await whatsApp.open(count, `${engine.url}/webhooks/whatsapp`);
    const full = await conversationsOf(engine.url, FULL_LINE, count);
    const quiet = await conversationsOf(engine.url, QUIET_LINE, count);
    const at = { port: engine.port, whatsApp };
    // The first send of a line asks WhatsApp what the line may do.
    await send({ ...at, run: "warm", conversations: [full[0]!, quiet[0]!], perSecond: 1 });
    await sleep(2_000);
    let violations = 0;
    let mostEver = 0;
    const taken = await medianOfRounds(rounds, async (round) => {
      const some = Math.ceil((count / CAP) * QUIET_PER_SECOND);
      const before = await send({
        ...at,
        run: `alone${round}`,
        conversations: quiet.slice(0, some),
        perSecond: QUIET_PER_SECOND,
      });
      const cpuBefore = cpuMs(engine.pid);
      const sent = await fillAndSend(at, { round, full, quiet: quiet.slice(-some) });
      const cpu = (cpuMs(engine.pid) - cpuBefore) / sent.sends.length;
      violations = sent.violations;
      const times = timesOf(sent, FULL_LINE.phoneNumberId);
      const [rate, most] = [rateOf(times), mostInASecond(times)];
      mostEver = Math.max(mostEver, most);
      say(`round ${round + 1}: ${rate.toFixed(1)}/s, ${most} in the fullest second`);
      return {
        rate,
        cpu,
        ...named("alone", before.latenciesMs),
        ...named("beside", sent.latenciesMs),
      };
    });
    const slowed = await metric(engine.url, "ventana_sends_total", 'class="throughput"');
    await engine.stop();
    await whatsApp.stop();
    const bare = await bareFigures(dir, count);
    return figuresOf({ ...taken, violations, mostEver, slowed }, bare);
  },
};

type Figures = Record<"rate" | "cpu" | "mostEver" | "violations" | "slowed", number> &
  Record<"aloneP50" | "aloneP99" | "besideP50" | "besideP99", number>;

function figuresOf(
  figures: Figures,
  bare: Record<"rate" | "most" | "aloneP50" | "aloneP99", number>,
): Figure[] {
  const evenly = `posted straight to the Graph API, one each ${1_000 / CAP} ms`;
  const straight = `posted straight to the Graph API at ${QUIET_PER_SECOND}/s`;
  const quiet = `message at ${QUIET_PER_SECOND}/s`;
  const latency = (name: string, value: number, base: { what: string; value: number }): Figure => ({
    name,
    value,
    unit: "ms",
    baseline: base,
  });
  const { rate, cpu, mostEver, aloneP50, aloneP99, besideP50, besideP99 } = figures;
  return [
    {
      name: "full line",
      value: rate,
      unit: "/s",
      baseline: { what: evenly, value: bare.rate },
      target: atLeast(rate, WITHIN * CAP, `within 2 % of ${CAP}/s`),
    },
    {
      name: "full line, most in any second of any round",
      value: mostEver,
      unit: "",
      baseline: { what: evenly, value: bare.most },
      target: atMost(mostEver, CAP, `<= ${CAP}`),
    },
    {
      name: "refused as too fast, or sent as never should be",
      value: figures.slowed + figures.violations,
      unit: "",
      target: atMost(figures.slowed + figures.violations, 0, "0"),
    },
    latency(`${quiet}, alone: p50`, aloneP50, { what: straight, value: bare.aloneP50 }),
    latency(`${quiet}, alone: p99`, aloneP99, { what: straight, value: bare.aloneP99 }),
    latency(`${quiet}, beside the full line: p50`, besideP50, {
      what: "the same alone",
      value: aloneP50,
    }),
    latency(`${quiet}, beside the full line: p99`, besideP99, {
      what: "the same alone",
      value: aloneP99,
    }),
    { name: "CPU of the engine per message, its command and statuses", value: cpu, unit: "ms" },
  ];
}
