import type { MediaFile } from "../../../domain/media/media.ts";
import type { TenantDocument } from "../documents.ts";

export interface MediaFileDocument {
  /** Workspace, conversation and file id. */
  _id: string;
  workspace: string;
  conversation: string;
  state: MediaFile["state"];
  attempts: number;
  dueAt: number;
  /** Present while pending. */
  due?: { workspace: string; conversation: string; at: number };
  doc: string;
}

export interface MediaAssetDocument extends TenantDocument {
  id: string;
  kind: string;
  createdAt: number;
  /** Null: listed. 0: a one-off, which never is. */
  deletedAt: number | null;
}

export interface MediaUploadDocument {
  /** Workspace, asset and line. */
  _id: string;
  workspace: string;
  providerId: string;
  uploadedAt: number;
}
