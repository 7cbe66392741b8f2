import type { Clock } from "./clock.ts";
import type { Template, TemplateShelf } from "./cloud-api/templates.ts";
import type { Contact, Said } from "./contact.ts";
import type { IdMint } from "./ids.ts";
import { echoUpdate } from "./payloads/coexistence.ts";
import { text, type Content } from "./payloads/content.ts";
import type { JsonObject } from "./payloads/json.ts";
import { templateStatusUpdate } from "./payloads/template-events.ts";
import type { LineRef, Update } from "./payloads/update.ts";

/** A template in the words of somebody who writes one. */
export interface TemplateDraft {
  name: string;
  /** The API's form, `es_MX`. Default that. */
  language?: string;
  body: string;
  /** What it has besides its body, such as a header and buttons. */
  components?: JsonObject[];
  category?: Template["category"];
  /** Default APPROVED. */
  status?: string;
  parameterFormat?: Template["parameterFormat"];
}

/** A business number as the simulator plays it. Can be passed wherever a `LineRef` is asked for. */
export interface SimulatedLine extends LineRef {
  /** The token that may send from it. */
  readonly accessToken: string;
  /** Somebody answers on the phone app: a coexistence echo. Says nothing about the window. */
  echoes(contact: Contact, what: string | Content, at?: number): Said;
  /** Adds a template to the account, without a webhook. */
  addsTemplate(draft: TemplateDraft): Template;
  /** Changes a template's status and tells it by webhook, as happens in the middle of a campaign. */
  changesTemplate(name: string, event: string, language?: string): void;
  /** Deletes a template, without a webhook. */
  removesTemplate(name: string, language?: string): void;
}

const defaultLanguage = "es_MX";

/** Statuses that an event leads to when they are not the same word (section 11). */
const statusAfter: Record<string, string> = { REINSTATED: "APPROVED", FLAGGED: "APPROVED" };

/** Creates a line. Entering it in the API's world is the caller's part. */
export function createLine(
  ref: LineRef,
  accessToken: string,
  world: { clock: Clock; ids: IdMint; templates: TemplateShelf; emit: (update: Update) => void },
): SimulatedLine {
  const { clock, ids, templates, emit } = world;
  return {
    ...ref,
    accessToken,
    echoes: (contact, what, at = clock.now()) => {
      const content = typeof what === "string" ? text(what) : what;
      const id = ids.wamid(contact.profile.waId ?? "10000000000", "out");
      const update = echoUpdate({ line: ref, to: contact.identity(), id, at, content });
      emit(update);
      return { id, at, key: update.key };
    },
    addsTemplate: (draft) => {
      const template: Template = {
        id: ids.mediaId(),
        wabaId: ref.wabaId,
        name: draft.name,
        language: draft.language ?? defaultLanguage,
        category: draft.category ?? "UTILITY",
        status: draft.status ?? "APPROVED",
        parameterFormat: draft.parameterFormat ?? "POSITIONAL",
        components: [{ type: "BODY", text: draft.body }, ...(draft.components ?? [])],
      };
      templates.put(template);
      return template;
    },
    removesTemplate: (name, language = defaultLanguage) => {
      const template = templates.find(ref.wabaId, name, language);
      if (template !== undefined) templates.remove(template);
    },
    changesTemplate: (name, event, language = defaultLanguage) => {
      const template = templates.find(ref.wabaId, name, language);
      if (template === undefined) throw new Error(`the account has no template ${name}`);
      template.status = statusAfter[event] ?? event;
      const named = { wabaId: ref.wabaId, id: Number(template.id), name };
      const hyphened = language.replace("_", "-");
      emit(templateStatusUpdate({ ...named, language: hyphened }, clock.now(), { event }));
    },
  };
}
