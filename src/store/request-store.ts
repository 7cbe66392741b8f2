import type { WorkspaceId } from "../domain/ids.ts";

/** Requests that are more than one command, by their keys: what a key was first used for (reliability.md 2.6). */
export interface RequestStore {
  /** The fingerprint that the key was first used with; null when it was not. */
  request(workspaceId: WorkspaceId, key: string): Promise<string | null>;

  /**
   * Writes down what a key is used for, durably, unless that stands already. Answers the fingerprint that stands: of many at once the
   * first one's. Throws `StoreUnavailableError`.
   */
  rememberRequest(
    workspaceId: WorkspaceId,
    request: { key: string; fingerprint: string; at: number },
  ): Promise<string>;
}
