import type { Endpoint } from "../domain/endpoint.ts";
import type { EndpointId, LineId, WorkspaceId } from "../domain/ids.ts";
import type { EffectiveSettings, Line } from "../domain/line.ts";

/** Configuration that people write through the API: lines and endpoints. */
export interface SettingsStore {
  line(workspaceId: WorkspaceId, lineId: LineId): Promise<Line | null>;
  lines(workspaceId: WorkspaceId): Promise<Line[]>;
  /**
   * Creates or replaces a line. A line id is one number of the world: when another workspace holds it, nothing is written
   * and the answer is `taken`. Earlier settings stay readable by version (`settingsOf`), because history was made under them. A line
   * that brings templates we may not have (`needsSync`) asks for them to be fetched, in the same write.
   */
  putLine(line: Line): Promise<"saved" | "taken">;
  settingsOf(
    workspaceId: WorkspaceId,
    lineId: LineId,
    version: number,
  ): Promise<EffectiveSettings | null>;

  endpoint(workspaceId: WorkspaceId, endpointId: EndpointId): Promise<Endpoint | null>;
  endpoints(workspaceId: WorkspaceId): Promise<Endpoint[]>;
  /** Creates or replaces an endpoint. Its `health` is the delivery store's business and kept when the endpoint exists, unless it is switched on again. */
  putEndpoint(endpoint: Endpoint): Promise<void>;
  /** Removes an endpoint and its pending deliveries; false when there is none. */
  deleteEndpoint(workspaceId: WorkspaceId, endpointId: EndpointId): Promise<boolean>;
}
