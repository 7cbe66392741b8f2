import type { Evidence } from "./evidence.ts";

/** Q46: at rest nobody who was switched off has an open conversation, or is still being looked through. */
export async function checkOwners({ verdict, dumps, database }: Evidence): Promise<void> {
  for (const { workspaceId, conversations } of dumps) {
    const users = await database.users(workspaceId);
    const gone = new Set(users.flatMap(({ id, active }) => (active ? [] : [id])));
    for (const { id, releaseAt } of users) {
      if (releaseAt !== null) verdict.broken("Q46", `${workspaceId} ${id} is still released`);
    }
    for (const { id, facts, regions } of conversations) {
      if (regions.lifecycle !== "open" || facts.ownerId === null || !gone.has(facts.ownerId)) {
        continue;
      }
      verdict.broken("Q46", `${id} is open, and its owner ${facts.ownerId} was switched off`);
    }
  }
}
