import type { Contact } from "./contact.ts";
import type { Identity } from "./payloads/identity.ts";

/** Everybody who has WhatsApp in this world, findable by every address they can be sent to. */
export interface People {
  add(contact: Contact): void;
  /** After a rotation: the old addresses lead nowhere any more. */
  moved(contact: Contact, before: Identity): void;
  /** `to` (a phone, any punctuation) wins over `recipient` (a BSUID or parent BSUID), as at Meta. */
  find(address: { to?: string; recipient?: string }): Contact | undefined;
  all(): Contact[];
}

/** Creates an empty directory. */
export function createPeople(): People {
  const byAddress = new Map<string, Contact>();
  const contacts = new Set<Contact>();
  const index = (contact: Contact): void => {
    for (const address of [
      ...addressesOf(contact.profile),
      ...(contact.profile.alsoReachedAs ?? []),
    ]) {
      byAddress.set(address, contact);
    }
  };
  return {
    add: (contact) => {
      contacts.add(contact);
      index(contact);
    },
    moved: (contact, before) => {
      for (const address of addressesOf(before)) byAddress.delete(address);
      index(contact);
    },
    find: ({ to, recipient }) => byAddress.get(to === undefined ? (recipient ?? "") : digits(to)),
    all: () => [...contacts],
  };
}

/** A phone as WhatsApp ids have it: digits only. */
export function digits(phone: string): string {
  return phone.replaceAll(/\D/g, "");
}

function addressesOf(identity: Identity): string[] {
  return [identity.waId, identity.userId, identity.parentUserId].filter(
    (address) => address !== undefined,
  );
}
