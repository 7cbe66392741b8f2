import swagger from "@fastify/swagger";
import type { FastifyInstance, RouteOptions } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { finishDocument } from "./finish.ts";
import type { OpenapiDocument } from "./shape.ts";
import { scopeOf } from "../access/rights.ts";

const DESCRIPTION = `
Ventana keeps conversations on WhatsApp: it takes webhooks, knows whose turn it is and how long the customer service window stays
open, and tells what happened as an ordered feed of events and as signed webhooks.

**Authentication.** \`Authorization: Bearer <token>\`. Tokens are never taken from the URL. A token is good for what its scopes say, within the
rights of its user; which scope a route needs stands beside it. Only conversations that the user may see are listed, counted, told of and found:
others are 404, as if they did not exist. What may be seen and not changed is 403.

**Bodies** are JSON objects of at most 256 KiB. Members that a route does not know are refused, by name.

**Times** are ISO 8601 in UTC. **Ids** are opaque strings.

**Pages.** Lists answer \`{ items, cursor }\`. Give \`cursor\` as \`?cursor=\` for the next page, with the same filter; it is null on the
last one. A cursor marks a place and not a number of rows: what comes or goes meanwhile neither repeats nor hides others.

**Growth.** Answers and events may gain members, and enumerations in them values: ignore what you do not know.

**Problems** are \`application/problem+json\` (RFC 9457) with a stable \`code\`. \`errors\` names each member that breaks a rule.
503 and 429 come with \`Retry-After\`.

**Limits.** A token, and a workspace, may make so many requests a minute as the operator has set; more are answered 429
\`request.too_many\`, which says how many those are. Calls from outside that start automations count apart, by automation and by
workspace. Webhooks of WhatsApp have no limit.

**Commands** are kept under their \`Idempotency-Key\`, so a request whose answer got lost can be repeated safely. 200: done.
409: not possible now, with the reason and the commands that are. 202: written, and not dealt with within five seconds.

**Webhooks to you** follow Standard Webhooks: verify \`webhook-signature\` over \`id.timestamp.body\`, and take each \`webhook-id\` once.
The body is an Event. Any 2xx within 15 seconds is success; 410 switches the endpoint off.
`.trim();

const TAGS = [
  { name: "Conversations", description: "What stands where, and what was said." },
  { name: "Commands", description: "What people ask of a conversation." },
  { name: "Events", description: "Everything that happened, in order." },
  { name: "Endpoints", description: "Receivers of events." },
  { name: "Media", description: "Files of messages, and the library of files to send." },
  { name: "Templates", description: "What WhatsApp has approved to be sent at any time." },
  { name: "Lines", description: "Connected WhatsApp numbers." },
  { name: "Users", description: "The people of the workspace, and whether they are there." },
  { name: "Tokens", description: "What programs and people call this API with." },
  { name: "Roles", description: "What people may do." },
  { name: "Teams", description: "Who shares what with whom." },
  { name: "Statuses", description: "Ways of being away." },
  {
    name: "Automations",
    description:
      "Flows as data: what starts them, their steps, their versions, and what each of their runs did and why.",
  },
  { name: "Workspace", description: "Plan, add-ons, and what they open." },
  { name: "Contacts", description: "The people outside." },
  { name: "Records", description: "Opportunities, activities and tasks of contacts." },
  { name: "Parked items", description: "What came in and found no place." },
  { name: "Dead entries", description: "What a defect of this program kept out of its place." },
  { name: "Notices", description: "News about templates, numbers and accounts." },
  { name: "WhatsApp", description: "What Meta calls." },
  { name: "Operations", description: "Probes and figures." },
];

type Transform = typeof jsonSchemaTransform;

/** Says beside each route which scope its right needs: OpenAPI 3.1 takes scopes of bearer tokens as role names. */
const withScopes: Transform = (document) => {
  const { schema, url } = jsonSchemaTransform(document);
  const { right } = (document.route as RouteOptions | undefined)?.config ?? {};
  if (right === undefined || schema === undefined) return { schema, url };
  const scope = scopeOf(right);
  return { schema: { ...schema, security: [{ token: scope === null ? [] : [scope] }] }, url };
};

/** Collects the routes that are registered from now on into one document, and answers it at `/openapi.json`. */
export function documentRoutes(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Ventana", version: "1.0.0", description: DESCRIPTION },
      servers: [{ url: "/", description: "This Ventana" }],
      tags: TAGS,
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer", description: "`vt_...`" },
        },
      },
      security: [{ token: [] }],
    },
    transform: withScopes,
    transformObject: (collected) =>
      finishDocument(jsonSchemaTransformObject(collected) as OpenapiDocument) as ReturnType<
        typeof jsonSchemaTransformObject
      >,
  });
  app.register(async (scope) => {
    let document: string | null = null;
    scope.get("/openapi.json", { schema: { hide: true } }, (_request, reply) => {
      document ??= JSON.stringify(app.swagger());
      return reply.type("application/json").send(document);
    });
  });
}
