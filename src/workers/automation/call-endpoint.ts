import type { AskOutcome } from "../../channels/endpoint/ask.ts";
import type { EndpointRequest } from "../../channels/endpoint/client.ts";
import type { Signer } from "../../channels/endpoint/sign.ts";
import type { Clock } from "../../clock.ts";
import type { Effect } from "../../domain/automation/effect.ts";
import type { Flow } from "../../domain/automation/flow.ts";
import type { FlowStore } from "../../store/automation-store.ts";
import { webhookIdOf } from "./derived-id.ts";
import { failed, type EffectEnd } from "./effect-end.ts";
import type { OriginGate } from "./origin-gate.ts";

export interface CallDeps {
  store: Pick<FlowStore, "flow">;
  /** Posts once, guarded (`channels/endpoint/client.ts`); never throws for what the endpoint does. */
  ask: (request: EndpointRequest) => Promise<AskOutcome>;
  sign: Signer;
  gate: OriginGate;
  clock: Clock;
}

/** What somebody's program is asked. */
export interface Call {
  url: string;
  body: Record<string, unknown>;
  /** Waits before each further try. */
  waits: readonly number[];
}

/** The answer, or what the effect comes to without one. */
export type Called = { kind: "answered"; body: Buffer } | { kind: "cut" } | EffectEnd;

/** Longer than this no flow waits because an endpoint asks it to. */
const RETRY_AFTER_MS_MAX = 600_000;
const PASSING_4XX = [408, 425, 429];

/**
 * Posts to an endpoint of the flow's author's, signed by the flow's secret as Standard Webhooks, under the effect's id: whoever gets it twice knows it. An
 * answer of 5xx, none at all, and 429 come to another try; other refusals and redirects, which are not followed, to none.
 */
export async function callEndpoint(call: Call, effect: Effect, deps: CallDeps): Promise<Called> {
  const { store, ask, sign, gate, clock } = deps;
  const { workspaceId, flowId } = effect;
  const flow = await store.flow(workspaceId, flowId);
  if (flow === null) return failed("automation.unknown", "the flow was deleted");
  const sentAt = clock.now();
  const secrets = secretsInForce(flow, sentAt);
  const body = JSON.stringify(call.body);
  const signature = sign({ id: webhookIdOf(effect.id), sentAt, body, secrets });
  const headers = { ...signature, "content-type": "application/json", "user-agent": "Ventana" };
  const asked = await gate(call.url, () => ask({ url: call.url, headers, body }));
  return asked === "full" ? { kind: "busy" } : endOf(asked, call);
}

function secretsInForce({ secrets }: Flow, now: number): string[] {
  return secrets
    .filter(({ validUntil }) => validUntil === null || validUntil > now)
    .map(({ value }) => value);
}

function endOf(outcome: AskOutcome, { waits }: Call): Called {
  const again = (detail: string, askedMs: number | null = null): Called =>
    askedMs !== null && askedMs > RETRY_AFTER_MS_MAX
      ? failed("endpoint.unavailable", `${detail}, and asked us to wait longer than a flow can`)
      : { kind: "again", code: "endpoint.unavailable", detail, waits, askedMs };
  switch (outcome.kind) {
    case "answered":
      return { kind: "answered", body: outcome.body };
    case "cut":
      return { kind: "cut" };
    case "gone":
      return failed("endpoint.refused", "answered 410");
    case "refused": {
      const { status, retryAfterMs } = outcome;
      const passes = status >= 500 || PASSING_4XX.includes(status);
      if (passes) return again(`answered ${status}`, retryAfterMs);
      return status < 400
        ? failed("endpoint.redirects", `answered ${status}: redirects are not followed`)
        : failed("endpoint.refused", `answered ${status}`);
    }
    case "failed":
      return outcome.reason === "blocked"
        ? failed("endpoint.blocked", `must not be posted to: ${outcome.detail}`)
        : again(`gave no answer: ${outcome.reason}`);
  }
}
