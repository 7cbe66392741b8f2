import type { Collection, Filter, UpdateFilter } from "mongodb";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { TenantDocument } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { again, upsert } from "../retry.ts";

/** Things of a workspace that are kept as one text each, by id. */
export interface TenantDocuments<T> {
  one(workspaceId: WorkspaceId, id: string): Promise<T | null>;
  all(workspaceId: WorkspaceId): Promise<T[]>;
  /** `beside`: what queries ask for. */
  put(thing: T, beside?: Record<string, unknown>): Promise<void>;
  /** False when there was none. */
  remove(workspaceId: WorkspaceId, id: string): Promise<boolean>;
}

export function createTenantDocuments<
  T extends { workspaceId: WorkspaceId; id: string },
  D extends TenantDocument,
>(collection: Collection<D>): TenantDocuments<T> {
  const filterOf = (workspaceId: WorkspaceId, id: string) =>
    ({ _id: keyOf(workspaceId, id) }) as Filter<D>;
  return {
    async one(workspaceId, id) {
      const found = await collection.findOne(filterOf(workspaceId, id));
      return found === null ? null : (JSON.parse(found.doc) as T);
    },
    async all(workspace) {
      const found = await collection
        .find({ workspace } as Filter<D>)
        .sort({ _id: 1 })
        .toArray();
      return found.map(({ doc }) => JSON.parse(doc) as T);
    },
    async put(thing, beside = {}) {
      const { workspaceId: workspace, id } = thing;
      const $set = { workspace, doc: JSON.stringify(thing), ...beside };
      const change = { $set } as unknown as UpdateFilter<D>;
      await upsert(() => collection.updateOne(filterOf(workspace, id), change, { upsert: true }));
    },
    async remove(workspaceId, id) {
      const { deletedCount } = await again(() => collection.deleteOne(filterOf(workspaceId, id)));
      return deletedCount > 0;
    },
  };
}
