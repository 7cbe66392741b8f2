import type { UserId, WorkspaceId } from "../domain/ids.ts";
import type { Template, TemplateKey } from "../domain/template/template.ts";
import type {
  ClaimedSync,
  SyncRequest,
  SyncResult,
  TemplateSync,
} from "../domain/template/template-sync.ts";
import type { Bindings } from "../domain/template/binding.ts";
import type { Page } from "./intake-store.ts";

/** Templates as WhatsApp told them last, and when to ask again. */
export interface TemplateStore {
  /**
   * Writes what WhatsApp told, by account, name and language. Of two tellings the later one stands (`fetchedAt`), in whatever order they
   * are written. One that was deleted is there again.
   */
  putTemplates(templates: readonly Template[]): Promise<void>;

  /** Notes that WhatsApp does not have these any more: those of the names that it has not told since `unseenSince`. */
  deleteTemplates(workspaceId: WorkspaceId, gone: GoneTemplates): Promise<void>;

  /** Names of templates of an account that are not deleted and that WhatsApp has not told since then, each once, in order. */
  unseenTemplates(
    workspaceId: WorkspaceId,
    wabaId: string,
    query: { since: number; limit: number },
  ): Promise<string[]>;

  /** Deleted ones too, which say so. */
  template(workspaceId: WorkspaceId, id: string): Promise<Template | null>;
  templateByKey(workspaceId: WorkspaceId, key: TemplateKey): Promise<Template | null>;

  /** By name, then language, without deleted ones. */
  templates(workspaceId: WorkspaceId, query: TemplateQuery): Promise<Page<Template>>;

  /** What a user bound a template's slots to last (Q30); null when they never did. */
  rememberedBindings(
    workspaceId: WorkspaceId,
    userId: UserId,
    key: TemplateKey,
  ): Promise<Bindings | null>;
  /** The last one counts. */
  rememberBindings(
    workspaceId: WorkspaceId,
    userId: UserId,
    remembered: TemplateKey & { bindings: Bindings; at: number },
  ): Promise<void>;

  /** Asks for an account's templates to be fetched. Durable: webhooks do the same within `accept`, and lines within `putLine`. */
  requestTemplateSync(
    workspaceId: WorkspaceId,
    wabaId: string,
    request: SyncRequest,
  ): Promise<void>;

  /**
   * Takes up to `limit` accounts that are due, longest due first, for `leaseMs`: one, or any. Nobody else gets them until then, so there
   * is never more than one fetch of an account at a time.
   */
  claimTemplateSyncs(query: {
    of: { workspaceId: WorkspaceId; wabaId: string } | null;
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<ClaimedSync[]>;

  /** Ends a turn. False when somebody else has one already: then nothing is written. */
  settleTemplateSync(claimed: ClaimedSync, result: SyncResult): Promise<boolean>;

  /** All accounts of a workspace, by id. */
  templateSyncs(workspaceId: WorkspaceId): Promise<TemplateSync[]>;
}

export interface GoneTemplates {
  wabaId: string;
  names: readonly string[];
  unseenSince: number;
  at: number;
}

export interface TemplateQuery {
  /** Of these accounts; null for all. */
  wabaIds: readonly string[] | null;
  /** Those that can be sent, or cannot; null for both. */
  sendable: boolean | null;
  category: string | null;
  language: string | null;
  /** A part of the name. */
  search: string | null;
  cursor: string | null;
  /** 1 to 100. */
  limit: number;
}
