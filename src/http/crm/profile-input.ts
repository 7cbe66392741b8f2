import { z } from "zod";
import type { Actor } from "../../domain/actor.ts";
import { profileMembers, type CrmProfile } from "../../domain/contact/crm-profile.ts";
import {
  customValuesSchema,
  customValuesWith,
  type CustomField,
  type CustomValue,
} from "../../domain/contact/custom-field.ts";
import type { ContactProblem } from "./save-contact.ts";

const { firstName, lastName, position, company, emails, phones, whatsappPhone, externalId } =
  profileMembers;

const EXAMPLE = {
  firstName: "Bruno",
  lastName: "Díaz",
  emails: ["bruno@acme.example"],
  phones: ["+573011110002"],
  consent: true,
};

/** A new profile. Name, last name and the confirmation are what R15.3 asks for; everything else may come later. */
export const newProfileBody = z
  .strictObject({
    firstName,
    lastName,
    position: position.default(null),
    company: company.default(null),
    emails: emails
      .default([])
      .meta({ description: "The first one is the primary one; at most 11." }),
    phones: phones.default([]).meta({
      description:
        "With `+` and the country code, separators do not matter. The first one is the primary one; at most 11.",
    }),
    whatsappPhone: whatsappPhone.default(null),
    customFields: customValuesSchema.default({}),
    isMarketing: z.boolean().default(false),
    externalId: externalId.default(null),
    consent: z.literal(true, "must be true: the person has agreed to their data being kept").meta({
      description: "Confirms that the person agrees to their data being kept.",
    }),
  })
  .meta({ examples: [EXAMPLE] });
export type NewProfile = z.infer<typeof newProfileBody>;

/** The same of another CRM, whose id for the contact stands in the path. */
export const mirroredProfileBody = newProfileBody
  .omit({ externalId: true })
  .meta({ examples: [EXAMPLE] });
export const externalIdSchema = externalId.unwrap();

/** What changes of a profile; members that are not named stay. */
export const editProfileBody = z
  .strictObject({
    ...profileMembers,
    customFields: customValuesSchema.meta({
      description: "Those that are named change; null takes a value away.",
    }),
  })
  .partial()
  .meta({ examples: [{ lastName: "Díaz", customFields: { plan: "Pro", seats: null } }] });
type EditProfile = z.infer<typeof editProfileBody>;

/** The profile that a request makes, or what is wrong with its custom fields. */
export function profileOf(
  { consent: _consent, ...given }: NewProfile,
  context: { fields: readonly CustomField[]; at: number; by: Actor },
): CrmProfile | ContactProblem {
  const { fields, at, by } = context;
  const customFields = fieldsWith({}, given.customFields, fields);
  if ("code" in customFields) return customFields;
  return { ...given, customFields: customFields.values, consent: { at, by } };
}

/** The profile after a request has changed it, or what is wrong with its custom fields. */
export function editedProfile(
  profile: CrmProfile,
  { customFields: given = {}, ...edits }: EditProfile,
  fields: readonly CustomField[],
): CrmProfile | ContactProblem {
  const customFields = fieldsWith(profile.customFields, given, fields);
  if ("code" in customFields) return customFields;
  const named = Object.entries(edits).filter(([, value]) => value !== undefined);
  return { ...profile, ...Object.fromEntries(named), customFields: customFields.values };
}

function fieldsWith(
  values: Readonly<Record<string, CustomValue>>,
  given: z.infer<typeof customValuesSchema>,
  fields: readonly CustomField[],
): { values: Record<string, CustomValue> } | ContactProblem {
  const result = customValuesWith(values, given, fields);
  if ("values" in result) return result;
  const errors = result.errors.map(({ key, rule }) => ({
    field: `body.customFields.${key}`,
    rule,
  }));
  return { code: "request.invalid", facts: { errors: errors.slice(0, ERRORS_MAX) } };
}

/** As many as a person can use. */
const ERRORS_MAX = 20;
