import { createHmac, createSecretKey } from "node:crypto";
import type { AskOutcome } from "../../../src/channels/endpoint/ask.ts";
import type { EffectsDeps } from "../../../src/workers/automation/effects.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { CallFault, Life, World } from "../core/life.ts";
import type { Ledger } from "../outside/ledger.ts";
import { drawAnswerOfResponder } from "./responders.ts";

export type Ask = EffectsDeps["ask"];

const TIMEOUT_MS = 15_000;
const RESPONDER = "/respond";
const STORED: AskOutcome = {
  kind: "answered",
  status: 200,
  body: Buffer.from(JSON.stringify({ order: { size: "M" } })),
};

/** Where the programs of a workspace are: one that is told of things, and one that talks with contacts. */
export function programsOf(workspaceId: string): { hookUrl: string; responderUrl: string } {
  const origin = `https://${workspaceId}.example`;
  return { hookUrl: `${origin}/flow`, responderUrl: `${origin}${RESPONDER}` };
}

/** What flows of a workspace sign with. */
export function secretOf(workspaceId: string): string {
  return `whsec_${secretBytes(workspaceId).toString("base64")}`;
}

function secretBytes(workspaceId: string): Buffer {
  return Buffer.from(`secret of the flows of ${workspaceId}`.padEnd(32).slice(0, 32));
}

/** The programs of customers that flows call: they answer, refuse, hang, and take what they never answer. */
export function createHooks(world: World, random: Random, ledger: Ledger): (life: Life) => Ask {
  const { scheduler, faults } = world;

  const receive = async ({ url, headers, body }: Parameters<Ask>[0]): Promise<AskOutcome> => {
    const workspaceId = new URL(url).hostname.replace(".example", "");
    const webhookId = headers["webhook-id"] ?? "";
    const key = createSecretKey(secretBytes(workspaceId));
    const signed = `${webhookId}.${headers["webhook-timestamp"]}.${String(body)}`;
    const expected = createHmac("sha256", key).update(signed).digest("base64");
    const isGenuine = headers["webhook-signature"] === `v1,${expected}`;
    ledger.asked.push({ workspaceId, webhookId, body: String(body), isGenuine });
    const after = async (ms: number, outcome: AskOutcome): Promise<AskOutcome> => {
      await scheduler.sleep(ms);
      return outcome;
    };
    if (!faults.strikes("endpointFault")) {
      const isResponder = url.endsWith(RESPONDER);
      return after(random.int(1, 300), isResponder ? drawAnswerOfResponder(random) : STORED);
    }
    switch (random.int(1, 5)) {
      case 1:
        return after(30, { kind: "refused", status: 500, retryAfterMs: null });
      case 2:
        return after(30, { kind: "refused", status: random.pick([302, 404]), retryAfterMs: null });
      case 3:
        return after(30, {
          kind: "refused",
          status: 429,
          retryAfterMs: random.int(1, 900) * 1_000,
        });
      case 4:
        return after(TIMEOUT_MS - 1_000, { kind: "cut", status: 200 });
      default:
        return after(TIMEOUT_MS, { kind: "failed", reason: "timeout", detail: "no-answer" });
    }
  };

  return (life) => (request) =>
    life.call("http.ask", () => receive(request), {
      drawFault: () => (faults.strikes("requestLost") ? "before" : null),
      failed: lostAsk,
    });
}

function lostAsk(fault: CallFault): AskOutcome {
  return fault === "before"
    ? { kind: "failed", reason: "connect", detail: "refused" }
    : { kind: "failed", reason: "reset", detail: "closed" };
}
