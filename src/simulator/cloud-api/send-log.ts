import type { JsonObject } from "../payloads/json.ts";
import type { StatusName } from "../payloads/status.ts";

/** A send that Meta took: 200 was decided, whether or not the answer ever reached the caller. */
export interface AcceptedSend {
  wamid: string;
  phoneNumberId: string;
  /** Of the simulator; undefined when nobody has that address. */
  contactId: string | undefined;
  type: string;
  /** `biz_opaque_callback_data`. */
  callbackData: string | undefined;
  at: number;
  /** The request as it came. */
  request: JsonObject;
  /** Statuses reported so far, in the order in which they happened. */
  statuses: { status: StatusName; at: number }[];
}

/** A read receipt or typing indicator. */
export interface Receipt {
  phoneNumberId: string;
  messageId: string;
  isTyping: boolean;
  at: number;
}

/** Something a correct program never does, however badly the network behaves (section 12). */
export interface Violation {
  rule: "callback_data_missing" | "callback_data_repeated" | "free_form_outside_window";
  at: number;
  phoneNumberId: string;
  callbackData: string | undefined;
  /** Of the accepted send; undefined if it was refused. */
  wamid: string | undefined;
}

/** Everything that was sent, and what was wrong with it. */
export interface SendLog {
  accept(send: AcceptedSend, window: { needed: boolean; open: boolean }): void;
  /** A free-form send refused because the window was closed: refused, and still a violation. */
  refusedOutsideWindow(violation: Omit<Violation, "rule" | "wamid">): void;
  receipt(receipt: Receipt): void;
  byWamid(wamid: string): AcceptedSend | undefined;
  accepted(): readonly AcceptedSend[];
  receipts(): readonly Receipt[];
  violations(): readonly Violation[];
}

/** Creates an empty log. */
export function createSendLog(): SendLog {
  const sends: AcceptedSend[] = [];
  const wamids = new Map<string, AcceptedSend>();
  const seenCallbackData = new Set<string>();
  const receipts: Receipt[] = [];
  const violations: Violation[] = [];
  return {
    accept: (send, window) => {
      sends.push(send);
      wamids.set(send.wamid, send);
      const { at, phoneNumberId, callbackData, wamid } = send;
      const note = (rule: Violation["rule"]): void =>
        void violations.push({ rule, at, phoneNumberId, callbackData, wamid });
      if (callbackData === undefined) note("callback_data_missing");
      else if (seenCallbackData.has(callbackData)) note("callback_data_repeated");
      else seenCallbackData.add(callbackData);
      if (window.needed && !window.open) note("free_form_outside_window");
    },
    refusedOutsideWindow: (violation) =>
      void violations.push({ ...violation, rule: "free_form_outside_window", wamid: undefined }),
    receipt: (receipt) => void receipts.push(receipt),
    byWamid: (wamid) => wamids.get(wamid),
    accepted: () => sends,
    receipts: () => receipts,
    violations: () => violations,
  };
}
