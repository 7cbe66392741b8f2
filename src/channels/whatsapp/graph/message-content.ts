import type {
  InteractiveHeader,
  OutgoingContact,
  OutgoingContent,
} from "../../../domain/sending/outgoing.ts";

import { withMediaIds } from "../../../domain/template/media-ids.ts";

type Json = Record<string, unknown>;

/** What stands in for our own ids of things that WhatsApp has ids of its own for. */
export interface ProviderIds {
  /** By our ids of library files: all that stand in the content. */
  media: ReadonlyMap<string, string>;
  /** WhatsApp's id of the message that a reaction is about. */
  target: string | null;
}

/** `type` and its member, as `POST /{phone_number_id}/messages` takes them (WhatsApp section 8). */
export function graphContent(content: OutgoingContent, ids: ProviderIds): Json {
  switch (content.type) {
    case "text":
      return { type: "text", text: { body: content.text, preview_url: content.previewUrl } };
    case "image":
    case "video":
      return {
        type: content.type,
        [content.type]: said({ id: mediaIdOf(content, ids), caption: content.caption }),
      };
    case "audio": {
      const id = mediaIdOf(content, ids);
      return { type: "audio", audio: content.voice ? { id, voice: true } : { id } };
    }
    case "document": {
      const { mediaId, caption, filename } = content;
      return {
        type: "document",
        document: said({ id: mediaIdOf({ mediaId }, ids), caption, filename }),
      };
    }
    case "sticker":
      return { type: "sticker", sticker: { id: mediaIdOf(content, ids) } };
    case "location": {
      const { type: _type, ...location } = content;
      return { type: "location", location: said(location) };
    }
    case "contacts":
      return { type: "contacts", contacts: content.contacts.map(graphContact) };
    case "buttons":
      return { type: "interactive", interactive: graphButtons(content, ids) };
    case "list":
      return { type: "interactive", interactive: graphList(content) };
    case "reaction":
      // An empty emoji takes the reaction back.
      return {
        type: "reaction",
        reaction: { message_id: ids.target, emoji: content.emoji ?? "" },
      };
    case "template": {
      const { name, language } = content;
      const components = withMediaIds(content.components, ids.media);
      return { type: "template", template: { name, language: { code: language }, components } };
    }
  }
}

/** Throws for a file without an id, which would send nothing, or somebody else's: the caller has looked it up. */
function mediaIdOf({ mediaId }: { mediaId: string }, { media }: ProviderIds): string {
  const providerId = media.get(mediaId);
  if (providerId === undefined) throw new Error("a file of the message has no id at WhatsApp");
  return providerId;
}

function graphButtons(content: OutgoingContent & { type: "buttons" }, ids: ProviderIds): Json {
  const { header, body, footer, buttons } = content;
  return said({
    type: "button",
    header: header === null ? null : graphHeader(header, ids),
    body: { text: body },
    footer: footer === null ? null : { text: footer },
    action: { buttons: buttons.map((reply) => ({ type: "reply", reply })) },
  });
}

function graphHeader(header: InteractiveHeader, ids: ProviderIds): Json {
  if (header.type === "text") return header;
  return { type: header.type, [header.type]: { id: mediaIdOf(header, ids) } };
}

function graphList(content: OutgoingContent & { type: "list" }): Json {
  const { header, body, footer, button, sections } = content;
  return said({
    type: "list",
    header: header === null ? null : { type: "text", text: header },
    body: { text: body },
    footer: footer === null ? null : { text: footer },
    action: {
      button,
      sections: sections.map(({ title, rows }) => said({ title, rows: rows.map(said) })),
    },
  });
}

function graphContact({ name, organization, phones, emails }: OutgoingContact): Json {
  return said({
    name: said({ formatted_name: name.formatted, first_name: name.first, last_name: name.last }),
    org: organization === null ? null : { company: organization },
    phones: phones.map(({ phone, waId, type }) => said({ phone, wa_id: waId, type })),
    emails: emails.map(said),
  });
}

/** Without what is not said: Meta takes an absent member, not a null one. */
function said(members: Json): Json {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
