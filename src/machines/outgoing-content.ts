import type { MediaContent, MessageContent } from "../domain/conversation/content.ts";
import type { OutgoingContact, OutgoingContent } from "../domain/sending/outgoing.ts";

/** What a message that is sent says, in the form of every other message. */
export function contentOf(outgoing: OutgoingContent): MessageContent {
  switch (outgoing.type) {
    case "text":
      return { type: "text", text: outgoing.text };
    case "image":
    case "video":
    case "sticker":
    case "audio":
    case "document":
      return mediaOf(outgoing);
    case "location":
      return { ...outgoing, url: null };
    case "contacts":
      return { type: "contacts", contacts: outgoing.contacts.map(cardOf) };
    case "buttons":
      return {
        ...choicesOf("buttons", outgoing),
        header: headerOf(outgoing.header),
        sections: [{ title: null, rows: outgoing.buttons.map(rowOf) }],
      };
    case "list":
      return {
        ...choicesOf("list", outgoing),
        header: outgoing.header === null ? null : headerOf({ type: "text", text: outgoing.header }),
        button: outgoing.button,
        sections: outgoing.sections,
      };
    case "reaction":
      return outgoing;
    case "template": {
      const { type, name, language, text, values } = outgoing;
      return { type, name, language, text, values };
    }
  }
}

type OutgoingMedia = OutgoingContent & { type: MediaContent["type"] };

/** The file's own facts stand with the file: it is one of the library. */
function mediaOf(outgoing: OutgoingMedia): MediaContent {
  return {
    type: outgoing.type,
    mediaId: outgoing.mediaId,
    mimeType: null,
    sha256: null,
    url: null,
    caption: "caption" in outgoing ? outgoing.caption : null,
    filename: "filename" in outgoing ? outgoing.filename : null,
    voice: "voice" in outgoing && outgoing.voice,
    animated: false,
    awaited: false,
  };
}

type Choices = MessageContent & { type: "choices" };

function choicesOf(
  via: Choices["via"],
  { body, footer }: { body: string; footer: string | null },
): Choices {
  return { type: "choices", via, header: null, body, footer, button: null, sections: [] };
}

function headerOf(header: (OutgoingContent & { type: "buttons" })["header"]): Choices["header"] {
  if (header === null) return null;
  return header.type === "text"
    ? { ...header, mediaId: null }
    : { type: header.type, text: null, mediaId: header.mediaId };
}

function rowOf({ id, title }: { id: string; title: string }) {
  return { id, title, description: null };
}

function cardOf({ name, phones, emails }: OutgoingContact) {
  return { name: name.formatted, phones, emails: emails.map(({ email }) => email), vcard: null };
}
