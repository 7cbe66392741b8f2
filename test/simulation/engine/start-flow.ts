import { beginRun, type Begun } from "../../../src/http/automations/begin-run.ts";
import type { HttpDeps } from "../../../src/http/deps.ts";
import { USERS } from "../outside/places.ts";

/** A flow that somebody starts by hand in a conversation. Asked twice under one key it starts once. */
export interface AskedStart {
  workspaceId: string;
  conversationId: string;
  flowId: string;
  callerKey: string;
}

/** Who starts flows by hand. */
export const STARTER = USERS[0];

/** What the route does, once it has found that the flow may be started by hand. */
export function startFlow(
  deps: Pick<HttpDeps, "store" | "clock" | "doorbell">,
  asked: AskedStart,
): Promise<Begun | null> {
  const actor = { kind: "user", id: STARTER } as const;
  return beginRun({ ...asked, vars: {}, asker: STARTER, trigger: "manual", actor }, deps);
}
