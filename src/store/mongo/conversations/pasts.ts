import type { Line } from "../../../domain/line.ts";
import { conversationOf } from "../../../domain/conversation/stored-conversation.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import type { Past, PastStore } from "../../past-store.ts";
import type { ContactTrail } from "../crm/contact-trail.ts";
import type { Collections, ConversationDocument } from "../documents.ts";
import type { Entries } from "../intake/entries.ts";
import { keyOf } from "../keys.ts";
import type { Pending } from "./pending.ts";

/** Conversations that one call looks at. */
const LOOKED_AT_MAX = 500;
const LIST = "pasts";
/** Behind every id that a conversation may have. */
const LAST = "\u{10FFFF}";

/** In the order of their ids, which begin with the workspace. */
export function createPasts(
  { conversations, lines }: Pick<Collections, "conversations" | "lines">,
  parts: { pending: Pending; entries: Entries; follow: ContactTrail["follow"] },
): PastStore {
  async function pastOf(row: ConversationDocument): Promise<Past | null> {
    const { workspace, conversation } = row;
    await parts.pending.moveOut(row);
    const [line, contact, history] = await Promise.all([
      lines.findOne({ _id: row.line, workspace }),
      parts.follow(workspace, row.contact),
      parts.entries.history(workspace, conversation),
    ]);
    if (line === null || contact === null) return null;
    return { line: JSON.parse(line.doc) as Line, contact, history };
  }

  return {
    async pasts(workspaceId, { since, lineIds, cursor, limit }) {
      const [from] = cursor === null ? [""] : decodeCursor(LIST, cursor, [""] as const);
      const range = { $gt: keyOf(workspaceId, from), $lt: keyOf(workspaceId, LAST) };
      const rows = await conversations
        .find({ _id: range, workspace: workspaceId })
        .sort({ _id: 1 })
        .limit(LOOKED_AT_MAX)
        .toArray();
      const found = rows.filter(
        ({ line, doc }) =>
          doc !== undefined &&
          (lineIds === null || lineIds.includes(line)) &&
          conversationOf(doc).updatedAt >= since,
      );
      const shown = found.slice(0, limit);
      const isWhole = shown.length === found.length;
      const last = isWhole ? rows.at(-1) : shown.at(-1);
      const isEnd = isWhole && rows.length < LOOKED_AT_MAX;
      const pasts = await Promise.all(shown.map(pastOf));
      return {
        items: pasts.filter((past) => past !== null),
        cursor: isEnd || last === undefined ? null : cursorAt(last),
        share: isEnd || last === undefined ? 1 : null,
      };
    },
  };
}

function cursorAt({ conversation }: ConversationDocument): string | null {
  const place = { list: LIST, limit: 1, placeOf: (at: string) => [at], itemOf: (at: string) => at };
  return pageOf([conversation, conversation], place).cursor;
}
