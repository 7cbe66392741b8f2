import type { TenantDocument } from "../documents.ts";

export interface TemplateDocument extends TenantDocument {
  waba: string;
  name: string;
  language: string;
  id: string;
  category: string;
  sendable: boolean;
  fetchedAt: number;
  deletedAt: number | null;
}

/** What a user bound a template to last; `_id` is workspace, user, account, name and language. */
export interface TemplateBindingsDocument extends TenantDocument {
  at: number;
}

export interface TemplateSyncDocument extends TenantDocument {
  waba: string;
  /** Counts the changes; compared at each. */
  revision: number;
  dueAt: number;
}
