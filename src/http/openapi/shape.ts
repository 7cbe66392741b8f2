import type { ExampledSchema } from "./example-of.ts";

/** The parts of an OpenAPI 3.1 document that are looked at here. */
export interface OpenapiDocument {
  paths?: Record<string, OpenapiPath>;
  components?: {
    schemas?: Record<string, ExampledSchema>;
    parameters?: Record<string, OpenapiParameter>;
    responses?: Record<string, OpenapiBody>;
  };
  webhooks?: Record<string, { post: OpenapiWebhook }>;
}

/** In the order in which a path tells them. */
export const METHODS = ["get", "put", "post", "patch", "delete"] as const;

export type OpenapiPath = Partial<Record<(typeof METHODS)[number], OpenapiOperation>>;

export interface OpenapiOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: [];
  parameters?: OpenapiParameter[];
  requestBody?: OpenapiBody;
  responses?: Record<string, OpenapiBody>;
}

/** What is posted to others; headers and answers are components, because all webhooks share them. */
export interface OpenapiWebhook extends Omit<OpenapiOperation, "parameters" | "responses"> {
  parameters: Reference[];
  responses: Record<string, Reference>;
}

interface Reference {
  $ref: string;
}

export interface OpenapiParameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: unknown;
}

/** Of a request or an answer. */
export interface OpenapiBody {
  description?: string;
  required?: boolean;
  content?: Record<string, OpenapiMedia>;
}

export interface OpenapiMedia {
  schema?: ExampledSchema;
  example?: unknown;
  examples?: unknown;
}

/** Every operation of a document, with its path. */
export function operationsOf(
  document: OpenapiDocument,
): { path: string; operation: OpenapiOperation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [{ path, operation }];
    }),
  );
}
