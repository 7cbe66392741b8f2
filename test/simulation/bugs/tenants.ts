import { WORKSPACES } from "../outside/places.ts";
import type { Sabotage } from "./sabotage.ts";

/** Queries in which the workspace was forgotten: they find whatever comes first. */
export const TENANT_BUGS: Sabotage[] = [
  {
    name: "looks outcomes up without the workspace",
    database: (store) => ({
      ...store,
      async outcome(_workspaceId, key) {
        for (const workspaceId of WORKSPACES) {
          const found = await store.outcome(workspaceId, key);
          if (found !== null) return found;
        }
        return null;
      },
    }),
  },
  {
    name: "looks endpoints up without the workspace",
    database: (store) => ({
      ...store,
      async endpoint(workspaceId, endpointId) {
        for (const place of WORKSPACES) {
          const found = await store.endpoint(place, endpointId);
          if (found !== null) return { ...found, workspaceId };
        }
        return null;
      },
    }),
  },
];
