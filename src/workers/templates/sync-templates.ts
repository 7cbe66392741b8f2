import type { GraphTemplates } from "../../channels/whatsapp/graph/templates.ts";
import type { Clock } from "../../clock.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type {
  ClaimedSync,
  SyncResult,
  TemplateSyncProblem,
} from "../../domain/template/template-sync.ts";
import type { Log } from "../../log.ts";
import type { SettingsStore } from "../../store/settings-store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { TemplateStore } from "../../store/template-store.ts";
import { fetchAccount, type FetchedAccount } from "./fetch-account.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const LEASE_MS = 5 * MINUTE_MS;
/** A turn ends well before its lease: one call may take as long as the difference. */
const TURN_MS = 4 * MINUTE_MS;
const SIDE_BY_SIDE = 4;
/**
 * At most 1,000 calls an hour and account: of the 5,000 that WhatsApp allows, others need some (WhatsApp section 10). A hundred may come at
 * once, so that what webhooks tell is fetched without waiting.
 */
const REST_PER_CALL_MS = HOUR_MS / 1_000;
const BURST_MS = 100 * REST_PER_CALL_MS;

export interface SyncTemplatesDeps {
  store: TemplateStore & Pick<SettingsStore, "lines">;
  graph: Pick<GraphTemplates, "list">;
  clock: Clock;
  log: Log;
  random: () => number;
  /** How often all templates of an account are fetched, in milliseconds. */
  everyMs: number;
  /** Aborted when the process stops: no further account is begun. */
  stopping?: AbortSignal;
}

/** Fetches what is due: of one account, or of all. Returns how many accounts had a turn. */
export type SyncTemplates = (
  of: { workspaceId: WorkspaceId; wabaId: string } | null,
) => Promise<number>;

/**
 * Brings templates from WhatsApp (WhatsApp section 11): those that webhooks speak of at once, and all of them now and then, because
 * webhooks may be missed. Runs again harmlessly, and in several processes at once: each account is claimed under a lease.
 */
export function createSyncTemplates(deps: SyncTemplatesDeps): SyncTemplates {
  const { store, clock, stopping } = deps;
  return async (of) => {
    for (let count = 0; ;) {
      if (stopping?.aborted === true) return count;
      const query = { of, now: clock.now(), leaseMs: LEASE_MS, limit: SIDE_BY_SIDE };
      const claimed = await store.claimTemplateSyncs(query);
      await Promise.all(claimed.map((one) => takeTurn(deps, one)));
      count += claimed.length;
      if (claimed.length < SIDE_BY_SIDE) return count;
    }
  };
}

async function takeTurn(deps: SyncTemplatesDeps, claimed: ClaimedSync): Promise<void> {
  const { store, log } = deps;
  const fetched = await attempt(deps, claimed);
  const result = resultOf(deps, claimed, fetched);
  await store.settleTemplateSync(claimed, result);
  if (result.kind === "done") return;
  const { workspaceId, failures } = claimed;
  const reason = result.problem.kind;
  const facts = { workspaceId, reason, attempt: failures + 1 };
  log.warn(facts, "Templates could not be fetched from WhatsApp; it is tried again");
}

/** With each token of the account's lines, until one is let in: one of them may have been revoked. */
async function attempt(deps: SyncTemplatesDeps, claimed: ClaimedSync): Promise<FetchedAccount> {
  const { store, clock, log } = deps;
  const { workspaceId, wabaId } = claimed;
  let fetched: FetchedAccount = { problem: NO_TOKEN, calls: 0, isBehind: false };
  try {
    const tokens = new Set<string>();
    for (const line of await store.lines(workspaceId)) {
      if (line.wabaId === wabaId && line.accessToken !== null) tokens.add(line.accessToken);
    }
    const endsAt = clock.now() + TURN_MS;
    for (const token of tokens) {
      const { calls } = fetched;
      fetched = await fetchAccount({ ...deps, endsAt }, claimed, token);
      fetched.calls += calls;
      if (fetched.problem?.kind !== "unauthorized") break;
    }
    return fetched;
  } catch (err) {
    if (err instanceof StoreUnavailableError) throw err;
    log.error({ err, workspaceId }, "Fetching templates went wrong here");
    return { ...fetched, problem: { kind: "unclear", code: null } };
  }
}

const NO_TOKEN = { kind: "no_token", code: null } as const;

function resultOf(
  { clock, random, everyMs }: SyncTemplatesDeps,
  { failures, restUntil: restedUntil }: ClaimedSync,
  { problem, calls, isBehind }: FetchedAccount,
): SyncResult {
  const at = clock.now();
  const spentUntil = Math.max(restedUntil + BURST_MS, at) + calls * REST_PER_CALL_MS;
  const restUntil = Math.ceil(spentUntil - BURST_MS);
  if (problem !== null) {
    const retryAt = Math.ceil(at + waitOf(problem, failures) * (1 + random() / 4));
    // Who asks meanwhile is served at once, with a new token perhaps; but never while WhatsApp has had enough.
    const rests = Math.max(restUntil, problem.kind === "throttled" ? retryAt : 0);
    return { kind: "failed", problem: { ...problem, at }, retryAt, restUntil: rests };
  }
  // Spread, so that accounts that began together do not go on together.
  const nextFullAt = isBehind ? at + MINUTE_MS : Math.ceil(at + everyMs * (0.9 + random() / 5));
  return { kind: "done", at, nextFullAt, restUntil };
}

function waitOf({ kind }: Pick<TemplateSyncProblem, "kind">, failures: number): number {
  switch (kind) {
    case "no_token":
    case "unauthorized":
    case "refused":
      return HOUR_MS;
    case "throttled":
      return Math.min(10 * MINUTE_MS * 2 ** failures, 2 * HOUR_MS);
    case "unclear":
      return Math.min((MINUTE_MS / 2) * 4 ** failures, HOUR_MS);
  }
}
