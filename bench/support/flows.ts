import type { Flow, FlowVersion } from "../../src/domain/automation/flow.ts";
import { flowDefinitionSchema } from "../../src/domain/automation/flow.ts";
import type { SwitchedOn } from "../../src/domain/automation/make-flow-book.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";

/** A flow that is switched on. */
export function liveFlow(
  id: string,
  written: Record<string, unknown>,
  createdAt: number,
): SwitchedOn {
  const steps = written["steps"] as { id: string }[];
  const definition = flowDefinitionSchema.parse({ name: id, first: steps[0]?.id, ...written });
  const flow: Flow = {
    workspaceId: DEFAULT_WORKSPACE,
    id,
    name: id,
    newestVersion: 1,
    liveVersion: 1,
    liveSince: createdAt,
    stopRunsBefore: null,
    hookHash: null,
    secrets: [],
    revision: 1,
    createdAt,
    updatedAt: createdAt,
  };
  const live: FlowVersion = {
    workspaceId: DEFAULT_WORKSPACE,
    flowId: id,
    version: 1,
    definition,
    createdBy: null,
    createdAt,
  };
  return { flow, live };
}

const NOTE = [{ id: "note", do: "note", text: "Hola" }];

/** Flows of all kinds, none of which a plain message on the benchmarks' line can start: by other words, on other lines, for other ads and events. */
export function otherFlows(count: number, at: number): SwitchedOn[] {
  return Array.from({ length: count }, (_, index) => {
    const kinds = [
      {
        start: {
          on: "message.received",
          match: { kind: "keyword", words: [`oferta${index}`, `promo ${index}`] },
        },
      },
      {
        start: { on: "message.received", match: { kind: "any" } },
        scope: { lines: [`9${index}`] },
      },
      { start: { on: "conversation.started_by_contact" }, scope: { adIds: [`ad${index}`] } },
      { start: { on: "conversation.tagged", tags: [`tag${index}`] } },
      { start: { on: "message.received", match: { kind: "button", ids: [`b${index}`] } } },
      { start: { on: "manual" } },
      { start: { on: "message.failed" } },
      { start: { on: "window.expired" }, scope: { lines: [`8${index}`] } },
    ];
    return liveFlow(`flow_${index}`, { ...kinds[index % kinds.length], steps: NOTE }, at + index);
  });
}

/** Greets whoever starts a conversation, and waits for an answer. */
export const WELCOME = {
  start: { on: "conversation.started_by_contact" },
  steps: [
    {
      id: "hello",
      do: "send",
      messages: [{ type: "text", text: "Hola {{contact.firstName|amigo}}" }],
      next: "wait",
    },
    {
      id: "wait",
      do: "wait",
      for: { kind: "event", events: ["answer", "close"], timeoutMs: 3_600_000 },
      next: "mark",
      onTimeout: "remind",
    },
    { id: "mark", do: "tag", tags: ["interesado"], next: null },
    {
      id: "remind",
      do: "sendTemplate",
      template: { name: "recordatorio", language: "es_MX" },
      next: null,
    },
  ],
};
