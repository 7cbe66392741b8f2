import { z } from "zod";
import type { RecordKind } from "../../domain/records/crm-record.ts";
import { ursula } from "../openapi/examples/story.ts";
import type { EventPages } from "./page.ts";
import { maybe, ofRecord, ownerChange, text } from "./parts.ts";
import { MARTA, ofCrm, RECORDS, requested } from "./told.ts";

const state = z.enum(["open", "won", "lost", "pending", "done"]).meta({
  description: "Opportunities are open, won or lost; activities and tasks pending or done.",
});
const createdData = ofRecord({ ownerId: maybe, state }).meta({ id: "RecordCreatedData" });
const updatedData = ofRecord({
  fields: z.array(text).meta({ description: "Which, and never what they say." }),
  state,
}).meta({ id: "RecordUpdatedData" });
const ownerData = ofRecord(ownerChange).meta({ id: "RecordOwnerData" });
const deletedData = ofRecord({}).meta({ id: "RecordDeletedData" });

/** The four events of a kind of record; `noun` is what people call one, with its article. */
function pagesOf<K extends RecordKind>(kind: K, noun: string, states: readonly [string, string]) {
  const [first, last] = states;
  const of = { recordId: RECORDS[kind] } as const;
  return {
    [`${kind}.created`]: {
      means: `${noun} was added to a contact.`,
      when: "Once.",
      rules: ["R5.9"],
      data: createdData,
      example: ofCrm(`${kind}.created`, {
        ...of,
        version: 1,
        cause: requested("req-c11"),
        data: { ownerId: ursula.id, state: first },
      }),
    },
    [`${kind}.updated`]: {
      means: `${noun} has changed, and which fields is told.`,
      when: "Once for each change, also of its state. Not for its owner, which has an event of its own, and not when everything is so already.",
      rules: ["R5.9"],
      data: updatedData,
      example: ofCrm(`${kind}.updated`, {
        ...of,
        version: 2,
        cause: requested("req-c12"),
        data: { fields: ["state"], state: last },
      }),
    },
    [`${kind}.owner_changed`]: {
      means: `${noun} has another owner, or none any more.`,
      when: "By hand, or handed over together with a conversation, which then stands in `conversation`: only while there is still something to do.",
      rules: ["R10.4", "Q40"],
      data: ownerData,
      example: ofCrm(`${kind}.owner_changed`, {
        ...of,
        version: 3,
        cause: requested("req-c13"),
        data: { ownerId: MARTA, previousOwnerId: ursula.id },
      }),
    },
    [`${kind}.deleted`]: {
      means: `${noun} is gone; the contact's history keeps what was told of it.`,
      when: "Once, when a user deletes it.",
      rules: ["R5.9"],
      data: deletedData,
      example: ofCrm(`${kind}.deleted`, { ...of, version: 4, cause: requested("req-c14") }),
    },
  } as unknown as EventPages<RecordEvent<K>>;
}

type RecordEvent<K extends RecordKind> =
  `${K}.${"created" | "updated" | "owner_changed" | "deleted"}`;

/** Opportunities, activities and tasks of contacts. */
export const RECORD_EVENTS = {
  ...pagesOf("opportunity", "An opportunity", ["open", "won"]),
  ...pagesOf("activity", "An activity", ["pending", "done"]),
  ...pagesOf("task", "A task", ["pending", "done"]),
} satisfies EventPages<RecordEvent<RecordKind>>;
