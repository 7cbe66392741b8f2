import type { ContactThread, CrmStore } from "../../crm-store.ts";
import type { Connection } from "../connection.ts";

export function createContactThreads(connection: Connection): Pick<CrmStore, "contactThreads"> {
  const threads = connection.query<ContactThread>(
    `select c.id as conversationId, c.line as lineId, c.owner as ownerId, c.last_activity_at as lastActivityAt
     from contacts p join conversations c on c.contact_number = p.number
     where p.id = ? and p.workspace = ? and c.version > 0`,
  );
  return {
    contactThreads: (workspaceId, contactId) =>
      connection.read(() =>
        threads
          .all(contactId, workspaceId)
          .map((row) => ({ ...row }))
          .sort((a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0)),
      ),
  };
}
