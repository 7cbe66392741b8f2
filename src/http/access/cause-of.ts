import type { FastifyRequest } from "fastify";
import type { Cause } from "../../domain/actor.ts";
import { principalOf } from "./auth.ts";

/** Why a request changes something of the CRM. */
export function causeOf(request: FastifyRequest): Cause {
  const { userId } = principalOf(request);
  return { kind: "request", id: request.id, actor: { kind: "user", id: userId } };
}
