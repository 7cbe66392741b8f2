import type { FastifyReply } from "fastify";
import { z } from "zod";
import { checkEndpointUrl, type EndpointUrlRule } from "../channels/endpoint/endpoint-url.ts";
import { generateSecret } from "../channels/endpoint/sign.ts";
import type { Ids } from "../ids.ts";
import type { HttpDeps } from "./deps.ts";
import { sendProblem } from "./problems/problem.ts";

const SECRET_BYTES = 32;

/** A signing secret, in the two answers that show one. */
export const secretSchema = z.string().meta({
  description: "Shown here and never again. Verifies `webhook-signature` (Standard Webhooks).",
  examples: ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
});

export function newSecret(ids: Pick<Ids, "bytes">): string {
  return generateSecret(ids.bytes(SECRET_BYTES));
}

export type CheckedUrl = { kind: "fine"; url: string } | { kind: "refused"; reply: FastifyReply };

/** What a URL has to be, and which setting of the operator makes more possible. */
const RULES: Record<EndpointUrlRule, string> = {
  length: "is too long",
  syntax: "must be an absolute URL",
  "user-info": "must not carry a user name or password",
  fragment: "must not carry a fragment (#)",
  scheme: "must begin with https://, unless the operator has set ENDPOINT_ALLOW_HTTP",
  port: "must have port 443, or one that the operator named in ENDPOINT_PORTS",
  address:
    "must lead to a public address, or into a network that the operator named in ENDPOINT_ALLOW",
};

/** The URL must be one that may be posted to (reliability.md 4.4); it is judged again at every connection. */
export async function checkUrl(
  text: string,
  reply: Pick<FastifyReply, "raw" | "request">,
  { endpoints }: HttpDeps,
): Promise<CheckedUrl> {
  const check = await checkEndpointUrl(text, endpoints.policy, endpoints.lookup);
  if (check.kind === "accepted") return { kind: "fine", url: check.url };
  const errors = [{ field: "body.url", rule: RULES[check.rule] }];
  const refused = sendProblem(reply, "endpoint.url_refused", { detail: check.message, errors });
  return { kind: "refused", reply: refused };
}

/** The rule that a URL breaks which is to be posted to; null when it keeps them all. */
export async function urlRule(
  text: string,
  { endpoints }: Pick<HttpDeps, "endpoints">,
): Promise<string | null> {
  const check = await checkEndpointUrl(text, endpoints.policy, endpoints.lookup);
  return check.kind === "accepted" ? null : RULES[check.rule];
}
