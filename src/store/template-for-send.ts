import type { WorkspaceId } from "../domain/ids.ts";
import type { TemplateKey } from "../domain/template/template.ts";
import { obstacleOf } from "../domain/template/obstacle.ts";
import type { TemplateStore } from "./template-store.ts";

/**
 * Whether a message of this template may still leave (Q31): what is queued while a template is approved may come to its turn after it was
 * paused. Judged by our copy, like its acceptance was.
 */
export async function mayTemplateLeave(
  store: Pick<TemplateStore, "templateByKey">,
  workspaceId: WorkspaceId,
  key: TemplateKey,
): Promise<boolean> {
  const template = await store.templateByKey(workspaceId, key);
  return template !== null && obstacleOf(template) === null;
}
