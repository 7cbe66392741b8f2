import type { Json, JsonObject } from "./json.ts";
import type { Update } from "./update.ts";

/** How the updates of one body are laid out. Every layout is legal (section 1). */
export interface EnvelopeLayout {
  /** Join updates of one line and field into one `value`, instead of one change each. */
  join?: boolean;
  /** Write `object` after `entry` and `field` after `value`, as some of Meta's bodies do. */
  trailingNames?: boolean;
}

/**
 * The body Meta would post for these updates, in their order.
 * Neighbours of the same account share an entry; `entry.time` keeps entries apart.
 */
export function envelope(updates: Update[], layout: EnvelopeLayout = {}): JsonObject {
  const entries: { first: Update; changes: Update[][] }[] = [];
  for (const update of updates) {
    const entry = entries.at(-1);
    if (entry === undefined || !sharesEntry(entry.first, update)) {
      entries.push({ first: update, changes: [[update]] });
      continue;
    }
    const change = entry.changes.at(-1);
    if (layout.join === true && change?.[0] !== undefined && joinable(change[0], update)) {
      change.push(update);
    } else {
      entry.changes.push([update]);
    }
  }
  const entry = entries.map(({ first, changes }) => ({
    id: first.entryId,
    ...(first.entryTime === undefined ? {} : { time: first.entryTime }),
    changes: changes.map((run) => changeMember(run, layout)),
  }));
  return layout.trailingNames === true
    ? { entry, object: "whatsapp_business_account" }
    : { object: "whatsapp_business_account", entry };
}

function sharesEntry(left: Update, right: Update): boolean {
  return left.entryId === right.entryId && left.entryTime === right.entryTime;
}

function joinable(left: Update, right: Update): boolean {
  return (
    left.field === "messages" &&
    right.field === "messages" &&
    !("errors" in left.value) &&
    !("errors" in right.value) &&
    JSON.stringify(left.value["metadata"]) === JSON.stringify(right.value["metadata"])
  );
}

function changeMember(run: Update[], layout: EnvelopeLayout): JsonObject {
  const field = run[0]?.field ?? "messages";
  const value = joinedValue(run);
  return layout.trailingNames === true ? { value, field } : { field, value };
}

function joinedValue(run: Update[]): JsonObject {
  const value: JsonObject = { ...run[0]?.value };
  if (run.length === 1) return value;
  for (const member of ["contacts", "messages", "statuses"]) {
    const items = run.flatMap((update) => listOf(update.value[member]));
    if (items.length > 0) value[member] = member === "contacts" ? distinct(items) : items;
  }
  return value;
}

function distinct(items: Json[]): Json[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
