import type { Clock } from "../../../src/clock.ts";
import type { Flow, FlowDefinition } from "../../../src/domain/automation/flow.ts";
import { hashToken } from "../../../src/http/access/tokens.ts";
import type { Store } from "../../../src/store/store.ts";
import { hookSecretOf } from "./call-flow.ts";

/** What somebody does to a flow: writes a version of it, which is live at once, or switches it. */
export type FlowTurn =
  | { kind: "write"; definition: FlowDefinition; secret: string }
  | { kind: "switch"; on: boolean; stopRunning: boolean };

export type FlowTurned = "done" | "conflict";

/** A flow is read, changed, and written if nobody was faster; again when an answer was lost. */
export async function turnFlow(
  { store, clock }: { store: Store; clock: Clock },
  { workspaceId, flowId }: { workspaceId: string; flowId: string },
  turn: FlowTurn,
): Promise<FlowTurned> {
  const before = await store.flow(workspaceId, flowId);
  const now = clock.now();
  if (turn.kind === "write") {
    const flow = written(before, { workspaceId, flowId, now }, turn);
    const { newestVersion: version } = flow;
    const { definition } = turn;
    const made = { workspaceId, flowId, version, definition, createdBy: null, createdAt: now };
    if (before !== null) return (await store.changeFlow(flow, made)) ? "done" : "conflict";
    await store.addFlow(flow, made);
    return "done";
  }
  if (before === null || (before.liveVersion !== null) === turn.on) return "done";
  const stopsNow = !turn.on && turn.stopRunning;
  const changed: Flow = {
    ...before,
    liveVersion: turn.on ? before.newestVersion : null,
    liveSince: turn.on ? now : before.liveSince,
    stopRunsBefore: stopsNow ? now : before.stopRunsBefore,
    revision: before.revision + 1,
    updatedAt: now,
  };
  return (await store.changeFlow(changed, null)) ? "done" : "conflict";
}

function written(
  before: Flow | null,
  { workspaceId, flowId: id, now }: { workspaceId: string; flowId: string; now: number },
  { definition, secret }: FlowTurn & { kind: "write" },
): Flow {
  const version = (before?.newestVersion ?? 0) + 1;
  return {
    workspaceId,
    id,
    name: definition.name,
    newestVersion: version,
    // Edited while it is switched off it stays so.
    liveVersion: before !== null && before.liveVersion === null ? null : version,
    liveSince: before === null ? now : before.liveSince,
    stopRunsBefore: before?.stopRunsBefore ?? null,
    hookHash: definition.start.on === "http" ? hashToken(hookSecretOf(workspaceId, id)) : null,
    secrets: [{ value: secret, validUntil: null }],
    revision: (before?.revision ?? 0) + 1,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}
