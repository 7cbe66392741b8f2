import {
  cascadedContact,
  cascadedKinds,
  cascadedRecord,
  type Cascade,
} from "../../domain/cascade.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import { createAliases } from "./aliases.ts";
import type { Connection } from "./connection.ts";
import type { Feed } from "./feed.ts";
import type { Records } from "./records.ts";

/** Carries out what a commit hands over. To be called inside the commit's write, which makes it one with the conversation's step. */
export type HandOver = (workspaceId: WorkspaceId, cascade: Cascade) => void;

export function createHandOver(
  connection: Connection,
  {
    feed,
    records,
  }: { feed: Pick<Feed, "append">; records: Pick<Records, "save" | "unfinishedOf"> },
): HandOver {
  const { contact: read, save } = createAliases(connection);
  return (workspaceId, cascade) => {
    const contact = read(workspaceId, cascade.contactId);
    if (contact === null) return;
    const edit = cascadedContact(cascade, contact);
    if (edit !== null) {
      save(contact, edit.contact);
      feed.append(workspaceId, null, edit.events);
    }
    const holders = [contact.id, ...contact.absorbed];
    for (const kind of cascadedKinds(cascade.flags)) {
      for (const record of records.unfinishedOf(workspaceId, kind, holders)) {
        const change = cascadedRecord(cascade, record);
        if (change !== null) records.save(change);
      }
    }
  };
}
