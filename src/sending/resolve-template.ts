import { summaryOf, type Contact } from "../domain/contact/contact.ts";
import type { Line } from "../domain/line.ts";
import { AUTHENTICATION, type Template } from "../domain/template/template.ts";
import { obstacleOf, type TemplateObstacle } from "../domain/template/obstacle.ts";
import { bindFor } from "./bind-for.ts";
import type { AskedTemplate } from "../domain/template/asked-template.ts";
import { unsendable, type ResolvedContent, type SendContext } from "./resolution.ts";

/** Whom a template is for: somebody who may not be a contact yet, but then has this number. */
export interface Addressee {
  line: Pick<Line, "wabaId">;
  contact: Contact | null;
}

/** A template as a message: whether it can be sent now (R7.1, Q31), filled for the contact, and frozen (Q34). */
export async function resolveTemplate(
  { name, language, bindings }: Omit<AskedTemplate, "type">,
  { line, contact }: Addressee,
  {
    store,
    workspaceId,
    sender,
    now,
  }: Pick<SendContext, "store" | "workspaceId" | "sender" | "now">,
): Promise<ResolvedContent> {
  const { wabaId } = line;
  const template = await store.templateByKey(workspaceId, { wabaId, name, language });
  if (template === null) {
    return notSendable(
      "is no template of this line in this language; `GET /v1/templates` lists those there are",
    );
  }
  const obstacle = obstacleOf(template);
  if (obstacle !== null) return notSendable(ruleOf(obstacle));
  if (needsPhone(template) && contact !== null && summaryOf(contact).waId === null) {
    return unsendable("template.needs_phone", "name", "carries a code, which goes to numbers only");
  }
  const bound = await bindFor({ template, bindings, contact, sender, now }, store);
  if (bound === null) return notSendable("has parts that cannot be sent");
  if (bound.content !== null) return { kind: "content", content: bound.content };
  const errors = bound.problems.map(({ slot, rule }) => ({ field: `bindings.${slot}`, rule }));
  return { kind: "unsendable", code: "template.incomplete", errors };
}

/** WhatsApp sends codes to no user id (131062). */
function needsPhone({ category }: Template): boolean {
  return category === AUTHENTICATION;
}

function notSendable(rule: string): ResolvedContent {
  return unsendable("template.not_sendable", "name", rule);
}

/** What keeps it from being sent, in words. */
function ruleOf(obstacle: TemplateObstacle): string {
  switch (obstacle.reason) {
    case "deleted":
      return "is gone at WhatsApp";
    case "status":
      return `has the status ${obstacle.status} at WhatsApp`;
    case "unsupported":
      return `cannot be sent from here: ${obstacle.reasons.join("; ")}`;
  }
}
