import type { ContactMerge } from "../../../domain/contact/merge.ts";
import { mergedAway, mergedContact } from "../../../domain/contact/merge.ts";
import type { CrmStore } from "../../crm-store.ts";
import { createAliases } from "../contacts/aliases.ts";
import type { Connection } from "../connection.ts";
import type { Feed } from "../feed/feed.ts";

/** Makes two contacts one. */
export function createContactMerges(
  connection: Connection,
  feed: Pick<Feed, "append">,
): Pick<CrmStore, "mergeContacts"> {
  const { contact: read, save } = createAliases(connection);
  const repoint = connection.statement(
    `update conversations set contact = ?1,
       contact_number = (select number from contacts where id = ?1 and workspace = ?2)
     where contact_number = (select number from contacts where id = ?3 and workspace = ?2)`,
  );

  function merge(asked: ContactMerge): "merged" | "conflict" {
    const { workspaceId } = asked;
    const from = read(workspaceId, asked.from.id);
    const into = read(workspaceId, asked.into.id);
    if (from?.version !== asked.from.version || into?.version !== asked.into.version) {
      return "conflict";
    }
    const edit = mergedContact(into, asked);
    if (edit === null) return "conflict";
    // First the one that goes: the other takes what it held.
    save(from, mergedAway(asked));
    save(into, edit.contact);
    repoint.run(into.id, workspaceId, from.id);
    feed.append(workspaceId, null, edit.events);
    return "merged";
  }

  return { mergeContacts: (asked) => connection.write(() => merge(asked)) };
}
