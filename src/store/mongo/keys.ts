import type { WorkspaceId } from "../../domain/ids.ts";

/**
 * The `_id` of a tenant's document: the workspace first, then what names it there. Different parts never give the same id,
 * because all but the last are escaped; so a lookup by `_id` cannot leave its tenant.
 */
export function keyOf(workspaceId: WorkspaceId, ...rest: [string, ...string[]]): string {
  const parts = [workspaceId, ...rest];
  return parts
    .map((part, index) => (index === parts.length - 1 ? part : escaped(part)))
    .join(SEPARATOR);
}

const SEPARATOR = "|";

function escaped(part: string): string {
  return part.replaceAll("%", "%25").replaceAll(SEPARATOR, "%7C");
}
