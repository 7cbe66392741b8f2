import type { HttpDeps } from "../../../src/http/deps.ts";
import { mergeContacts } from "../../../src/crm/merge-contacts.ts";
import type { ContactProblem } from "../../../src/http/crm/save-contact.ts";
import type { AskedMerge } from "../outside/mergers.ts";
import { USERS } from "../outside/places.ts";

/** What the route of merge proposals does when one is accepted. */
export async function mergeAsked(
  asked: AskedMerge,
  deps: Pick<HttpDeps, "store" | "doorbell" | "clock">,
): Promise<"merged" | ContactProblem["code"]> {
  const actor = { kind: "user", id: USERS[0] } as const;
  const cause = { kind: "request", id: `${asked.from} into ${asked.into}`, actor } as const;
  const context = { cause, at: deps.clock.now() };
  const merged = await mergeContacts<never>(
    { ...asked, type: "contact.merged", context },
    () => null,
    deps,
  );
  return "code" in merged ? merged.code : "merged";
}
