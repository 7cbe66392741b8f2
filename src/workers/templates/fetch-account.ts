import type { GraphTemplates } from "../../channels/whatsapp/graph/templates.ts";
import type { Clock } from "../../clock.ts";
import type { ClaimedSync, TemplateSyncProblem } from "../../domain/template/template-sync.ts";
import type { TemplateStore } from "../../store/template-store.ts";

/** Templates on a page; fewer when it failed before, in case the answer was too much. */
const PAGE = 100;
const SMALL_PAGE = 25;
/** Pages of one listing: 10,000 templates, where WhatsApp lets an account have 6,000. */
const PAGES_MAX = 100;
/** Names that are asked for one by one when they are missing from the list. The rest has its turn next time. */
const MISSING_MAX = 50;

export interface FetchAccountDeps {
  store: Pick<TemplateStore, "putTemplates" | "deleteTemplates" | "unseenTemplates">;
  graph: Pick<GraphTemplates, "list">;
  clock: Clock;
  /** No further call is begun at or after this. */
  endsAt: number;
}

export interface FetchedAccount {
  /** Null when everything that was claimed is here. */
  problem: Pick<TemplateSyncProblem, "kind" | "code"> | null;
  calls: number;
  /** Whether more templates are missing than were asked for. */
  isBehind: boolean;
}

/** Fetches what was claimed, page by page, and notes which templates are gone. Each page stands as soon as it is here. */
export async function fetchAccount(
  deps: FetchAccountDeps,
  claimed: ClaimedSync,
  accessToken: string,
): Promise<FetchedAccount> {
  const listing = new Listing(deps, claimed, accessToken);
  const problem = claimed.all ? await listing.fetchAll() : await listing.fetchNames(claimed.names);
  return { problem, calls: listing.calls, isBehind: listing.isBehind };
}

type Problem = FetchedAccount["problem"];

class Listing {
  readonly #deps: FetchAccountDeps;
  readonly #claimed: ClaimedSync;
  readonly #accessToken: string;
  calls = 0;
  isBehind = false;

  constructor(deps: FetchAccountDeps, claimed: ClaimedSync, accessToken: string) {
    this.#deps = deps;
    this.#claimed = claimed;
    this.#accessToken = accessToken;
  }

  /**
   * Everything. What is not in the list is not taken for gone: while pages are read, templates move from one to another. It is asked for by
   * its name.
   */
  async fetchAll(): Promise<Problem> {
    const { store, clock } = this.#deps;
    const { workspaceId, wabaId } = this.#claimed;
    const since = clock.now();
    const problem = await this.#fetch(null);
    if (problem !== null) return problem;
    const query = { since, limit: MISSING_MAX + 1 };
    const missing = await store.unseenTemplates(workspaceId, wabaId, query);
    this.isBehind = missing.length > MISSING_MAX;
    return this.fetchNames(missing.slice(0, MISSING_MAX));
  }

  async fetchNames(names: readonly string[]): Promise<Problem> {
    const { store, clock } = this.#deps;
    const { workspaceId, wabaId } = this.#claimed;
    for (const name of names) {
      const unseenSince = clock.now();
      const problem = await this.#fetch(name);
      if (problem !== null) return problem;
      const gone = { wabaId, names: [name], unseenSince, at: clock.now() };
      await store.deleteTemplates(workspaceId, gone);
    }
    return null;
  }

  async #fetch(name: string | null): Promise<Problem> {
    const { graph, store, clock, endsAt } = this.#deps;
    const { workspaceId, wabaId, failures } = this.#claimed;
    const limit = failures === 0 ? PAGE : SMALL_PAGE;
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const fetchedAt = clock.now();
      if (fetchedAt >= endsAt) return { kind: "unclear", code: null };
      this.calls += 1;
      const answer = await graph.list({
        wabaId,
        accessToken: this.#accessToken,
        name,
        after,
        limit,
      });
      if (answer.kind === "failed") return { kind: answer.problem, code: answer.code };
      const place = { workspaceId, wabaId, fetchedAt, deletedAt: null };
      await store.putTemplates(answer.templates.map((listed) => ({ ...listed, ...place })));
      if (answer.after === null) return null;
      ({ after } = answer);
    }
    return { kind: "unclear", code: null };
  }
}
