import type { Draft } from "../../../src/domain/automation/state.ts";
import type { RecordEdit } from "../../../src/domain/records/record-edit.ts";
import type { Store } from "../../../src/store/store.ts";
import { FLOWS_EVERY } from "../flows/which-seeds.ts";
import type { Sabotage } from "./sabotage.ts";

const NO_HISTORY = { items: [], cursor: null };

const BUGS: Sabotage[] = [
  {
    name: "sends what a program drafted though the contact has written since, or a person has",
    from: 45,
    process: ({ store }) => ({ store: { ...store, load: loadWithOldDrafts(store) } }),
  },
  {
    name: "calls a program under a new id at each try",
    from: 15,
    process: ({ sign, world }) => ({
      sign: (content) =>
        sign(
          /^(run|eff)_/.test(content.id)
            ? { ...content, id: `eff_${world.scheduler.steps()}` }
            : content,
        ),
    }),
  },
  {
    name: "makes a record anew each time its step is tried",
    from: 310,
    process: ({ store, world }) => ({
      store: {
        ...store,
        contactHistory: () => Promise.resolve(NO_HISTORY),
        saveRecord: (edit) => store.saveRecord(renamed(edit, String(world.scheduler.steps()))),
      },
    }),
  },
  {
    name: "brings a contact into the CRM who is there already",
    from: 20,
    process: ({ store }) => ({
      store: {
        ...store,
        async contact(...args) {
          const contact = await store.contact(...args);
          return contact && { ...contact, crm: null };
        },
      },
    }),
  },
  {
    name: "sends a file under the id that it has on another line",
    from: 95,
    process({ store }) {
      const known = new Map<string, ReturnType<Store["mediaUpload"]>>();
      return {
        store: {
          ...store,
          async mediaUpload(workspaceId, assetId, lineId) {
            const found = await store.mediaUpload(workspaceId, assetId, lineId);
            if (found !== null) known.set(assetId, Promise.resolve(found));
            return known.get(assetId) ?? null;
          },
        },
      };
    },
  },
  {
    name: "says of a repeated call that its run is where it would begin now",
    from: 25,
    process: ({ store }) => ({
      store: {
        ...store,
        outcome: async (workspaceId, key) =>
          key.startsWith("start|") ? null : store.outcome(workspaceId, key),
      },
    }),
  },
];

/** Mistakes with what flows have done outside of their conversation, and with who calls them. */
export const FLOW_PROGRAM_BUGS = BUGS.map((bug): Sabotage => ({ ...bug, step: FLOWS_EVERY }));

/** A draft that was gone is there again for whoever approves it. */
function loadWithOldDrafts(store: Store): Store["load"] {
  const known = new Map<string, Draft>();
  return async (...args) => {
    const mailbox = await store.load(...args);
    const automation = mailbox?.conversation?.automation ?? null;
    if (mailbox?.conversation == null || automation === null) return mailbox;
    if (automation.draft !== null) known.set(automation.draft.id, automation.draft);
    const wanted = mailbox.entries.flatMap(({ input }) =>
      input.kind === "command" && "draftId" in input.command ? [input.command.draftId] : [],
    );
    const old = known.get(wanted[0] ?? "");
    if (old === undefined || automation.draft !== null) return mailbox;
    const conversation = { ...mailbox.conversation, automation: { ...automation, draft: old } };
    return { ...mailbox, conversation };
  };
}

function renamed({ record, events, ...edit }: RecordEdit, suffix: string): RecordEdit {
  const id = `${record.id}${suffix}`;
  return {
    ...edit,
    record: { ...record, id },
    events: events.map((event) => ({
      ...event,
      id: `${event.id}${suffix}`,
      data: { ...event.data, recordId: id },
    })),
  };
}
