import type { Endpoint } from "../../../domain/endpoint.ts";
import type { SettingsStore } from "../../settings-store.ts";
import type { Collections, EndpointDocument } from "../documents.ts";
import { duplicateOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { again, untilDone } from "../retry.ts";

type EndpointSettings = Pick<
  SettingsStore,
  "endpoint" | "endpoints" | "putEndpoint" | "deleteEndpoint"
>;

export function createEndpoints({
  endpoints,
  deliveries,
}: Pick<Collections, "endpoints" | "deliveries">): EndpointSettings {
  /** False when the endpoint was not off. */
  async function switchOn(endpoint: Endpoint): Promise<boolean> {
    const filter = { _id: idOf(endpoint), enabled: false };
    const reset = { disabledReason: null, failingSince: null, failures: 0 };
    const change = { $set: { ...settingsOf(endpoint), ...reset } };
    return (await endpoints.updateOne(filter, change)).matchedCount > 0;
  }

  /** False when the endpoint is to be on and was switched off a moment ago: then its health begins anew. */
  async function replace(endpoint: Endpoint): Promise<boolean> {
    const { failingSince, failures } = endpoint.health;
    const filter = { _id: idOf(endpoint), ...(endpoint.enabled ? { enabled: true } : {}) };
    const change = { $set: settingsOf(endpoint), $setOnInsert: { failingSince, failures } };
    try {
      await endpoints.updateOne(filter, change, { upsert: true });
      return true;
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return false;
    }
  }

  return {
    async endpoint(workspaceId, id) {
      const found = await endpoints.findOne({ _id: keyOf(workspaceId, id) });
      return found === null ? null : endpointOf(found);
    },

    async endpoints(workspace) {
      const found = await endpoints.find({ workspace }).sort({ _id: 1 }).toArray();
      return found.map(endpointOf);
    },

    async putEndpoint(endpoint) {
      await untilDone(async () => {
        if (endpoint.enabled && (await again(() => switchOn(endpoint)))) return true;
        return (await again(() => replace(endpoint))) || null;
      });
    },

    async deleteEndpoint(workspaceId, id) {
      const { deletedCount } = await endpoints.deleteOne({ _id: keyOf(workspaceId, id) });
      // Whether it stood or not: another removal may have died between the two.
      const pending = { workspace: workspaceId, endpoint: id, state: "pending" } as const;
      await again(() => deliveries.deleteMany(pending));
      return deletedCount > 0;
    },
  };
}

function idOf({ workspaceId, id }: Endpoint): string {
  return keyOf(workspaceId, id);
}

/** What people set. The rest of the document, the health, is the deliveries' business. */
function settingsOf(endpoint: Endpoint) {
  const { workspaceId: workspace, id, enabled, disabledReason } = endpoint;
  return { workspace, id, enabled, disabledReason, doc: JSON.stringify(endpoint) };
}

export function endpointOf(document: EndpointDocument): Endpoint {
  const { doc, enabled, disabledReason, failingSince, failures } = document;
  const endpoint = JSON.parse(doc) as Endpoint;
  return { ...endpoint, enabled, disabledReason, health: { failingSince, failures } };
}
