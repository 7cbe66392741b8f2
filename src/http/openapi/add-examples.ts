import { EVENT_TYPES } from "../../domain/events.ts";
import { dataNameOf, EVENT_CATALOGUE } from "../event-catalogue/catalogue.ts";
import { exampleOf } from "./example-of.ts";
import { ANSWER_EXAMPLES, BODY_EXAMPLES } from "./examples/by-operation.ts";
import { CRM_EXAMPLES } from "./examples/crm.ts";
import { INBOX_EXAMPLES } from "./examples/inbox.ts";
import { PEOPLE_EXAMPLES } from "./examples/people.ts";
import { SETTINGS_EXAMPLES } from "./examples/settings.ts";
import { operationsOf, type OpenapiBody, type OpenapiDocument } from "./shape.ts";

const EXAMPLES: Readonly<Record<string, unknown>> = {
  ...INBOX_EXAMPLES,
  ...CRM_EXAMPLES,
  ...SETTINGS_EXAMPLES,
  ...PEOPLE_EXAMPLES,
  ...Object.fromEntries(
    EVENT_TYPES.map((type) => [dataNameOf(type), EVENT_CATALOGUE[type].example.data]),
  ),
};

const JSON_TYPE = /[/+]json$/;

/**
 * Gives each named schema the example of `examples/`, if it brings none, and each JSON body and answer one that is made of the examples in
 * it. What has none in the end is found by a test.
 */
export function addExamples(document: OpenapiDocument): void {
  const named = document.components?.schemas ?? {};
  for (const [name, schema] of Object.entries(named)) {
    const example = EXAMPLES[name] ?? exampleOf(schema, named);
    if (example !== undefined) schema.examples ??= [example];
  }
  for (const { operation } of operationsOf(document)) {
    const { operationId = "", requestBody, responses = {} } = operation;
    exemplify(requestBody, named, BODY_EXAMPLES[operationId]);
    for (const [status, answer] of Object.entries(responses)) {
      exemplify(answer, named, status < "300" ? ANSWER_EXAMPLES[operationId] : undefined);
    }
  }
}

function exemplify(
  body: OpenapiBody | undefined,
  named: Parameters<typeof exampleOf>[1],
  given: unknown,
): void {
  for (const [type, media] of Object.entries(body?.content ?? {})) {
    const isDone = media.example !== undefined || media.examples !== undefined;
    if (isDone || media.schema === undefined || !JSON_TYPE.test(type)) continue;
    const example = given ?? exampleOf(media.schema, named);
    if (example !== undefined) media.example = example;
  }
}
