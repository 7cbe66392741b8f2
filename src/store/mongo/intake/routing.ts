import type { Collection } from "mongodb";
import { DEFAULT_WORKSPACE, type LineId, type WorkspaceId } from "../../../domain/ids.ts";
import { aliasKeysOf, type AliasKey, type ItemTimes } from "../../../domain/contact/identity.ts";
import type { InboundItem, MailboxItem } from "../../../domain/intake/inbound.ts";
import { webhookKey } from "../../../domain/intake/intake.ts";
import { clampOccurredAt } from "../../../domain/conversation/window.ts";
import type { LineDocument } from "../documents.ts";

/** What routing needs of a line. */
export type Route = Pick<LineDocument, "workspace" | "portfolio" | "waba">;

/** A mailbox item of a registered line: where it goes, and whom it speaks of. */
export interface Routed {
  workspaceId: WorkspaceId;
  route: Route;
  item: MailboxItem;
  /** The key of the entry that it becomes. */
  key: string;
  identifiers: AliasKey[];
  times: ItemTimes;
}

/** Finds the lines of items, over all workspaces: the number alone tells whose a webhook is. */
export async function readRoutes(
  lines: Collection<LineDocument>,
  items: readonly InboundItem[],
): Promise<Map<LineId, Route>> {
  const ids = new Set(items.map(({ lineId }) => lineId).filter((id) => id !== null));
  if (ids.size === 0) return new Map();
  const projection = { workspace: 1, portfolio: 1, waba: 1 };
  const found = await lines.find({ _id: { $in: [...ids] } }, { projection }).toArray();
  return new Map(found.map(({ _id, ...route }) => [_id, route]));
}

/** The workspaces that have lines of the accounts that notices name, in order. */
export async function readAccounts(
  lines: Collection<LineDocument>,
  items: readonly InboundItem[],
): Promise<Map<string, WorkspaceId[]>> {
  const wabas = new Set<string>();
  for (const item of items) {
    if (item.kind === "notice" && item.wabaId !== null) wabas.add(item.wabaId);
  }
  if (wabas.size === 0) return new Map();
  const projection = { _id: 0, waba: 1, workspace: 1 };
  const found = await lines
    .find({ waba: { $in: [...wabas] } }, { projection })
    .sort({ workspace: 1 })
    .toArray();
  const accounts = Map.groupBy(found, ({ waba }) => waba);
  return new Map(
    [...accounts].map(([waba, of]) => [waba, [...new Set(of.map(({ workspace }) => workspace))]]),
  );
}

export function routed(item: MailboxItem, route: Route, receivedAt: number): Routed {
  const { kind, occurredAt } = item;
  // As the entry will have it (`domain/intake/intake.ts`): messages of the past keep their time.
  const at = kind === "history" ? occurredAt : clampOccurredAt(occurredAt, receivedAt);
  return {
    workspaceId: route.workspace,
    route,
    item,
    key: webhookKey(item.lineId, item.key),
    identifiers: aliasKeysOf(item.identity, route.portfolio),
    times: { occurredAt: at, receivedAt },
  };
}

export function workspaceOf(route: Route | undefined): WorkspaceId {
  return route?.workspace ?? DEFAULT_WORKSPACE;
}
