import type { Effect } from "../../domain/automation/effect.ts";
import { askResponder, type ResponderDeps } from "./ask-responder.ts";
import { assignEffect, type AssignDeps } from "./assign-effect.ts";
import { callWebhook } from "./call-webhook.ts";
import { createContact, type CreateContactDeps } from "./create-contact.ts";
import { createRecord, type CreateRecordDeps } from "./create-record.ts";
import type { EffectEnd } from "./effect-end.ts";
import { lookUpOpportunity } from "./look-up-opportunity.ts";
import { prepareMessages, type MessageDeps } from "./prepare-messages.ts";
import { setField } from "./set-field.ts";

export interface CarryOutDeps
  extends MessageDeps, AssignDeps, CreateContactDeps, CreateRecordDeps, ResponderDeps {
  store: MessageDeps["store"] &
    AssignDeps["store"] &
    CreateContactDeps["store"] &
    CreateRecordDeps["store"] &
    ResponderDeps["store"] &
    Parameters<typeof lookUpOpportunity>[1]["store"] &
    Parameters<typeof setField>[2]["store"];
}

/** Does what an effect asks for, or makes it ready for its conversation. Rejects when the store does, and over defects of ours. */
export function carryOut(effect: Effect, deps: CarryOutDeps): Promise<EffectEnd> {
  const { task } = effect;
  switch (task.kind) {
    case "send":
      return prepareMessages(task, effect, deps);
    case "sendTemplate": {
      const messages = [{ ...task.template, type: "template" }];
      return prepareMessages({ messages, lease: task.lease }, effect, deps);
    }
    case "assign":
      return assignEffect(task, effect, deps);
    case "lookUpOpportunity":
      return lookUpOpportunity(effect, deps);
    case "setField":
      return setField(task, effect, deps);
    case "createContact":
      return createContact(task, effect, deps);
    case "createRecord":
      return createRecord(task, effect, deps);
    case "webhook":
      return callWebhook(task, effect, deps);
    case "respond":
      return askResponder(task, effect, deps);
  }
}
