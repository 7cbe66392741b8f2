import { describe, expect, it } from "vitest";
import { HOUR, T0 } from "../../support/builders.ts";
import { useBench, type Bench } from "../support/bench.ts";
import { signed, status, textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench();

/** Of reliability.md 4.3, webhook replay: all of it in every run. */
const REPLAYS = 1_000;
const AT_ONCE = 50;

/** Everything that a repeated webhook could have added to. */
async function everything({ store, ask, engine }: Bench, conversationId: string): Promise<string> {
  await engine.idle();
  const about = (rest: string) => ask("GET", `/v1/conversations/${conversationId}${rest}`);
  return JSON.stringify([
    (await about("")).headers.etag,
    (await about("/timeline?limit=100")).json(),
    (await ask("GET", "/v1/events?after=0&limit=1000")).json<{ events: unknown[] }>().events,
    (await ask("GET", "/v1/contacts")).json(),
    (await ask("GET", "/v1/parked")).json(),
    (await store.depth()).waitingEntries,
  ]);
}

describe("a webhook that Meta, or somebody who saw it, sends again", () => {
  const old = { at: T0 - 24 * HOUR };
  const requests = [
    webhook({ messages: [textMessage("wamid.1", old), textMessage("wamid.2", old)] }),
    webhook({ statuses: [status("wamid.out", "delivered"), status("wamid.out", "read")] }),
    webhook({ messages: [{ ...textMessage("wamid.4"), type: "nobody knows" }] }),
    webhook({ messages: [textMessage("wamid.3")] }, "999"),
  ].map((body) => signed(body));

  it(`changes nothing, yesterday's ${REPLAYS} times and all of them ${AT_ONCE} times at once`, async () => {
    const { app, engine } = bench();
    for (const request of requests) expect((await app.inject(request)).statusCode).toBe(200);
    await engine.idle();
    const conversationId = engine.rings.at(0)?.conversations[0]?.conversationId ?? "";
    const before = await everything(bench(), conversationId);
    expect(before).toContain("wamid.2");
    expect(before).toContain("unknown_line");

    const codes = new Set<number>();
    for (let time = 0; time < REPLAYS; time++) {
      codes.add((await app.inject(requests[time % requests.length]!)).statusCode);
    }
    const crowd = Array.from({ length: AT_ONCE }, () => requests.map((one) => app.inject(one)));
    for (const answer of await Promise.all(crowd.flat())) codes.add(answer.statusCode);
    expect([...codes]).toEqual([200]);
    expect(await everything(bench(), conversationId)).toBe(before);
  });

  it("changes nothing after its conversation was closed, and opens none", async () => {
    const { app, ask, engine } = bench();
    const conversationId = await bench().converse("wamid.1");
    await ask("POST", `/v1/conversations/${conversationId}/close`, { description: "done" });
    const before = await everything(bench(), conversationId);
    const again = signed(webhook({ messages: [textMessage("wamid.1")] }));
    for (let time = 0; time < AT_ONCE; time++) await app.inject(again);
    await engine.idle();
    expect(await everything(bench(), conversationId)).toBe(before);
  });
});
