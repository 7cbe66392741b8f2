import { addExamples } from "./add-examples.ts";
import { describe } from "./describe.ts";
import { dropUnusedSchemas, withPlainNames } from "./names.ts";
import { openAnswers } from "./open-answers.ts";
import { UPLOAD_REQUEST, WEBHOOK_REQUEST } from "./outside.ts";
import { operationsOf, type OpenapiDocument } from "./shape.ts";
import { withWebhooks } from "./webhooks.ts";

/** What routes' schemas cannot say: bodies that no schema reads, what we post to others, what the plain successes mean, examples. */
export function finishDocument(collected: OpenapiDocument): OpenapiDocument {
  dropUnusedSchemas(collected);
  const document = openAnswers(withPlainNames(collected));
  for (const { path, operation } of operationsOf(document)) describe(path, operation);
  Object.assign(document.paths?.["/webhooks/whatsapp"]?.post ?? {}, WEBHOOK_REQUEST);
  Object.assign(document.paths?.["/v1/media"]?.post ?? {}, UPLOAD_REQUEST);
  addExamples(document);
  return withWebhooks(document);
}
