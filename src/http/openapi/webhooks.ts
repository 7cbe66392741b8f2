import { RETRY_SCHEDULES } from "../../channels/endpoint/retry-schedule.ts";
import { EVENT_TYPES, type EventType } from "../../domain/events.ts";
import { dataNameOf, EVENT_CATALOGUE } from "../event-catalogue/catalogue.ts";
import type { OpenapiBody, OpenapiDocument, OpenapiParameter, OpenapiWebhook } from "./shape.ts";

/*
 * What is posted to endpoints: one webhook for each type of event. The three headers and the answers are the same for all.
 */

const header = (name: string, description: string, example: string): OpenapiParameter => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string", examples: [example] },
});

const HEADERS: Record<string, OpenapiParameter> = {
  WebhookId: header(
    "webhook-id",
    "The event's id: the same in every attempt, and in every replay. Take each once.",
    EVENT_CATALOGUE["conversation.closed"].example.id,
  ),
  WebhookTimestamp: header(
    "webhook-timestamp",
    "Time of this attempt, Unix seconds. Refuse what is more than five minutes off.",
    "1795384140",
  ),
  WebhookSignature: header(
    "webhook-signature",
    "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, with the bytes behind `whsec_` as the key and the body's exact bytes. While a secret is rotated there are two, with a space between them: one that fits is enough.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
};

const ANSWERS: Record<string, OpenapiBody> = {
  Taken: {
    description: "Taken: delivered, and never sent again by itself. The body is not looked at.",
  },
  Gone: {
    description:
      "The endpoint wants nothing any more: it is switched off at once (`disabledReason: gone`), and this delivery is dead.",
  },
  Repeated: {
    description: `Anything else, a redirect too, and no answer within 15 seconds: tried again after ${waits("28h")}, each drawn from 20 % around that; with \`ENDPOINT_RETRIES=75h\` after ${waits("75h")}. A \`Retry-After\` lengthens the wait, up to a day. After the last attempt the delivery is dead, until it is replayed. An endpoint that does nothing but fail for five days is switched off (\`disabledReason: failing\`).`,
  },
};

/** The document with its webhooks. */
export function withWebhooks(document: OpenapiDocument): OpenapiDocument {
  const webhooks = Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: webhookOf(type) }]));
  const components = { ...document.components, parameters: HEADERS, responses: ANSWERS };
  return { ...document, webhooks, components };
}

function webhookOf(type: EventType): OpenapiWebhook {
  const { means, when, rules, example } = EVENT_CATALOGUE[type];
  const follows = rules.length === 0 ? "" : `\n\nRules: ${rules.join(", ")}.`;
  const schema = {
    allOf: [
      { $ref: "#/components/schemas/Event" },
      {
        type: "object",
        properties: {
          type: { type: "string", const: type },
          data: { $ref: `#/components/schemas/${dataNameOf(type)}` },
        },
        required: ["type", "data"],
      },
    ],
  };
  return {
    operationId: `on${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: type,
    description: `${means}\n\n**When.** ${when}${follows}`,
    security: [],
    parameters: Object.keys(HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: { required: true, content: { "application/json": { schema, example } } },
    responses: {
      "2XX": { $ref: "#/components/responses/Taken" },
      "410": { $ref: "#/components/responses/Gone" },
      default: { $ref: "#/components/responses/Repeated" },
    },
  };
}

/** The waits of a schedule in words, without the first attempt's, which has none. */
function waits(schedule: keyof typeof RETRY_SCHEDULES): string {
  const words = RETRY_SCHEDULES[schedule].slice(1).map(inWords);
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

function inWords(ms: number): string {
  const [count, unit] =
    ms < 60_000 ? [ms / 1_000, "s"] : ms < 3_600_000 ? [ms / 60_000, "min"] : [ms / 3_600_000, "h"];
  return `${count} ${unit}`;
}
