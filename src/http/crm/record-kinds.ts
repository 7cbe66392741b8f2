import { z } from "zod";
import { recordMembers, type RecordKind } from "../../domain/records/crm-record.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const { opportunity, activity, task } = recordMembers;

const ownerId = idSchema.nullable().optional().meta({
  description: "Not said when it is made: the contact's owner.",
});
const contactId = idSchema;

/** What a record is made of. */
const opportunityMembers = {
  title: opportunity.title,
  amount: opportunity.amount.default(null),
  currency: opportunity.currency.default(null),
  stage: opportunity.stage.default(null),
  state: opportunity.state.default("open"),
  externalId: opportunity.externalId.default(null),
};
const activityMembers = {
  type: activity.type,
  title: activity.title.default(null),
  dueAt: activity.dueAt.default(null),
  state: activity.state.default("pending"),
  externalId: activity.externalId.default(null),
};
const taskMembers = {
  title: task.title,
  dueAt: task.dueAt.default(null),
  state: task.state.default("pending"),
  externalId: task.externalId.default(null),
};

const shared = {
  id: z.string(),
  contactId: z.string(),
  ownerId: z.string().nullable(),
  externalId: z.string().nullable(),
  version: z.int().meta({ description: 'Also the ETag: `"v3"`.' }),
  createdAt: timeSchema,
  updatedAt: timeSchema,
};
const pendingOrDone = z.enum(["pending", "done"]);

/** How each kind of record is made, changed and shown, and under which path. */
export const RECORD_ROUTES = {
  opportunity: {
    path: "/v1/opportunities",
    name: "Opportunity",
    plural: "opportunities",
    unfinished: "`true`: only open ones; `false`: only won and lost ones.",
    create: z.strictObject({ contactId, ownerId, ...opportunityMembers }).meta({
      examples: [
        {
          contactId: "ct_0k2f7v9c1m3n5p7q9s1u",
          title: "Forty chairs",
          amount: 1200,
          currency: "MXN",
        },
      ],
    }),
    change: z
      .strictObject({ ownerId, ...opportunity })
      .partial()
      .meta({
        examples: [{ state: "won" }],
      }),
    view: z
      .object({
        ...shared,
        title: z.string(),
        amount: z.number().nullable(),
        currency: z.string().nullable(),
        stage: z.string().nullable(),
        state: z.enum(["open", "won", "lost"]),
      })
      .meta({ id: "OpportunityRecord" }),
  },
  activity: {
    path: "/v1/activities",
    name: "Activity",
    plural: "activities",
    unfinished: "`true`: only pending ones; `false`: only those that are done.",
    create: z.strictObject({ contactId, ownerId, ...activityMembers }).meta({
      examples: [
        { contactId: "ct_0k2f7v9c1m3n5p7q9s1u", type: "call", dueAt: "2026-11-24T15:00:00Z" },
      ],
    }),
    change: z
      .strictObject({ ownerId, ...activity })
      .partial()
      .meta({
        examples: [{ state: "done" }],
      }),
    view: z
      .object({
        ...shared,
        type: z.string(),
        title: z.string().nullable(),
        dueAt: timeSchema.nullable(),
        state: pendingOrDone,
      })
      .meta({ id: "ActivityRecord" }),
  },
  task: {
    path: "/v1/tasks",
    name: "Task",
    plural: "tasks",
    unfinished: "`true`: only pending ones; `false`: only those that are done.",
    create: z.strictObject({ contactId, ownerId, ...taskMembers }).meta({
      examples: [{ contactId: "ct_0k2f7v9c1m3n5p7q9s1u", title: "Send the offer" }],
    }),
    change: z
      .strictObject({ ownerId, ...task })
      .partial()
      .meta({
        examples: [{ state: "done" }],
      }),
    view: z
      .object({ ...shared, title: z.string(), dueAt: timeSchema.nullable(), state: pendingOrDone })
      .meta({ id: "TaskRecord" }),
  },
} as const satisfies Record<RecordKind, object>;
