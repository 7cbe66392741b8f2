import type { z } from "zod";
import type { Effect, EffectTask } from "../../domain/automation/effect.ts";
import { changeContact } from "../../domain/contact/contact-edit.ts";
import { profileMembers, type CrmProfile } from "../../domain/contact/crm-profile.ts";
import { customKeyOf } from "../../domain/contact/contact-fields.ts";
import {
  customValuesWith,
  type CustomField,
  type CustomValue,
} from "../../domain/contact/custom-field.ts";
import type { Clock } from "../../clock.ts";
import type { CrmStore } from "../../store/crm-store.ts";
import { changeContextOf, changeEffectContact, type CrmDeps } from "./crm-change.ts";
import { done, failed, type EffectEnd } from "./effect-end.ts";

type SetField = EffectTask & { kind: "setField" };
type Profile = { profile: CrmProfile } | { rule: string };

/** Writes one field of the contact's profile, by the rules that hold for people. A blank value empties a field that may be empty. */
export async function setField(
  { field, value }: SetField,
  effect: Effect,
  deps: CrmDeps & { store: CrmDeps["store"] & Pick<CrmStore, "customFields">; clock: Clock },
): Promise<EffectEnd> {
  const fields = await deps.store.customFields(effect.workspaceId);
  return changeEffectContact(
    effect,
    (contact): ReturnType<Parameters<typeof changeEffectContact>[1]> => {
      if (contact.crm === null) {
        return failed("contact.not_in_crm", "the contact is not in the CRM");
      }
      const changed = withField(contact.crm, { field, value: value.trim() }, fields);
      if ("rule" in changed) return failed("contact.field_invalid", `${field} ${changed.rule}`);
      const context = changeContextOf(effect, deps.clock.now());
      return changeContact(contact, { crm: changed.profile }, context) ?? done();
    },
    deps,
  );
}

function withField(
  profile: CrmProfile,
  { field, value }: { field: string; value: string },
  fields: readonly CustomField[],
): Profile {
  const customKey = customKeyOf(field);
  if (customKey !== null) return withCustom(profile, customKey, value, fields);
  switch (field) {
    case "firstName":
    case "lastName":
    case "position":
    case "company": {
      const given = value === "" ? null : value;
      return read(profileMembers[field], given, (text) => ({ ...profile, [field]: text }));
    }
    case "email":
      return read(profileMembers.emails, primary(profile.emails, value), (emails) => ({
        ...profile,
        emails,
      }));
    case "phone":
      return read(profileMembers.phones, primary(profile.phones, value), (phones) => ({
        ...profile,
        phones,
      }));
    default:
      return { rule: "cannot be set" };
  }
}

/** The first one is the primary one; what was an alternative stays one. */
function primary(list: readonly string[], value: string): string[] {
  const others = list.slice(1).filter((one) => one.toLowerCase() !== value.toLowerCase());
  return value === "" ? others : [value, ...others];
}

function read<Value>(
  schema: z.ZodType<Value>,
  given: unknown,
  put: (value: Value) => CrmProfile,
): Profile {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { profile: put(parsed.data) };
  return { rule: parsed.error.issues[0]?.message ?? "is not valid" };
}

function withCustom(
  profile: CrmProfile,
  key: string,
  value: string,
  fields: readonly CustomField[],
): Profile {
  const field = fields.find((one) => one.key === key);
  const given = value === "" ? null : typed(value, field);
  const result = customValuesWith(profile.customFields, { [key]: given }, fields);
  return "values" in result
    ? { profile: { ...profile, customFields: result.values } }
    : { rule: result.errors[0]?.rule ?? "is not valid" };
}

const YES = ["true", "yes", "si", "sí", "1"];
const NO = ["false", "no", "0"];

/** A text as the field's type has it; what cannot be read stays a text, which the field then refuses. */
function typed(value: string, field: CustomField | undefined): CustomValue {
  const word = value.toLowerCase();
  switch (field?.type) {
    case "number": {
      const number = Number(value);
      return Number.isFinite(number) ? number : value;
    }
    case "boolean":
      return YES.includes(word) ? true : NO.includes(word) ? false : value;
    case "choice":
      return field.choices.find((choice) => choice.toLowerCase() === word) ?? value;
    case "text":
    case "date":
    case undefined:
      return value;
  }
}
