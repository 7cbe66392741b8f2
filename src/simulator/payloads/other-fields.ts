import { contactMember, type Identity } from "./identity.ts";
import { compact, unixText, type JsonObject } from "./json.ts";
import { messageMember, type InboundMessage } from "./message.ts";
import { accountEvent } from "./account-events.ts";
import { lineUpdate, lineValue, type LineRef, type Update } from "./update.ts";

/** `standby`: a user's message while Meta's own agent holds the thread. Inner shape as providers print it. */
export function standbyUpdate(message: InboundMessage): Update {
  return {
    key: `standby:${message.line.phoneNumberId}:${message.id}`,
    entryId: message.line.wabaId,
    field: "standby",
    value: {
      ...lineValue(message.line),
      contacts: [contactMember(message.from)],
      messages: [messageMember(message)],
    },
  };
}

/** `business_username_update`: the business's own username changed. */
export function businessUsernameUpdate(
  line: LineRef,
  at: number,
  change: { username: string; status: "approved" | "reserved" | "deleted" },
): Update {
  return accountEvent(line.wabaId, at, "business_username_update", {
    display_phone_number: line.displayPhoneNumber,
    username: change.username,
    status: change.status,
  });
}

/** `group_lifecycle_update`: a group was made or deleted. */
export function groupLifecycleUpdate(
  line: LineRef,
  group: { id: string; type: "group_create" | "group_delete"; subject?: string; at: number },
): Update {
  return lineUpdate(line, "group_lifecycle_update", {
    groups: [
      compact({
        timestamp: unixText(group.at),
        group_id: group.id,
        type: group.type,
        request_id: `request-${group.id}`,
        subject: group.subject,
      }),
    ],
  });
}

/** `group_participants_update`: people joined or left. */
export function groupParticipantsUpdate(
  line: LineRef,
  change: {
    id: string;
    type: "group_participants_add" | "group_participants_remove";
    people: Identity[];
    at: number;
  },
): Update {
  const member =
    change.type === "group_participants_add" ? "added_participants" : "removed_participants";
  return lineUpdate(line, "group_participants_update", {
    groups: [
      {
        timestamp: unixText(change.at),
        group_id: change.id,
        type: change.type,
        [member]: change.people.map((person) =>
          compact({ wa_id: person.waId, user_id: person.userId }),
        ),
      },
    ],
  });
}

/** Any field at all, also one nobody has heard of: it must be parked and answered with 200. */
export function otherUpdate(line: LineRef, field: string, members: JsonObject): Update {
  return lineUpdate(line, field, members);
}
