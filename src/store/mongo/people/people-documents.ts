import type { Scope } from "../../../domain/people/scope.ts";
import type { TenantDocument } from "../documents.ts";

export interface WorkspaceDocument {
  /** The workspace's id. */
  _id: string;
  doc: string;
}

export interface UserDocument extends TenantDocument {
  user: string;
  /** Absent: none yet. */
  lastActiveAt?: number;
  /** Absent unless their conversations are being given back. */
  releaseAt?: number;
}

export interface TeamDocument extends TenantDocument {
  /** Members and leaders alike. */
  people: string[];
}

/** What is null in the domain is missing, so that times can be raised and lowered in one write; in old ones, so are later members. */
export interface TokenDocument {
  /** The hash. */
  _id: string;
  workspace: string;
  user: string;
  id?: string;
  name?: string;
  hint: string;
  /** Missing: all. */
  scopes?: Scope[];
  createdAt: number;
  expiresAt?: number;
  lastUsedAt?: number;
  rotatedAt?: number;
  revokedAt: number | null;
}
