import type { FlowDefinition, FlowId } from "../../domain/automation/flow.ts";
import { startNameOf } from "../../domain/automation/start-match.ts";
import type { AutomationState } from "../../domain/automation/state.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { FlowStore } from "../../store/automation-store.ts";
import type { AutomationName, Automations } from "../commands/rearmed-automations.ts";

/** Workspaces whose flows are remembered. */
const KEPT_MAX = 200;

/** What is asked of a flow that starts when a contact starts a conversation. */
interface Starter extends AutomationName {
  definition: Pick<FlowDefinition, "scope" | "runPolicy">;
}

/** The automations of the store, read anew when they have changed. */
export function createStoredAutomations(
  store: Pick<FlowStore, "liveFlows" | "flowsVersion">,
): Automations {
  const kept = new Map<WorkspaceId, { version: number; starters: Starter[] }>();

  async function startersOf(workspaceId: WorkspaceId): Promise<Starter[]> {
    const known = kept.get(workspaceId);
    if (known?.version === (await store.flowsVersion(workspaceId))) return known.starters;
    const { version, flows } = await store.liveFlows(workspaceId);
    const starters = flows
      .filter(
        ({ live }) => startNameOf(live.definition.start) === "conversation.started_by_contact",
      )
      .map(({ flow, live: { definition } }) => ({
        id: flow.id,
        name: definition.name,
        definition,
      }));
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(workspaceId, { version, starters });
    return starters;
  }

  return {
    async startedByContact({ workspaceId, lineId, automation }) {
      const starters = await startersOf(workspaceId);
      return starters
        .filter(({ id, definition: { scope, runPolicy } }) => {
          const listens = scope.lines === null || scope.lines.includes(lineId);
          const once =
            runPolicy.kind === "oncePerContact" || runPolicy.kind === "oncePerConversation";
          return listens && !(once && hasStarted(automation, id));
        })
        .map(({ id, name }) => ({ id, name }));
    },
  };
}

function hasStarted(automation: AutomationState | null, flowId: FlowId): boolean {
  return Object.hasOwn(automation?.starts ?? {}, flowId);
}
