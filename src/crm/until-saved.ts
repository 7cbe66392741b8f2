/** Times a change is made anew on what somebody else has just written. */
const TRIES_MAX = 6;

/** Tries until nobody was faster; so often that it ends, with `server.busy`. Each try reads anew what it changes, so no change is lost. */
export async function untilSaved<T>(
  attempt: () => Promise<T | "conflict">,
): Promise<T | { code: "server.busy" }> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const saved = await attempt();
    if (saved !== "conflict") return saved;
  }
  return { code: "server.busy" };
}
