import type { StoredEvent } from "../../../src/domain/events.ts";
import { aMessage, anEndpoint, LINE, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { refOf, type Workbench } from "./setup.ts";

/** Lets so many events happen on a line, all of type `message.received`, in one commit. Returns them. */
export async function publish(
  bench: Workbench,
  count: number,
  lineId = LINE,
): Promise<StoredEvent[]> {
  const workspaceId = (await bench.accept([aMessage("first", { lineId })]))[0]?.workspaceId ?? "";
  const before = await bench.store.lastSeq(workspaceId);
  const ids = Array.from({ length: count }, (_, index) => `published-${before}-${index}`);
  const [accepted] = await bench.accept(ids.map((id) => aMessage(id, { lineId })));
  if (accepted === undefined) return [];
  const ref = refOf(accepted);
  const commit = commitOf(await bench.load(ref), { at: T0 });
  // The message that found out the workspace publishes nothing: exactly `count` events were asked for.
  const events = commit.events.filter(({ data }) => !String(data.key).endsWith("|first"));
  await bench.store.commit({ ...commit, events });
  return bench.store.events(workspaceId, { after: before, limit: count, types: null });
}

/** An endpoint with so many pending deliveries, due at `T0`. Returns their events. */
export async function publishTo(
  bench: Workbench,
  endpointId: string,
  count: number,
): Promise<StoredEvent[]> {
  await bench.store.putEndpoint(anEndpoint({ id: endpointId }));
  const events = await publish(bench, count);
  await bench.store.relay("acme", { limit: 1_000, now: T0 });
  return events;
}
