import {
  contactFieldOf,
  customKeyOf,
  type ContactFieldKey,
} from "../domain/contact/contact-fields.ts";
import type { Contact } from "../domain/contact/contact.ts";
import type { UserId, WorkspaceId } from "../domain/ids.ts";
import type { Template } from "../domain/template/template.ts";
import { bindTemplate, type BoundTemplate } from "../domain/template/bind-template.ts";
import type { Bindings } from "../domain/template/binding.ts";
import { readTemplate } from "../domain/template/read-template.ts";
import { mediaForSend, type SendableMedia } from "../store/media-for-send.ts";
import type { CrmStore } from "../store/crm-store.ts";
import type { MediaStore } from "../store/media-store.ts";

/** A template and what it is bound to, for a contact; null: for nobody in particular, so that every default stands. */
export interface TemplateFor {
  template: Template;
  bindings: Bindings;
  contact: Contact | null;
  /** See `SendContext`. */
  sender: UserId | null;
  now: number;
}

/** Fills a template for somebody, with the files of the library that it is bound to. Null: it has parts that this code does not know. */
export async function bindFor(
  { template, bindings, contact, sender, now }: TemplateFor,
  store: Pick<MediaStore, "asset"> & Pick<CrmStore, "customFields">,
): Promise<BoundTemplate | null> {
  const reading = readTemplate(template);
  if (reading.kind === "unsupported") return null;
  const { workspaceId } = template;
  const unknown = sender === null ? [] : await unknownIn(bindings, workspaceId, store);
  return bindTemplate(template, reading.definition, {
    bindings,
    hasField: (field) => !unknown.includes(field),
    fieldOf: (field) => (contact === null ? null : contactFieldOf(contact, field)),
    media: await filesIn(bindings, { workspaceId, sender }, store),
    now,
  });
}

/**
 * Custom fields that the workspace has not. Whoever names one by hand is told; an automation's default stands, for the field was there when it
 * was switched on.
 */
async function unknownIn(
  bindings: Bindings,
  workspaceId: WorkspaceId,
  store: Pick<CrmStore, "customFields">,
): Promise<ContactFieldKey[]> {
  const named = Object.values(bindings).flatMap((one) => (one.kind === "field" ? [one.field] : []));
  const custom = named.filter((field) => customKeyOf(field) !== null);
  if (custom.length === 0) return [];
  const known = new Set((await store.customFields(workspaceId)).map(({ key }) => key));
  return custom.filter((field) => !known.has(customKeyOf(field) ?? ""));
}

async function filesIn(
  bindings: Bindings,
  of: { workspaceId: WorkspaceId; sender: UserId | null },
  store: Pick<MediaStore, "asset">,
): Promise<Map<string, SendableMedia>> {
  const ids = Object.values(bindings).flatMap((one) => (one.kind === "media" ? [one.mediaId] : []));
  const files = new Map<string, SendableMedia>();
  for (const id of new Set(ids)) {
    const file = await mediaForSend(store, of, id);
    if (file !== null) files.set(id, file);
  }
  return files;
}
