import { z } from "zod";
import { CONTACT_PERMISSIONS, CONVERSATION_PERMISSIONS } from "../../domain/people/role.ts";

const permissionShape = {
  conversations: z
    .array(z.enum(CONVERSATION_PERMISSIONS))
    .max(3)
    .refine(isDistinct, "must name each permission once")
    .meta({
      description:
        "Conversations they may see and work in: their own, those of nobody, all. Any of them gives an inbox with what is their own (R2.8).",
    }),
  contacts: z
    .array(z.enum(CONTACT_PERMISSIONS))
    .max(3)
    .refine(isDistinct, "must name each permission once")
    .meta({ description: "Contacts they manage: their own, marketing contacts, all (R2.9)." }),
  statuses: z.boolean().meta({ description: "Whether they define the statuses of users (R11.6)." }),
};

/** What a role permits, whole. */
export const permissionsSchema = z.object(permissionShape);

/** What is not named stays as it is; a new role begins with nothing (R2.7). */
export const permissionChangesSchema = z.strictObject(permissionShape).partial();

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
