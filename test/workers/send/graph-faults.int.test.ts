import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendIdOf } from "../../../src/domain/ids.ts";
import type { MessageStatus } from "../../../src/domain/intake/inbound.ts";
import { laterStatus } from "../../../src/domain/conversation/message.ts";
import type { Fault } from "../../../src/simulator/cloud-api/faults.ts";
import type { AcceptedSend } from "../../../src/simulator/cloud-api/send-log.ts";
import type { Simulator } from "../../../src/simulator/simulator.ts";
import { startRedis, type TestRedis } from "../../support/redis.ts";
import {
  answer,
  everybodyWrites,
  LINES,
  loseAToken,
  openWorld,
  ourSends,
  untilCalm,
  type World,
} from "./support/graph-world.ts";

/**
 * reliability.md 3.3, F8: everything that a call to Meta can come to, over real HTTP, against the whole system. A tenth of the sends in the
 * usual run.
 */
const SENDS = process.env["VENTANA_FULL"] === "1" ? 5_000 : 500;
const PER_CONTACT = 5;
const CONTACTS = SENDS / LINES / PER_CONTACT;

const SHARES: { fault: Fault; share: number }[] = [
  { fault: { kind: "http", status: 500 }, share: 0.05 },
  { fault: { kind: "http", status: 429, retryAfterSeconds: 1 }, share: 0.03 },
  { fault: { kind: "drop_response" }, share: 0.03 },
  { fault: { kind: "close_socket" }, share: 0.02 },
  { fault: { kind: "refuse" }, share: 0.01 },
  { fault: { kind: "hang" }, share: 0.01 },
  { fault: { kind: "rubbish" }, share: 0.01 },
  { fault: { kind: "error_after_accept" }, share: 0.01 },
  { fault: { kind: "late_response" }, share: 0.03 },
  { fault: { kind: "error", code: 130_429 }, share: 0.01 },
  { fault: { kind: "error", code: 131_056 }, share: 0.02 },
  { fault: { kind: "error", code: 131_016 }, share: 0.03 },
  { fault: { kind: "error", code: 131_000 }, share: 0.02 },
  { fault: { kind: "error", code: 131_026 }, share: 0.01 },
  { fault: { kind: "error", code: 131_047 }, share: 0.005 },
  { fault: { kind: "fail_later", code: 131_026 }, share: 0.01 },
  { fault: { kind: "fail_later", code: 131_047 }, share: 0.005 },
];

let redis: TestRedis;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.stop());

/** What a message's status should be after all that WhatsApp told of it. */
function statusAfter({ statuses }: AcceptedSend): MessageStatus {
  return statuses.reduce<MessageStatus>(
    (known, { status }) => laterStatus(known, status as MessageStatus),
    "sent",
  );
}

type Rows = Awaited<ReturnType<typeof ourSends>>;

/** Whatever WhatsApp took is known by its id and status; whatever it did not is failed or in doubt, never said to be sent. */
function checkAgainst(sim: Simulator, conversations: Rows): void {
  const taken = new Map(sim.sends().map((send) => [send.callbackData, send]));
  // Nothing twice, nothing without our id, nothing outside a window.
  expect(sim.violations()).toEqual([]);
  expect(taken.size).toBe(sim.sends().length);
  for (const rows of conversations) {
    for (const { send, message } of rows) {
      const there = taken.get(send.id);
      expect(send.id).toBe(sendIdOf(send.conversationId, message.id));
      if (there === undefined) {
        expect(["failed", "uncertain"]).toContain(message.status);
        expect(["refused", "uncertain"]).toContain(send.state);
      } else {
        // Settled by its answer or by its status, whatever became of the other.
        expect(message).toMatchObject({ sourceId: there.wamid, status: statusAfter(there) });
      }
    }
    const order = rows.flatMap(({ send }) => taken.get(send.id)?.at ?? []);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  }
}

/** People send again what is still in doubt: WhatsApp is well now, and has never taken it. Returns how many. */
async function settleDoubts({ sim, engine }: World, conversations: Rows): Promise<number> {
  sim.faults.clear();
  const doubtful = conversations.flat().filter(({ message }) => message.status === "uncertain");
  let count = 0;
  for (const { send, message } of doubtful) {
    const path = `/v1/conversations/${send.conversationId}`;
    const { window } = (await engine.ask("GET", path)) as { window: { state: string } };
    // WhatsApp has said that it is shut.
    if (window.state !== "open") continue;
    await engine.ask("POST", `${path}/messages/${message.id}/resend`, {});
    count += 1;
  }
  return count;
}

describe(`faults of the Graph API over ${SENDS} sends`, () => {
  it("no double send, in order, every uncertain settled", { timeout: 900_000 }, async () => {
    await using world = await openWorld(redis.url);
    const { sim } = world;
    const conversations = await everybodyWrites(world, CONTACTS);
    sim.faults.shares(SHARES);
    await Promise.all([answer(world, conversations, PER_CONTACT), loseAToken(world)]);
    await untilCalm(world);

    const rows = await ourSends(world, conversations);
    for (const own of rows) expect(own).toHaveLength(PER_CONTACT);
    checkAgainst(sim, rows);
    const states = Map.groupBy(rows.flat(), ({ send }) => send.state);
    const struck = sim.faults.counts();
    expect(Object.keys(struck)).toEqual(
      expect.arrayContaining([...new Set(SHARES.map(({ fault }) => fault.kind)), "expire_token"]),
    );
    // Doubt is for what nobody can know: most calls are nothing of the kind.
    expect(states.get("uncertain")?.length).toBeGreaterThan(0);
    expect(states.get("accepted")?.length).toBeGreaterThan(SENDS / 2);

    const again = await settleDoubts(world, rows);
    await untilCalm(world);
    const afterwards = await ourSends(world, conversations);
    expect(afterwards.flat()).toHaveLength(SENDS + again);
    checkAgainst(sim, afterwards);
    // Nobody has read the same twice.
    const read = sim
      .sends()
      .map(({ contactId, request }) => JSON.stringify([contactId, request["text"]]));
    expect(new Set(read).size).toBe(read.length);
    const resent = afterwards.flat().filter(({ message }) => message.resendOf !== undefined);
    expect(resent).toHaveLength(again);
    for (const { send } of resent) expect(send.state).toBe("accepted");
  });
});
