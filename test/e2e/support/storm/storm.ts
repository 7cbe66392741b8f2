import { setTimeout as sleep } from "node:timers/promises";
import { withRedis } from "../../../../src/redis-process.ts";
import { createSimulator } from "../../../../src/simulator/simulator.ts";
import type { LedgerEntry } from "../../../../src/simulator/webhooks/ledger.ts";
import { createClient, type Client } from "../client.ts";
import { createFolder } from "../folder.ts";
import { insistOnClose, work, type Issued } from "./agents.ts";
import { gather, type Spoken } from "./crowd.ts";
import { deploy, type Deployment } from "./deployment.ts";
import { openInbox, type Delivered } from "./inbox.ts";
import { unleash, type Damage } from "./nemesis.ts";
import type { StormPlan, TenantId } from "./plan.ts";
import { readBacklog, readRecord, type Record as StoreRecord } from "./record.ts";
import { settleTenants, plantSecondTenant } from "./tenants.ts";
import { readViews, type View } from "./views.ts";

/** What is known after the storm, from outside: who said what, what was answered, what arrived, and what stands in the file. */
export interface Evidence {
  plan: StormPlan;
  spoken: Spoken;
  ledger: LedgerEntry[];
  issued: Issued[];
  /** The same closes once more, after everything. */
  repeated: { key: string; status: number; code: string | null }[];
  delivered: readonly Delivered[];
  damage: Damage;
  kills: Deployment["kills"];
  crashes: Deployment["crashes"];
  output: string;
  record: StoreRecord;
  views: Record<TenantId, View>;
  /** Names of keys in Redis that were left. */
  redisKeys: string[];
  stormMs: number;
  /** From the end of the storm until nothing was left to do. */
  calmMs: number;
}

const CALM_MS_MAX = 400_000;
const ADMIN_TOKEN = "token-of-the-administrator-of-the-test";

/** Lets a storm pass over a deployment, waits for calm, and gathers the evidence. Nothing is left behind. */
export async function passStorm(plan: StormPlan): Promise<Evidence> {
  await using folder = createFolder();
  await using inbox = await openInbox(plan.random.fork("inbox"));
  await using simulator = await createSimulator({
    seed: plan.seed,
    clock: { realTime: true },
    webhooks: {
      duplicateShare: 0.2,
      concurrentShare: 0.25,
      shuffleWindow: 1_000,
      batch: { min: 1, max: 50 },
      delayMs: { min: 0, max: 2_500 },
      retry: { delaysMs: [100, 500, 1_000], horizonMs: 3_600_000, rebatchShare: 0.2 },
      timeoutMs: 5_000,
    },
  });
  const globexToken = await plantSecondTenant(folder.database);
  await using deployment = await deploy(folder, {
    appSecret: simulator.appSecret,
    adminToken: ADMIN_TOKEN,
  });
  const url = (): string => deployment.url;
  const clients: Record<TenantId, Client> = {
    default: createClient(url, ADMIN_TOKEN),
    globex: createClient(url, globexToken),
  };
  await deployment.ready();
  await settleTenants(clients, inbox);
  simulator.connect(`${deployment.url}/webhooks/whatsapp`);

  const startedAt = performance.now();
  let isOver = false;
  const agents = work(clients.default, plan.random.fork("agents"), () => isOver);
  const [spoken, damage] = await Promise.all([
    gather(plan, simulator),
    unleash(plan, deployment),
  ]).finally(() => (isOver = true));
  const issued = await agents;
  const endedAt = performance.now();
  await untilCalm(folder.database, () => simulator.webhooks.pending());
  const calmMs = performance.now() - endedAt;

  const repeated = await repeatAll(clients.default, issued);
  return {
    plan,
    spoken,
    ledger: simulator.webhooks.ledger.all(),
    issued,
    repeated,
    delivered: inbox.delivered,
    damage,
    kills: deployment.kills,
    crashes: deployment.crashes,
    output: deployment.output(),
    record: readRecord(folder.database),
    views: { default: await readViews(clients.default), globex: await readViews(clients.globex) },
    redisKeys: await withRedis(deployment.redis.port, (redis) => redis.keys("*")),
    stormMs: endedAt - startedAt,
    calmMs,
  };
}

/** Waits until everything was accepted and the store has nothing left to do: no entry, deadline, event or delivery. */
async function untilCalm(database: string, pendingWebhooks: () => number): Promise<void> {
  const giveUpAt = performance.now() + CALM_MS_MAX;
  for (;;) {
    const backlog = { webhooks: pendingWebhooks(), ...readBacklog(database) };
    if (Object.values(backlog).every((count) => count === 0)) return;
    if (performance.now() >= giveUpAt) {
      throw new Error(`after ${CALM_MS_MAX} ms there was still ${JSON.stringify(backlog)}`);
    }
    await sleep(250);
  }
}

async function repeatAll(client: Client, issued: readonly Issued[]): Promise<Evidence["repeated"]> {
  const repeated: Evidence["repeated"] = [];
  for (const one of issued) repeated.push({ key: one.key, ...(await insistOnClose(client, one)) });
  return repeated;
}
