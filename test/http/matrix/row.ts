import type { Scope } from "../../../src/domain/people/scope.ts";
import type { Demand, Name, Sight, Thread } from "./people.ts";

/** A route of the API, who may call it, and what it answers to those who may. */
export interface Row {
  /** As it is registered: `POST /v1/conversations/:id/close`. */
  route: string;
  demand: Demand;
  /** What a token must be good for; null: any will do. */
  scope: Scope | null;
  /** What the request names. */
  about: "conversation" | "contact" | "record" | "nothing";
  /** With values: `$id` is the object, `$n` another number in each request. Left out: the route itself, whose `:id` is the object. */
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** What a conversation must be to them. */
  needs?: "read" | "act";
  /** Status, and of a problem its code, for what they may see; `object` is how they stand to it. */
  done: string | ((object: string, name: Name) => string);
  /** For what they may not see. */
  hidden?: string;
  /** In place of the rule of `needs`. */
  instead?: (sight: Sight, thread: Thread) => string;
  /** What an administrator of another workspace is answered, when the path names a thing of this one. */
  elsewhere?: string;
}

/** A row of a route that names nothing whose owner matters. */
export function plain(
  route: string,
  demand: Demand,
  scope: Scope | null,
  rest: Partial<Row> & Pick<Row, "done">,
): Row {
  return { route, demand, scope, about: "nothing", ...rest };
}

/** What a request was answered: the status, and of a problem its code. */
export function answerOf(response: { statusCode: number; body: string }): string {
  const { statusCode, body } = response;
  if (statusCode < 400) return String(statusCode);
  return `${statusCode} ${(JSON.parse(body) as { code: string }).code}`;
}
