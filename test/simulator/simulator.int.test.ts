import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/simulator.ts";
import { createReceiver, type Receiver } from "../support/receiver.ts";
import { wamidsOf } from "./said.ts";

const hour = 3_600_000;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

async function started(
  options: SimulatorOptions = {},
): Promise<{ sim: Simulator; receiver: Receiver; values: () => Record<string, unknown>[] }> {
  const receiver = await createReceiver();
  const sim = await createSimulator({ webhookUrl: receiver.origin, ...options });
  open.push(sim, receiver);
  const values = () =>
    receiver.requests.flatMap(({ rawBody }) => {
      const body = JSON.parse(rawBody.toString("utf8")) as {
        entry: { changes: { value: Record<string, unknown> }[] }[];
      };
      return body.entry.flatMap(({ changes }) => changes.map(({ value }) => value));
    });
  return { sim, receiver, values };
}

const addLine = (sim: Simulator) =>
  sim.line("200000000000000001", "525550000001", "300000000000000001");

/** A crowd writes, is answered, reads; some of it twice and in disorder. */
async function story(seed: number, runId = "run"): Promise<string> {
  const { sim, receiver } = await started({
    seed,
    runId,
    webhooks: {
      autoFlush: false,
      concurrency: 1,
      duplicateShare: 0.2,
      shuffleWindow: 30,
      batch: { min: 1, max: 10 },
    },
  });
  const line = addLine(sim);
  const people = Array.from({ length: 20 }, (_, index) =>
    sim.contact({ name: `P${index}`, waId: `5255111100${10 + index}` }),
  );
  for (let round = 0; round < 5; round += 1) {
    for (const person of people) person.says(line, `¿Hola ${round}?`);
    await sim.flush();
    await fetch(`${sim.graphUrl}/v25.0/${line.phoneNumberId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${line.accessToken}` },
      body: JSON.stringify({
        messaging_product: "whatsapp",
        to: `+${people[round]?.profile.waId}`,
        text: { body: "Hola" },
        biz_opaque_callback_data: `out-${round}`,
      }),
    });
    await sim.clock.advance(hour);
  }
  await sim.settle();
  const hash = createHash("sha256");
  for (const { rawBody } of receiver.requests) hash.update(rawBody);
  expect(sim.webhooks.ledger.open()).toEqual([]);
  return hash.digest("hex");
}

describe("the simulator", () => {
  it("tells the same story byte for byte for the same seed, and another for another", async () => {
    const first = await story(5);
    expect(await story(5)).toBe(first);
    expect(await story(6)).not.toBe(first);
  });

  it("gives other ids to another run of the same seed", async () => {
    expect(await story(5, "run-2")).not.toBe(await story(5, "run-1"));
  });

  it("waits with its webhooks until it is connected", async () => {
    const { receiver } = await started();
    const sim = await createSimulator();
    open.push(sim);
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    const { id, key } = ana.says(addLine(sim), "Hola");
    await sim.flush();
    expect(sim.webhooks.pending()).toBe(1);
    sim.connect(`${receiver.origin}/webhooks/whatsapp`);
    await sim.flush();
    expect(receiver.requests.map(({ path }) => path)).toEqual(["/webhooks/whatsapp"]);
    expect(receiver.requests.flatMap(({ rawBody }) => wamidsOf(rawBody))).toEqual([id]);
    expect(sim.webhooks.ledger.get(key)).toMatchObject({ attempts: 1, accepted: 1 });
  });

  it("settles everything that is due within days: retries, delays and statuses", async () => {
    const { sim, receiver } = await started({
      webhooks: { delayMs: { min: hour, max: 20 * hour } },
    });
    receiver.setAnswer((_, index) => (index % 3 === 0 ? 500 : 200));
    const line = addLine(sim);
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    for (let index = 0; index < 30; index += 1) ana.says(line, `${index}`);
    expect(await sim.settle()).toBe(true);
    expect(sim.webhooks.ledger.accepted()).toHaveLength(30);
    expect(sim.webhooks.pending()).toBe(0);
  });

  it("says that it did not settle when the receiver stays down", async () => {
    const { sim, receiver } = await started();
    receiver.setAnswer(503);
    sim.contact({ name: "Ana", waId: "525511110001" }).says(addLine(sim), "Hola");
    expect(await sim.settle(hour)).toBe(false);
  });

  it("runs by itself on a real clock that is a thousand times as fast", async () => {
    const { sim, receiver } = await started({ clock: { realTime: true, speed: 1_000 } });
    const line = addLine(sim);
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    ana.says(line, "Hola");
    await fetch(`${sim.graphUrl}/v25.0/${line.phoneNumberId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${line.accessToken}` },
      body: JSON.stringify({
        messaging_product: "whatsapp",
        to: "+525511110001",
        text: { body: "Hola" },
        biz_opaque_callback_data: "out-1",
      }),
    });
    await receiver.received(4);
    expect(await sim.settle()).toBe(true);
    expect(sim.sends()[0]?.statuses.map(({ status }) => status)).toEqual([
      "sent",
      "delivered",
      "read",
    ]);
  });

  it("closes with calls held and webhooks pending", async () => {
    const { sim, receiver } = await started();
    receiver.setAnswer({ kind: "hang" });
    const line = addLine(sim);
    sim.faults.inject({ kind: "hang" });
    const held = fetch(`${sim.graphUrl}/v25.0/${line.phoneNumberId}/messages`, { method: "POST" });
    const outcome = held.then(
      () => "answered",
      () => "cut",
    );
    sim.contact({ name: "Ana", waId: "525511110001" }).says(line, "Hola");
    await receiver.received(1);
    await sim.close();
    expect(await outcome).toBe("cut");
  });
});

describe("a contact", () => {
  it("without a phone in the open is known by BSUID and username only", async () => {
    const { sim, values } = await started();
    const dario = sim.contact({
      name: "Darío",
      waId: "51900000004",
      userId: "PE.4",
      username: "dario",
      hidesPhone: true,
    });
    dario.says(addLine(sim), "Hola");
    await sim.flush();
    const text = JSON.stringify(values());
    expect(text).toContain('"from_user_id":"PE.4"');
    expect(text).toContain('"username":"dario"');
    expect(text).not.toContain("51900000004");
    expect(text).not.toContain('"from":');
  });

  it("who changes number is announced to each line and found under the new address only", async () => {
    const { sim, values } = await started();
    const line = addLine(sim);
    const second = sim.line("200000000000000002", "573000000002", "300000000000000001");
    const ana = sim.contact({ name: "Ana", waId: "525511110001", userId: "MX.1" });
    ana.changesNumber([line, second], { waId: "525511119999", userId: "MX.2" });
    await sim.flush();
    const systems = values().map(({ messages }) => (messages as Record<string, unknown>[])[0]);
    expect(systems).toHaveLength(2);
    expect(systems[0]).toMatchObject({
      from: "525511110001",
      type: "system",
      system: {
        type: "user_changed_number",
        wa_id: "525511119999",
        user_id: "MX.2",
        previous_user_id: "MX.1",
      },
    });
    ana.says(line, "Soy yo");
    const send = async (to: string) => {
      const answer = await fetch(`${sim.graphUrl}/v25.0/${line.phoneNumberId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${line.accessToken}` },
        body: JSON.stringify({ messaging_product: "whatsapp", to, text: { body: "x" } }),
      });
      expect(answer.status).toBe(200);
    };
    await send("+525511110001");
    await send("+525511119999");
    await sim.settle();
    expect(sim.sends().map(({ contactId }) => contactId)).toEqual([undefined, ana.id]);
  });

  it("without a phone changes its user id and nothing else is told", async () => {
    const { sim, values } = await started();
    const dario = sim.contact({ name: "Darío", userId: "PE.4" });
    dario.changesNumber([addLine(sim)], { userId: "CL.4" });
    await sim.flush();
    const [message] = (values()[0]?.["messages"] ?? []) as Record<string, unknown>[];
    expect(message).not.toHaveProperty("from");
    expect(message?.["system"]).toMatchObject({
      type: "user_changed_user_id",
      user_id: "CL.4",
      previous_user_id: "PE.4",
    });
  });

  it("who calls is reported twice: ringing, then over", async () => {
    const { sim, values } = await started();
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    ana.calls(addLine(sim), { answeredForMs: 90_000 });
    await sim.settle();
    const calls = values().map(({ calls: list }) => (list as Record<string, unknown>[])[0]);
    expect(calls).toMatchObject([
      { event: "connect", direction: "USER_INITIATED" },
      { event: "terminate", status: "COMPLETED", duration: 90 },
    ]);
  });

  it("is echoed when somebody answers on the phone app", async () => {
    const { sim, values } = await started();
    const line = addLine(sim);
    const ana = sim.contact({ name: "Ana", waId: "525511110001" });
    line.echoes(ana, "Te contesto desde el teléfono");
    await sim.flush();
    expect(values()[0]?.["message_echoes"]).toMatchObject([
      { from: "525550000001", to: "525511110001", type: "text" },
    ]);
  });
});
