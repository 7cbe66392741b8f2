import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import type { Template } from "../../../src/domain/template/template.ts";
import { LINE, T0 } from "../../support/builders.ts";
import { aNewContact } from "../../support/contacts.ts";
import { aTemplate } from "../../support/templates.ts";
import type { Bench } from "./bench.ts";
import type { SentView } from "./sending.ts";
import { textMessage, webhook } from "./webhooks.ts";

/** A number of Mexico, in the form that WhatsApp gives it. */
export const ANA = "5215555550001";

export interface Started extends SentView {
  contact: { id: string; name: string; waId: string | null };
  [member: string]: unknown;
}

/** The template `Hola {{1}}`, as a start asks for it. */
export function askedTemplate(changes: object = {}) {
  const firstName = { kind: "field", field: "firstName", default: "amigo" };
  return { name: "order_ready", language: "es_MX", bindings: { "body.1": firstName }, ...changes };
}

/** What tests of starting do again and again. */
export function starting(bench: () => Bench) {
  const start = (body: object, headers: Record<string, string> = {}) =>
    bench().ask(
      "POST",
      "/v1/conversations",
      { line: LINE, template: askedTemplate(), ...body },
      headers,
    );
  return {
    start,
    /** A start that must have been answered with 201. */
    async started(body: object, headers: Record<string, string> = {}): Promise<Started> {
      const response = await start(body, headers);
      if (response.statusCode !== 201) throw new Error(response.body);
      return response.json<Started>();
    },
    put: (changes: Partial<Template> = {}) =>
      bench().store.putTemplates([aTemplate({ workspaceId: DEFAULT_WORKSPACE, ...changes })]),
    async conversations(): Promise<{ id: string }[]> {
      const list = await bench().ask("GET", "/v1/conversations");
      return list.json<{ items: { id: string }[] }>().items;
    },
    async eventTypes(): Promise<string[]> {
      const feed = await bench().ask("GET", "/v1/events");
      return feed.json<{ events: { type: string }[] }>().events.map(({ type }) => type);
    },
    hear: (from: string, at = T0, id = "wamid.9") =>
      bench().hear(webhook({ messages: [textMessage(id, { from, at })] })),
    /** Adds a contact of the CRM. */
    async crmContact(profile: Parameters<typeof aNewContact>[1], id = "ct_crm"): Promise<string> {
      const edit = aNewContact(id, profile, { workspaceId: DEFAULT_WORKSPACE });
      const saved = await bench().store.saveContact(edit);
      if (saved.kind !== "saved") throw new Error(saved.kind);
      return id;
    },
  };
}
