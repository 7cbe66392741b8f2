import { isDeepStrictEqual } from "node:util";
import type { Evidence } from "./evidence.ts";

/** The feed counts 1, 2, 3, ..., no event is in it twice, and whoever followed it has read exactly that. */
export function checkFeeds({ verdict, ledger, dumps }: Evidence): void {
  for (const { workspaceId, events } of dumps) {
    const ids = new Set(events.map(({ id }) => id));
    if (ids.size !== events.length) verdict.broken("feed", `${workspaceId} has an event twice`);
    const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
    if (gap >= 0) verdict.broken("feed", `${workspaceId} has no event ${gap + 1}`);
    for (const [reader, read] of ledger.feeds) {
      if (read.workspaceId !== workspaceId || isDeepStrictEqual(read.events, events)) continue;
      const at = events.findIndex((event, index) => !isDeepStrictEqual(event, read.events[index]));
      const counts = `${read.events.length} of ${events.length}`;
      verdict.broken("feed", `reader ${reader} read ${counts}, and first missed number ${at + 1}`);
    }
  }
}
