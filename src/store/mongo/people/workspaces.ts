import type { Workspace } from "../../../domain/people/workspace.ts";
import type { PeopleStore } from "../../people-store.ts";
import { createFlowBooks } from "../automation/flow-books.ts";
import type { Collections } from "../documents.ts";
import { upsert } from "../retry.ts";

export function createWorkspaces(
  collections: Pick<Collections, "workspaces" | "flowBooks" | "flowVersions">,
): Pick<PeopleStore, "workspace" | "workspaces" | "putWorkspace"> {
  const { workspaces } = collections;
  const books = createFlowBooks(collections);
  return {
    async workspace(_id) {
      const found = await workspaces.findOne({ _id });
      return found === null ? null : (JSON.parse(found.doc) as Workspace);
    },
    async workspaces() {
      const found = await workspaces.find().sort({ _id: 1 }).toArray();
      return found.map(({ doc }) => JSON.parse(doc) as Workspace);
    },
    async putWorkspace(workspace) {
      const { id: _id } = workspace;
      const change = { $set: { doc: JSON.stringify(workspace) } };
      await upsert(() => workspaces.updateOne({ _id }, change, { upsert: true }));
      // Afterwards: whoever reads the flows anew because of it reads the new workspace, too.
      await books.change(_id, (flows) => (flows.length === 0 ? null : [...flows]), null);
    },
  };
}
