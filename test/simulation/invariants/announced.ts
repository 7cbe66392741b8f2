import { undocumented } from "../../support/documented-event.ts";
import type { Evidence } from "./evidence.ts";

/** Every event is as the catalogue documents its type: no member more, none less. */
export function checkAnnounced({ verdict, dumps }: Evidence): void {
  for (const { workspaceId, events } of dumps) {
    for (const event of events) {
      const wrong = undocumented(event);
      if (wrong !== null) verdict.broken("catalogue", `${workspaceId}, ${event.seq}: ${wrong}`);
    }
  }
}
