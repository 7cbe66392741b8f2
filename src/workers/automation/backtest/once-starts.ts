import type { RunRecord, StartClaim } from "../../../domain/automation/run.ts";
import type { AutomationLog } from "../../../domain/commit.ts";
import type { ContactId, ConversationId } from "../../../domain/ids.ts";

type First = StartClaim & Pick<RunRecord, "conversationId" | "startedAt">;

/**
 * Starts that happen once per contact, as one pass over the past finds them. Live, the one that comes first keeps the others away; but a backtest goes through
 * one conversation after another. So a pass is told what the pass before it has found, and when it finds the same everything is as it would have been.
 */
export class OnceStarts {
  readonly #before: ReadonlyMap<ContactId, ReadonlyMap<string, First>>;
  readonly #found = new Map<ContactId, Map<string, First>>();
  #isDoubled = false;

  constructor(before: OnceStarts | null) {
    this.#before = before === null ? new Map() : before.#found;
  }

  /** Starts of this contact that belong to other conversations than this one. */
  elsewhere(contactId: ContactId, conversationId: ConversationId): StartClaim[] {
    const firsts = this.#before.get(contactId)?.values() ?? [];
    return [...firsts].filter((first) => first.conversationId !== conversationId);
  }

  /** What has started in a conversation. */
  note({ claims, runs }: Pick<AutomationLog, "claims" | "runs">): void {
    for (const claim of claims) {
      const run = runs.find(({ id }) => id === claim.runId);
      if (run === undefined) continue;
      const { contactId, conversationId, startedAt } = run;
      const ofContact = this.#found.get(contactId) ?? new Map<string, First>();
      this.#found.set(contactId, ofContact);
      const known = ofContact.get(claim.key);
      this.#isDoubled ||= known !== undefined;
      if (known !== undefined && known.startedAt <= startedAt) continue;
      ofContact.set(claim.key, { ...claim, conversationId, startedAt });
    }
  }

  /** Nothing has started twice, and nothing was kept away by a start that does not happen. */
  get isSettled(): boolean {
    if (this.#isDoubled) return false;
    return [...this.#before].every(([contactId, firsts]) =>
      [...firsts.values()].every(
        ({ key, conversationId }) =>
          this.#found.get(contactId)?.get(key)?.conversationId === conversationId,
      ),
    );
  }
}
