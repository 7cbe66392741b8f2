/**
 * All flows of a workspace, in the order in which they were made. One document, so that a change of a flow, a new version of it, and the count
 * of the changes are one write; definitions lie elsewhere, so that it stays small.
 */
export interface FlowBookDocument {
  /** The workspace. */
  _id: string;
  /** Counts the changes. */
  version: number;
  flows: FlowMembers[];
}

export interface FlowMembers {
  id: string;
  revision: number;
  /** Workspace and id. */
  doc: string;
}
