import type { LineId, UserId, WorkspaceId } from "../../domain/ids.ts";
import type { HttpDeps } from "../deps.ts";
import type { AskedTemplate } from "../../domain/template/asked-template.ts";

/** Remembers what somebody bound templates to, as a suggestion for the next time (Q30). */
export async function rememberBindings(
  asked: readonly AskedTemplate[],
  by: { workspaceId: WorkspaceId; userId: UserId; lineId: LineId },
  { store, clock }: Pick<HttpDeps, "store" | "clock">,
): Promise<void> {
  if (asked.length === 0) return;
  const { workspaceId, userId, lineId } = by;
  const line = await store.line(workspaceId, lineId);
  if (line === null) return;
  for (const { name, language, bindings } of asked) {
    const remembered = { wabaId: line.wabaId, name, language, bindings, at: clock.now() };
    await store.rememberBindings(workspaceId, userId, remembered);
  }
}
