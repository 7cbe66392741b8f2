import { ENGINE } from "../../domain/actor.ts";
import type { Flow } from "../../domain/automation/flow.ts";
import type { HttpDeps } from "../deps.ts";
import { contactByNumber, reachable, type Addressee } from "../sending/find-addressee.ts";
import { beginRun, begunBefore, placeOf, type Begun, type Place } from "./begin-run.ts";

/** A call from outside: in which conversation, by its id, or by a line and the contact's id or number. */
export interface FlowCall {
  conversationId?: string | undefined;
  contactId?: string | undefined;
  phone?: string | undefined;
  lineId?: string | undefined;
  vars: Record<string, string>;
  /** The caller's own word for it: the same starts once. */
  callerKey: string;
}

export type CallAnswer =
  /** It stands in the conversation's mailbox. */
  | { kind: "begun"; begun: Begun }
  /** The flow is switched off, or nothing from outside starts it. */
  | { kind: "disabled" | "not_called" }
  | { kind: "unknown_line" | "unknown_conversation" }
  | Exclude<Place, { kind: "place" }>;

export type CallDeps = Pick<HttpDeps, "store" | "clock" | "doorbell" | "ids">;

/** Starts a flow for whoever knows its secret address (start event `http`). */
export async function callFlow(
  { workspaceId, id: flowId, liveVersion }: Flow,
  call: FlowCall,
  deps: CallDeps,
): Promise<CallAnswer> {
  const { vars, callerKey } = call;
  const key = { workspaceId, flowId, callerKey, asker: "hook" };
  const before = await begunBefore(key, deps);
  if (before !== null) return { kind: "begun", begun: before };
  if (liveVersion === null) return { kind: "disabled" };
  const live = await deps.store.flowVersion(workspaceId, flowId, liveVersion);
  if (live?.definition.start.on !== "http") return { kind: "not_called" };
  const place = await placeOfCall(call, workspaceId, deps);
  if (place.kind !== "place") return place;
  const { conversationId, begins } = place;
  const begun = await beginRun(
    {
      ...key,
      conversationId,
      ...(begins !== undefined && { begins }),
      vars,
      trigger: "http",
      actor: ENGINE,
    },
    deps,
  );
  return begun === null ? { kind: "unknown_conversation" } : { kind: "begun", begun };
}

type CalledPlace =
  | { kind: "place"; conversationId: string; begins?: { lineId: string; contactId: string } }
  | { kind: "unknown_line" }
  | Exclude<Place, { kind: "place" }>;

async function placeOfCall(
  { conversationId, contactId, phone = "", lineId = "" }: FlowCall,
  workspaceId: string,
  deps: CallDeps,
): Promise<CalledPlace> {
  if (conversationId !== undefined) return { kind: "place", conversationId };
  const line = await deps.store.line(workspaceId, lineId);
  if (line === null) return { kind: "unknown_line" };
  const find = async (): Promise<Addressee> => {
    if (contactId === undefined) return contactByNumber(phone, workspaceId, deps);
    const contact = await deps.store.contact(workspaceId, contactId);
    return contact === null ? { kind: "unknown" } : reachable(contact, line, deps);
  };
  return placeOf(lineId, find, deps);
}
