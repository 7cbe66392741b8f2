import type { WorkspaceId } from "../../domain/ids.ts";
import type { OutgoingContent } from "../../domain/sending/outgoing.ts";
import type { ConversationRow } from "../../store/reader.ts";
import type { HttpDeps } from "../deps.ts";
import type { FieldError } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";

/** What a message is resolved with: whom it goes to, and where files and messages are looked up. */
export interface SendContext {
  workspaceId: WorkspaceId;
  row: ConversationRow;
  now: number;
  store: HttpDeps["store"];
}

/** Why a message is not sent. Fields are those of the message: `caption`, or empty for all of it. */
export interface Unsendable {
  kind: "unsendable";
  code: ProblemCode;
  errors: FieldError[];
}

/** What the agent asked for, as it goes out. */
export type ResolvedContent = { kind: "content"; content: OutgoingContent } | Unsendable;

export function unsendable(code: ProblemCode, field: string, rule: string): Unsendable {
  return { kind: "unsendable", code, errors: [{ field, rule }] };
}
