import { hashToken } from "../../../src/http/access/tokens.ts";
import {
  callFlow,
  type CallAnswer,
  type CallDeps,
  type FlowCall,
} from "../../../src/http/automations/call-flow.ts";

/** A call of a flow's secret address. */
export interface AskedCall extends FlowCall {
  workspaceId: string;
  flowId: string;
}

export type Called = CallAnswer | { kind: "unknown_hook" };

/** The secret of a flow's address, which whoever may call it knows. */
export function hookSecretOf(workspaceId: string, flowId: string): string {
  return `hook of ${workspaceId} ${flowId}`;
}

/** What the route does: the flow by the hash of its secret, and then the call. */
export async function callHook(
  { workspaceId, flowId, ...call }: AskedCall,
  deps: CallDeps,
): Promise<Called> {
  const flow = await deps.store.flowByHook(hashToken(hookSecretOf(workspaceId, flowId)));
  return flow === null ? { kind: "unknown_hook" } : callFlow(flow, call, deps);
}
