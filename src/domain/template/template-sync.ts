import type { NoticeItem } from "../intake/inbound.ts";
import type { WorkspaceId } from "../ids.ts";
import type { Line } from "../line.ts";

/** Templates that were spoken of one by one, before it is less work to fetch all of the account. */
const NAMES_MAX = 5;

/** Later than everything. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * What keeps our copy of an account's templates up to date: when to ask WhatsApp next, and for what. Times are epoch milliseconds. One
 * of these stands for each account of a workspace; whoever claims it fetches, and nobody else does meanwhile.
 */
export interface TemplateSync {
  workspaceId: WorkspaceId;
  wabaId: string;
  /** When all templates are to be fetched. */
  fullDueAt: number;
  /** Templates of these names are to be fetched, since webhooks spoke of them. */
  names: string[];
  /** The first such request; null without names. */
  namesDueAt: number | null;
  /** Not before this, whatever is due: WhatsApp limits calls (WhatsApp section 10). */
  restUntil: number;
  /** What somebody fetches now, or fetched when they died. */
  underWay: SyncTask | null;
  leaseUntil: number;
  /** Counts claims: who slept through their lease settles nothing. */
  claims: number;
  /** Failures in a row. */
  failures: number;
  problem: TemplateSyncProblem | null;
  /** When all templates were last fetched to the end. */
  lastFullAt: number | null;
}

/** Everything, or the templates of some names in all their languages. */
export interface SyncTask {
  all: boolean;
  names: string[];
}

/** Why the last attempt failed. `no_token`: no line of the account has one. The others are answers of WhatsApp, or none (section 9). */
export interface TemplateSyncProblem {
  kind: "no_token" | "unauthorized" | "throttled" | "refused" | "unclear";
  code: number | null;
  at: number;
}

/** Null names: everything. */
export interface SyncRequest {
  names: readonly string[] | null;
  at: number;
}

/** Somebody's turn at an account. */
export interface ClaimedSync extends SyncTask {
  workspaceId: WorkspaceId;
  wabaId: string;
  claim: number;
  failures: number;
  /** As it was before this turn. */
  restUntil: number;
}

export type SyncResult =
  | { kind: "done"; nextFullAt: number; restUntil: number; at: number }
  | { kind: "failed"; problem: TemplateSyncProblem; retryAt: number; restUntil: number };

/** The earliest time at which somebody may claim it. */
export function syncDueAt(sync: TemplateSync): number {
  if (sync.underWay !== null) return sync.leaseUntil;
  return Math.max(sync.restUntil, Math.min(sync.fullDueAt, sync.namesDueAt ?? NEVER));
}

/** After somebody asked for templates to be fetched. An account that nobody asked for before is fetched whole. */
export function requestedSync(
  known: TemplateSync | null,
  { workspaceId, wabaId }: Pick<TemplateSync, "workspaceId" | "wabaId">,
  { names, at }: SyncRequest,
): TemplateSync {
  if (known === null) {
    return {
      workspaceId,
      wabaId,
      fullDueAt: at,
      names: [],
      namesDueAt: null,
      restUntil: 0,
      underWay: null,
      leaseUntil: 0,
      claims: 0,
      failures: 0,
      problem: null,
      lastFullAt: null,
    };
  }
  const all = names === null ? null : [...new Set([...known.names, ...names])];
  if (all === null || all.length > NAMES_MAX) {
    return { ...known, fullDueAt: Math.min(known.fullDueAt, at) };
  }
  return { ...known, names: all, namesDueAt: Math.min(known.namesDueAt ?? at, at) };
}

/** Gives somebody a turn: what is due, and what another left undone whose lease has ended. */
export function claimSync(
  sync: TemplateSync,
  { now, leaseMs }: { now: number; leaseMs: number },
): { sync: TemplateSync; claimed: ClaimedSync } {
  const { workspaceId, wabaId, underWay, failures, restUntil } = sync;
  const all = underWay?.all === true || sync.fullDueAt <= now;
  const names = all ? [] : [...new Set([...(underWay?.names ?? []), ...sync.names])];
  const claim = sync.claims + 1;
  return {
    sync: {
      ...sync,
      // What is asked for from now on is not part of this turn, and has one of its own.
      fullDueAt: all ? NEVER : sync.fullDueAt,
      names: [],
      namesDueAt: null,
      underWay: { all, names },
      leaseUntil: now + leaseMs,
      claims: claim,
    },
    claimed: { workspaceId, wabaId, all, names, claim, failures, restUntil },
  };
}

/** After a turn came to this; null when it is not this turn's business any more. */
export function settledSync(
  sync: TemplateSync,
  { claim, all, names }: ClaimedSync,
  result: SyncResult,
): TemplateSync | null {
  if (sync.claims !== claim || sync.underWay === null) return null;
  const ended = { ...sync, underWay: null, leaseUntil: 0, restUntil: result.restUntil };
  switch (result.kind) {
    case "done":
      return {
        ...ended,
        fullDueAt: all ? Math.min(sync.fullDueAt, result.nextFullAt) : sync.fullDueAt,
        failures: 0,
        problem: null,
        lastFullAt: all ? result.at : sync.lastFullAt,
      };
    case "failed": {
      const { retryAt: at, problem } = result;
      const again = requestedSync(ended, ended, { names: all ? null : names, at });
      return { ...again, failures: sync.failures + 1, problem };
    }
  }
}

/** Whether a line that is saved brings templates that we may not have: it is new, or has another token or account. */
export function needsSync(before: Line | null, after: Line): boolean {
  if (after.accessToken === null) return false;
  return before?.accessToken !== after.accessToken || before.wabaId !== after.wabaId;
}

/** Webhooks that say that templates have changed; what has changed is asked for, not guessed (WhatsApp section 11). */
const TEMPLATE_FIELDS: ReadonlySet<string> = new Set([
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
]);

/** What a notice gives reason to fetch, of the account that it names; null: nothing. */
export function syncRequestOf(
  { field, templateName }: Pick<NoticeItem, "field" | "templateName">,
  at: number,
): SyncRequest | null {
  if (!TEMPLATE_FIELDS.has(field)) return null;
  return { names: templateName === undefined ? null : [templateName], at };
}
