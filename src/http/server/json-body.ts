import type { FastifyInstance } from "fastify";
import { JSON_DEPTH_MAX, parseGuardedJson } from "../../channels/whatsapp/json-guard.ts";
import { duplicateMember } from "./duplicate-member.ts";
import { ProblemError } from "../problems/problem.ts";

/**
 * Makes JSON the only body there is, and parses it guarded: depth before parsing, no `__proto__`, no member twice
 * (reliability.md 4.3 and 4.5). An empty body is no body; whether a route needs one, its schema says.
 */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    (_request, bytes, done) => {
      try {
        done(null, bytes.length === 0 ? undefined : parseBody(bytes));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** @throws ProblemError */
function parseBody(bytes: Buffer): Record<string, unknown> {
  const parsed = parseGuardedJson(bytes);
  switch (parsed.kind) {
    case "not_json":
      throw new ProblemError("body.not_json");
    case "not_an_object":
      throw new ProblemError("body.not_an_object");
    case "too_deep":
      throw new ProblemError("body.too_deep", { detail: `At most ${JSON_DEPTH_MAX} levels.` });
    case "unsafe":
      throw new ProblemError("body.unsafe", { detail: "`__proto__` and the like are refused." });
    case "ok": {
      const name = duplicateMember(bytes.toString("utf8"));
      if (name === null) return parsed.value;
      throw new ProblemError("body.duplicate_member", {
        errors: [{ field: `body.${name}`, rule: "must stand once in its object" }],
      });
    }
  }
}
