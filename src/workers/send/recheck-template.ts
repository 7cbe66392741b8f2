import type { PostAnswer } from "../../channels/whatsapp/graph/message-answers.ts";
import type { Clock } from "../../clock.ts";
import type { Line } from "../../domain/line.ts";
import type { Send } from "../../domain/sending/send.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type { TemplateStore } from "../../store/template-store.ts";

/** WhatsApp's words for a template that is not as our copy has it: other parameters, another text, paused, disabled, gone (section 9). */
const STALE: ReadonlySet<number> = new Set([132_000, 132_001, 132_012, 132_015, 132_016]);

export interface RecheckTemplateDeps {
  store: Pick<TemplateStore, "requestTemplateSync">;
  doorbell: Pick<Doorbell, "ringTemplates">;
  clock: Clock;
}

/** Asks for a template to be fetched again when WhatsApp refused it for what it is. */
export async function recheckTemplate(
  { store, doorbell, clock }: RecheckTemplateDeps,
  { workspaceId, wabaId }: Pick<Line, "workspaceId" | "wabaId">,
  { send, answer }: { send: Send; answer: PostAnswer },
): Promise<void> {
  const { content } = send;
  const code = answer.kind === "refused" ? answer.error?.code : undefined;
  if (content.type !== "template" || code === undefined || !STALE.has(code)) return;
  const request = { names: [content.name], at: clock.now() };
  await store.requestTemplateSync(workspaceId, wabaId, request);
  doorbell.ringTemplates({ workspaceId, wabaId });
}
