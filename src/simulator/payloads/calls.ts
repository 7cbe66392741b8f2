import { contactMember, receiverMembers, senderMembers, type Identity } from "./identity.ts";
import { compact, unixText, type Draft, type JsonObject } from "./json.ts";
import { lineValue, type LineRef, type Update } from "./update.ts";

/** One voice call. A call of the user opens the window whether answered or not (section 7). */
export interface Call {
  line: LineRef;
  /** wacid */
  id: string;
  person: Identity;
  direction: "USER_INITIATED" | "BUSINESS_INITIATED";
  at: number;
}

/** `calls` / `connect`: it rings, or was accepted if the business called. */
export function callConnected(call: Call): Update {
  const sdpType = call.direction === "USER_INITIATED" ? "offer" : "answer";
  return callUpdate(call, "connect", {
    session: { sdp_type: sdpType, sdp: "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" },
  });
}

/** `calls` / `terminate`: over. Start, end and duration only if somebody answered. */
export function callTerminated(
  call: Call,
  end: { status: "COMPLETED" | "FAILED"; startedAt?: number; endedAt?: number },
): Update {
  const { startedAt, endedAt } = end;
  const lasted = startedAt !== undefined && endedAt !== undefined ? endedAt - startedAt : undefined;
  return callUpdate(call, "terminate", {
    status: end.status,
    start_time: startedAt === undefined ? undefined : unixText(startedAt),
    end_time: endedAt === undefined ? undefined : unixText(endedAt),
    duration: lasted === undefined ? undefined : Math.floor(lasted / 1000),
  });
}

/** A call's status entry (RINGING, ACCEPTED, REJECTED): under `calls`, in `statuses[]`. */
export function callStatus(call: Call, status: "RINGING" | "ACCEPTED" | "REJECTED"): Update {
  return {
    key: `call:${call.id}:status:${status}`,
    entryId: call.line.wabaId,
    field: "calls",
    value: {
      ...lineValue(call.line),
      statuses: [
        compact({
          id: call.id,
          timestamp: unixText(call.at),
          type: "call",
          status,
          recipient_id: call.person.waId,
          recipient_user_id: call.person.userId,
        }),
      ],
    },
  };
}

function parties(call: Call): JsonObject {
  return call.direction === "USER_INITIATED"
    ? { ...senderMembers(call.person), to: call.line.displayPhoneNumber }
    : { from: call.line.displayPhoneNumber, ...receiverMembers(call.person) };
}

function callUpdate(call: Call, event: "connect" | "terminate", members: Draft): Update {
  return {
    key: `call:${call.id}:${event}`,
    entryId: call.line.wabaId,
    field: "calls",
    value: {
      ...lineValue(call.line),
      contacts: [contactMember(call.person)],
      calls: [
        compact({
          id: call.id,
          ...parties(call),
          event,
          timestamp: unixText(call.at),
          direction: call.direction,
          ...members,
        }),
      ],
    },
  };
}
