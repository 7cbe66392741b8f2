import type { Contact } from "../../../src/domain/contact/contact.ts";
import type { ContactMerge } from "../../../src/domain/contact/merge.ts";
import { ACME, aMessage, LINE, NOBODY, T0 } from "../../support/builders.ts";
import { CONTEXT } from "../../support/records.ts";
import { only, refOf, useWorkbench, type StoreFactory } from "./setup.ts";

export const ANAS = "5511900000001";
export const BENS = "5511900000002";

/** A workbench for people who write, and are found to be one person. */
export function useMergers(factory: StoreFactory) {
  const bench = useWorkbench(factory);
  let count = 0;

  async function contact(id: string): Promise<Contact> {
    const found = await bench().store.contact(ACME, id);
    if (found === null) throw new Error(`no contact ${id}`);
    return found;
  }
  const hear = async (waId: string, { lineId = LINE, at = T0, userId = "", id = "" } = {}) => {
    const identity = { ...NOBODY, waId, ...(userId === "" ? {} : { userId }) };
    const item = aMessage(id || `g${++count}`, { identity, lineId, occurredAt: at });
    const ref = refOf(only(await bench().accept([item], at)));
    await bench().advance(ref, at);
    return ref.conversationId;
  };
  async function merge(from: string, into: string, type: ContactMerge["type"] = "contact.merged") {
    const both = { from: await contact(from), into: await contact(into) };
    return bench().store.mergeContacts({ workspaceId: ACME, ...both, type, context: CONTEXT });
  }
  const events = async () =>
    (await bench().store.events(ACME, { after: 0, limit: 100, types: null })).map(
      ({ seq, type, data }) => ({ seq, type, data }),
    );
  return { bench, contact, hear, merge, events };
}
