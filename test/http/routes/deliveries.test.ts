import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { anAttempt } from "../../support/builders.ts";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();
let endpointId = "";

interface DeliveryRow {
  id: string;
  seq: number;
  state: string;
  eventId: string;
}

/** An endpoint that takes everything, and the deliveries of a conversation's opening. */
beforeEach(async () => {
  const input = { url: "https://receiver.example/hook", events: ["*"] };
  const made = await bench().ask("POST", "/v1/endpoints", input);
  endpointId = made.json<{ id: string }>().id;
  await bench().converse();
  await bench().store.relay(DEFAULT_WORKSPACE, { limit: 100, now: bench().clock.now() });
});

async function list(query = ""): Promise<{ items: DeliveryRow[]; cursor: string | null }> {
  const url = `/v1/endpoints/${endpointId}/deliveries${query}`;
  return (await bench().ask("GET", url)).json();
}

async function deliverAll(): Promise<void> {
  const { store, clock } = bench();
  const options = { now: clock.now(), leaseMs: 1_000, limit: 100 };
  for (const { delivery } of await store.claim(DEFAULT_WORKSPACE, endpointId, options)) {
    await store.settle({
      workspaceId: DEFAULT_WORKSPACE,
      endpointId,
      deliveryId: delivery.id,
      attempt: anAttempt(1, { result: "delivered", status: 200, reason: null }),
      next: { state: "delivered", at: clock.now() },
      health: null,
      disable: null,
    });
  }
}

describe("the deliveries of an endpoint", () => {
  it("are listed by state, newest event first, in pages", async () => {
    const { items } = await list();
    const seqs = items.map(({ seq }) => seq);
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    const first = await list("?limit=2");
    const second = await list(`?limit=2&cursor=${first.cursor}`);
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual(seqs.slice(0, 4));
    await deliverAll();
    expect((await list("?state=pending")).items).toEqual([]);
    expect((await list("?state=delivered")).items).toHaveLength(items.length);
  });

  it("are told one by one, with the event and the attempts", async () => {
    await deliverAll();
    const [row] = (await list()).items;
    const response = await bench().ask("GET", `/v1/deliveries/${row?.id}`);
    expect(response.json()).toMatchObject({
      delivery: { id: row?.id, endpointId, state: "delivered", attempts: 1 },
      event: { id: row?.eventId, seq: row?.seq },
      attempts: [{ number: 1, result: "delivered", status: 200 }],
    });
  });

  it("of an endpoint that is not there are 404, as is an unknown delivery", async () => {
    const { ask } = bench();
    const none = await ask("GET", "/v1/endpoints/nothing/deliveries");
    expect(problemOf(none)).toMatchObject({ status: 404, code: "endpoint.unknown" });
    const again = await ask("POST", "/v1/endpoints/nothing/replay", { eventId: "e" });
    expect(problemOf(again).code).toBe("endpoint.unknown");
    expect(problemOf(await ask("GET", "/v1/deliveries/nothing")).code).toBe("delivery.unknown");
  });
});

describe("a replay", () => {
  const replay = (body: unknown) => bench().ask("POST", `/v1/endpoints/${endpointId}/replay`, body);

  it("of one event makes its delivery due again, and rings", async () => {
    await deliverAll();
    const [row] = (await list()).items;
    const response = await replay({ eventId: row?.eventId });
    expect([response.statusCode, response.json()]).toEqual([202, { replayed: 1 }]);
    expect((await list("?state=pending")).items.map(({ id }) => id)).toEqual([row?.id]);
    expect(bench().engine.endpointRings).toEqual([endpointId]);
  });

  it("of a range takes both ends along", async () => {
    await deliverAll();
    expect((await replay({ fromSeq: 1, toSeq: 2 })).json()).toEqual({ replayed: 2 });
    expect((await list("?state=pending")).items.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it("of an event that never was replays nothing", async () => {
    expect((await replay({ eventId: "evt_nothing" })).json()).toEqual({ replayed: 0 });
    expect(bench().engine.endpointRings).toEqual([]);
  });

  it.each([
    [{}, "body"],
    [{ eventId: "e", fromSeq: 1, toSeq: 2 }, "body"],
    [{ fromSeq: 1 }, "body"],
    [{ fromSeq: 2, toSeq: 1 }, "body.toSeq"],
    [{ fromSeq: 1, toSeq: 10_001 }, "body.toSeq"],
    [{ fromSeq: 0, toSeq: 1 }, "body.fromSeq"],
    [{ fromSeq: "1", toSeq: 2 }, "body.fromSeq"],
    [{ eventId: ["e"] }, "body.eventId"],
    [{ eventId: "e", now: 1 }, "body.now"],
  ])("of %j gets 400", async (body, field) => {
    const problem = problemOf(await replay(body));
    expect(problem.status).toBe(400);
    expect(problem.fields).toContain(field);
  });
});
