import { changeContact } from "../../domain/contact/contact-edit.ts";
import { aliasId, aliasKeysOf } from "../../domain/contact/identity.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { InboundItem, NoticeItem } from "../../domain/intake/inbound.ts";
import { webhookKey } from "../../domain/intake/intake.ts";
import { withPreference } from "../../domain/contact/preferences.ts";
import { clampOccurredAt } from "../../domain/conversation/window.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import type { Accepted } from "../../store/intake-store.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";

export interface PreferenceDeps {
  store: Pick<CrmStore, "claimants" | "saveContact"> & Pick<SettingsStore, "line">;
  doorbell: Pick<Doorbell, "ringRelay">;
}

const TRIES_MAX = 6;

/**
 * Notes what people have told WhatsApp about marketing (`user_preferences`), each under the time at which they said it: an older word never
 * replaces a newer one, and a repeated webhook says nothing new. Of people whom nobody here knows the notice alone is kept.
 *
 * @throws StoreUnavailableError: then the webhook is not answered, and comes again
 */
export async function hearPreferences(
  items: readonly InboundItem[],
  accepted: readonly Accepted[],
  { receivedAt, ...deps }: PreferenceDeps & { receivedAt: number },
): Promise<void> {
  for (const [index, item] of items.entries()) {
    const workspaceId = accepted[index]?.workspaceId;
    if (item.kind !== "notice" || item.preference === undefined) continue;
    if (workspaceId !== undefined) await hear(item, { ...deps, workspaceId, receivedAt });
  }
}

async function hear(
  item: NoticeItem,
  context: PreferenceDeps & { workspaceId: WorkspaceId; receivedAt: number },
): Promise<void> {
  const { store, doorbell, workspaceId, receivedAt } = context;
  const { preference, lineId, key } = item;
  const line = lineId === null ? null : await store.line(workspaceId, lineId);
  if (line === null || preference === undefined) return;
  const claims = aliasKeysOf(preference.identity, line.portfolioId).map(aliasId);
  const saidAt = item.occurredAt > 0 ? item.occurredAt : receivedAt;
  const said = {
    wanted: preference.wanted,
    at: clampOccurredAt(saidAt, receivedAt),
    source: "whatsapp",
  } as const;
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const holders = await store.claimants(workspaceId, claims);
    const contact = holders.find((holder) => holder !== null) ?? null;
    if (contact === null) return;
    const preferences = withPreference(contact.preferences, "marketing", said);
    const actor = { kind: "contact", id: contact.id } as const;
    const cause = { kind: "webhook", id: webhookKey(line.id, key), actor } as const;
    const edit = changeContact(contact, { preferences }, { cause, at: receivedAt });
    if (edit === null) return;
    const saved = await store.saveContact(edit);
    if (saved.kind === "saved") {
      if (edit.events.length > 0) doorbell.ringRelay(workspaceId);
      return;
    }
  }
  throw new StoreUnavailableError("a contact is being changed too often to note what they want");
}
