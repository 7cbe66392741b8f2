import type { Actor } from "../domain/actor.ts";
import type { UserId } from "../domain/ids.ts";
import type { Chosen } from "../domain/conversation/commands.ts";
import type { EffectiveSettings } from "../domain/line.ts";

/**
 * What is offered to the conversation machine. Facts are past tense, commands imperative, deadlines `timer.*`: named events
 * rather than XState's `after`, so that stored deadlines survive renames and path generation works (architecture section 3).
 *
 * `at` is the time of the step: when the entry was received, or when the deadline was due. The machine knows no other clock.
 */
export type MachineEvent = { at: number; actor: Actor; settings: EffectiveSettings } & (
  | {
      type: "message.received";
      messageId: string;
      /** See `Facts.lastInboundFrom`. */
      from: string | null;
      /** Provider time, clamped: decides the window. */
      occurredAt: number;
      /** When the team can see it: the auto-close clock starts here, so that a delay of ours closes nothing unseen. */
      visibleAt: number;
      contactOwnerId: UserId | null;
      adId: string | null;
    }
  /** A call that counts for the window (WhatsApp section 7). */
  | { type: "call.received"; from: string | null; occurredAt: number }
  /** The business wrote from its phone app. */
  | { type: "message.echoed"; occurredAt: number }
  | { type: "message.send"; freeForm: boolean }
  | {
      type: "conversation.close";
      description: string;
      reasonCode: string | null;
      /** Whether the next opening by the contact fires the trigger. */
      rearm: boolean;
    }
  | { type: "conversation.reopen" }
  | {
      type: "conversation.assign";
      ownerId: UserId | null;
      markUnread: boolean;
      /** How an automation came to choose the owner, for people to read. Not there: the owner was named. */
      chosen?: Chosen;
    }
  /** Who talks: people only from now on, or whoever has something to say. */
  | { type: "automations.pause" }
  | { type: "automations.resume" }
  | { type: "conversation.read" }
  | { type: "conversation.unread" }
  /** WhatsApp refused a free-form message: error 131047. */
  | { type: "window.refuted"; occurredAt: number }
  | { type: "timer.windowClosing"; dueAt: number }
  | { type: "timer.windowExpired"; dueAt: number }
  | { type: "timer.autoClose"; dueAt: number }
  | { type: "timer.pickup"; dueAt: number }
);

/** The machine events of one type. */
export type EventOf<T extends MachineEvent["type"]> = Extract<MachineEvent, { type: T }>;
