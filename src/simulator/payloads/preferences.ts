import { contactMember, type Identity } from "./identity.ts";
import { compact, unixSeconds } from "./json.ts";
import { lineUpdate, type LineRef, type Update } from "./update.ts";

/**
 * `user_preferences`: the person stops or resumes marketing messages. The timestamp is a JSON
 * number here (section 1). After `stop`, marketing sends fail with 131050.
 */
export function userPreferencesUpdate(
  line: LineRef,
  person: Identity,
  choice: { value: "stop" | "resume"; at: number },
): Update {
  return lineUpdate(line, "user_preferences", {
    contacts: [contactMember(person)],
    user_preferences: [
      compact({
        wa_id: person.waId,
        user_id: person.userId,
        detail: `User requested to ${choice.value} marketing messages`,
        category: "marketing_messages",
        value: choice.value,
        timestamp: unixSeconds(choice.at),
      }),
    ],
  });
}
