/** The parts of an OpenAPI 3.1 document that are looked at here. */
export interface OpenapiDocument {
  paths?: Record<string, OpenapiPath>;
  components?: { schemas?: Record<string, unknown> };
  webhooks?: Record<string, OpenapiPath>;
}

const METHODS = ["get", "put", "post", "patch", "delete"] as const;

type OpenapiPath = Partial<Record<(typeof METHODS)[number], OpenapiOperation>>;

interface OpenapiOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: [];
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, { description: string }>;
}

/** What routes' schemas cannot say: the webhook's raw body, what we post to others, what the plain successes mean. */
export function finishDocument(collected: OpenapiDocument): OpenapiDocument {
  dropUnusedSchemas(collected);
  const document = withPlainNames(collected);
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of METHODS) describeSuccess(path[method]);
  }
  const webhook = document.paths?.["/webhooks/whatsapp"]?.post;
  if (webhook !== undefined) Object.assign(webhook, WEBHOOK_REQUEST);
  return { ...document, webhooks: OUTGOING };
}

const DONE: Readonly<Record<string, string>> = {
  200: "Done.",
  201: "Made; `Location` says where.",
  202: "Taken on.",
  204: "Done; there is nothing to say.",
  503: "Not now.",
};

function describeSuccess(operation: OpenapiOperation | undefined): void {
  for (const [status, response] of Object.entries(operation?.responses ?? {})) {
    if (response.description !== "Default Response") continue;
    response.description = DONE[status] ?? "Done.";
  }
}

/** Each named schema is written for either direction. What an unused one names may become unused. */
function dropUnusedSchemas(document: OpenapiDocument): void {
  const schemas = document.components?.schemas ?? {};
  const isUnused = (name: string) =>
    name.endsWith("Input") && !JSON.stringify(document).includes(refTo(name));
  for (let unused = true; unused;) {
    const names = Object.keys(schemas).filter(isUnused);
    for (const name of names) delete schemas[name];
    unused = names.length > 0;
  }
}

/** What is only ever given, and never answered, needs no name that says so. */
function withPlainNames(document: OpenapiDocument): OpenapiDocument {
  let text = JSON.stringify(document);
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    const plain = name.replace(/Input$/, "");
    if (plain === name || text.includes(refTo(plain))) continue;
    text = text.replaceAll(refTo(name), refTo(plain));
  }
  const renamed = JSON.parse(text) as OpenapiDocument;
  const schemas = renamed.components?.schemas ?? {};
  for (const [name, schema] of Object.entries(schemas)) {
    const plain = name.replace(/Input$/, "");
    if (plain === name || text.includes(refTo(name))) continue;
    schemas[plain] = schema;
    delete schemas[name];
  }
  return renamed;
}

function refTo(name: string): string {
  return `"#/components/schemas/${name}"`;
}

const WEBHOOK_REQUEST = {
  parameters: [
    {
      name: "x-hub-signature-256",
      in: "header",
      required: true,
      description: "`sha256=` and the HMAC-SHA256 of the raw body under the app's secret, in hex.",
      schema: { type: "string", pattern: "^sha256=[0-9a-f]{64}$" },
    },
  ],
  requestBody: {
    required: true,
    description: "A webhook of the WhatsApp Business Platform, whatever its content type.",
    content: {
      "application/json": {
        schema: { type: "object" },
        example: { object: "whatsapp_business_account", entry: [] },
      },
    },
  },
} satisfies OpenapiOperation;

const header = (name: string, description: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
});

const OUTGOING: Record<string, OpenapiPath> = {
  event: {
    post: {
      operationId: "receiveEvent",
      summary: "An event, posted to your endpoint",
      description: "Standard Webhooks. Repeated until you answer 2xx, with the same `webhook-id`.",
      security: [],
      parameters: [
        header("webhook-id", "The event's id. Take each once."),
        header("webhook-timestamp", "Time of this attempt, Unix seconds."),
        header("webhook-signature", "`v1,` and base64; several with spaces during a rotation."),
      ],
      requestBody: {
        required: true,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Event" } } },
      },
      responses: {
        "2XX": { description: "Taken." },
        "410": { description: "The endpoint is gone: it is switched off." },
      },
    },
  },
};
