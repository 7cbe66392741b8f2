import type { EffectResult, EffectTask, NewEffect } from "../../../domain/automation/effect.ts";
import type { FlowTemplate } from "../../../domain/automation/message.ts";
import { automationKey } from "../../../domain/automation/run.ts";
import type { Command } from "../../../domain/conversation/commands.ts";
import type { UserId } from "../../../domain/ids.ts";
import { commandEntry, type EntryInput, type IntakeEntry } from "../../../domain/intake/intake.ts";
import { sendIdOf } from "../../../domain/ids.ts";
import { sendResultKey } from "../../../domain/sending/send.ts";
import type { OutgoingTemplate } from "../../../domain/sending/outgoing.ts";

/** Whom a step would choose, among those who can have it, while the conversation is this owner's; null: there is nobody. */
export type Choose = (
  task: EffectTask & { kind: "assign" },
  effect: Pick<NewEffect, "flowId" | "stepId">,
  ownerId: UserId | null,
) => UserId | null;

/** What had to be assumed, because nobody did it: how often. */
export interface Assumed {
  /** Webhooks: an empty answer. */
  webhooks: number;
  /** Responders: that they had nothing to say. */
  responders: number;
  /** Opportunities that were looked up: that they were as they are now. */
  opportunities: number;
  /** Changes of the CRM: that they were done. */
  crm: number;
  /** Whose turn it was: by those who are there now. */
  picks: number;
}

/** What answers are made of, and where it is counted that they are no real ones. */
interface StandInWorld {
  choose: Choose;
  ownerId: UserId | null;
  contactOwnerId: UserId | null;
  opportunity: Readonly<Record<string, string>>;
  assumed: Assumed;
}

export function nothingAssumed(): Assumed {
  return { webhooks: 0, responders: 0, opportunities: 0, crm: 0, picks: 0 };
}

/** What stands in for the world, when a run of a rehearsal asks for something that nobody ever did: it is done at once. */
export function standIn(
  effect: NewEffect,
  { conversationId, workspaceId, at }: { conversationId: string; workspaceId: string; at: number },
  world: StandInWorld,
): IntakeEntry {
  const key = automationKey(effect.id);
  const { depth } = effect;
  const actor = { kind: "automation", id: effect.flowId } as const;
  const place = { workspaceId, conversationId, key };
  const end = endOf(effect, world);
  if (end.kind === "command") {
    const { command } = end;
    return { ...commandEntry({ ...place, command, actor, depth, receivedAt: at }), seq: 0 };
  }
  return {
    ...place,
    seq: 0,
    occurredAt: at,
    receivedAt: at,
    cause: { kind: "automation", id: key, actor, depth },
    input: { kind: "effectResult", effectId: effect.id, result: end.result },
  };
}

type End = { kind: "command"; command: Command } | { kind: "result"; result: EffectResult };

const DONE: End = { kind: "result", result: { kind: "done", vars: {} } };

function endOf(
  effect: NewEffect,
  { choose, ownerId, contactOwnerId, opportunity, assumed }: StandInWorld,
): End {
  const { task } = effect;
  switch (task.kind) {
    case "send": {
      const messages = task.messages.map((content) => ({ content, replyToId: null }));
      return command({ name: "send", messages, refused: [], lease: task.lease });
    }
    case "sendTemplate": {
      const messages = [{ content: templateOf(task.template), replyToId: null }];
      return command({ name: "send", messages, refused: [], lease: task.lease });
    }
    case "assign": {
      assumed.picks++;
      const { to } = task;
      const isOwners = to.kind === "contactOwner" && contactOwnerId !== null;
      const named = isOwners ? { kind: "user" as const, userId: contactOwnerId } : to;
      const userId = choose({ ...task, to: named }, effect, ownerId);
      if (userId === null) return { kind: "result", result: { kind: "nobody" } };
      return command({
        name: "assign",
        target: { kind: "user", userId },
        markUnread: task.markUnread,
        ...(task.onlyIfUnassigned ? { expectedOwnerId: null } : {}),
      });
    }
    case "respond":
      assumed.responders++;
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the contract; it is never a function
      return { kind: "result", result: { kind: "answered", texts: [], then: "done" } };
    case "webhook":
      assumed.webhooks++;
      return DONE;
    case "lookUpOpportunity":
      assumed.opportunities++;
      return { kind: "result", result: { kind: "done", vars: opportunity } };
    case "setField":
    case "createContact":
    case "createRecord":
      assumed.crm++;
      return DONE;
  }
}

/** WhatsApp takes a message at once. */
export function acceptance(message: {
  workspaceId: string;
  conversationId: string;
  messageId: string;
  at: number;
}): IntakeEntry {
  const { workspaceId, conversationId, messageId, at } = message;
  const sendId = sendIdOf(conversationId, messageId);
  const result = { kind: "accepted", sourceId: `rehearsed.${sendId}` } as const;
  const key = sendResultKey(sendId, result);
  const input: EntryInput = { kind: "sendResult", sendId, messageId, targetId: null, result };
  return {
    workspaceId,
    conversationId,
    key,
    seq: 0,
    occurredAt: at,
    receivedAt: at,
    cause: { kind: "send", id: key, actor: { kind: "system", id: "whatsapp" } },
    input,
  };
}

/** What it would say stands in the template itself, which nobody has looked up. */
function templateOf({ name, language }: FlowTemplate): OutgoingTemplate {
  return { type: "template", name, language, category: "", components: [], text: name, values: {} };
}

function command(given: Command): End {
  return { kind: "command", command: given };
}
