import { emptyContact, type Contact } from "./contact.ts";

/** Before there were profiles: nobody was in the CRM, whatever `isCrmContact` would have said. */
interface ContactOfSchema1 extends Pick<
  Contact,
  "workspaceId" | "id" | "name" | "username" | "ownerId" | "aliases" | "createdAt" | "updatedAt"
> {
  schema?: undefined;
  isCrmContact: boolean;
}

/** A contact from the text that a store keeps of it, in the present shape. One of a newer schema comes as it is. */
export function contactOf(doc: string): Contact {
  const stored = JSON.parse(doc) as ContactOfSchema1 | Contact;
  return stored.schema === undefined ? fromSchema1(stored) : stored;
}

function fromSchema1({ isCrmContact: _none, schema: _old, ...stored }: ContactOfSchema1): Contact {
  const { workspaceId, id, createdAt } = stored;
  return { ...emptyContact(workspaceId, id, createdAt), ...stored, version: 1 };
}
