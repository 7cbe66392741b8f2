import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errorCatalogue, type ErrorCode } from "../../../src/simulator/error-catalogue.ts";
import type { Contact } from "../../../src/simulator/contact.ts";
import { createFaultPlan, type Fault } from "../../../src/simulator/cloud-api/faults.ts";
import { createRandom } from "../../../src/simulator/random.ts";
import { createPlayground, type Playground } from "./playground.ts";

let play: Playground;
let ana: Contact;
beforeEach(async () => {
  play = await createPlayground();
  ana = play.sim.contact({ name: "Ana", waId: "525511110001" });
  ana.says(play.line, "Hola");
});
afterEach(() => play[Symbol.asyncDispose]());

const accepted = () => play.sim.sends().length;

/** What became of a call, as its caller sees it. */
const outcome = (): Promise<"answered" | "cut"> =>
  play.text(ana).then(
    () => "answered",
    () => "cut",
  );

/** Sends, waits until the fault has struck and `until` holds, and sees that there is still no answer. */
async function staysUnanswered(until: () => boolean): Promise<void> {
  const call = outcome();
  await vi.waitFor(() => expect(until()).toBe(true), 10_000);
  const pause = new Promise<"silence">((resolve) => {
    setTimeout(() => resolve("silence"), 50);
  });
  expect(await Promise.race([call, pause])).toBe("silence");
}

describe("a fault before Meta processes the call", () => {
  it("`refuse` cuts the connection and accepts nothing", async () => {
    play.sim.faults.inject({ kind: "refuse" });
    expect(await outcome()).toBe("cut");
    expect(accepted()).toBe(0);
  });

  it("`hang` reads and says nothing, and accepts nothing", async () => {
    play.sim.faults.inject({ kind: "hang" });
    await staysUnanswered(() => play.sim.faults.counts()["hang"] === 1);
    expect(accepted()).toBe(0);
  });

  it("`http` gives a bare status, with Retry-After when asked", async () => {
    play.sim.faults.inject({ kind: "http", status: 500 });
    play.sim.faults.inject({ kind: "http", status: 429, retryAfterSeconds: 7 });
    expect(await play.text(ana)).toMatchObject({ status: 500, raw: "" });
    const throttled = await play.text(ana);
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get("retry-after")).toBe("7");
    expect(accepted()).toBe(0);
  });

  it("`error` gives each code of the catalogue in Meta's shape, and accepts nothing", async () => {
    for (const code of Object.keys(errorCatalogue).map(Number) as ErrorCode[]) {
      play.sim.faults.inject({ kind: "error", code });
      const { status, body } = await play.text(ana);
      expect(status).toBe(errorCatalogue[code].http);
      expect(body.error).toEqual({
        message: `(#${code}) ${errorCatalogue[code].title}`,
        type: "OAuthException",
        code,
        error_data: { messaging_product: "whatsapp", details: errorCatalogue[code].details },
        fbtrace_id: expect.any(String) as string,
      });
    }
    expect(accepted()).toBe(0);
  });

  it("`expire_token` fails this call and every later one with 190 until the token is renewed", async () => {
    play.sim.faults.inject({ kind: "expire_token" });
    expect((await play.text(ana)).body.error).toMatchObject({ code: 190, error_subcode: 463 });
    expect((await play.text(ana)).status).toBe(401);
    play.sim.tokens.renew(play.line.accessToken);
    expect((await play.text(ana)).status).toBe(200);
    expect(accepted()).toBe(1);
  });
});

describe("a fault after Meta has accepted", () => {
  it("`drop_response` accepts, never answers, and the statuses come all the same", async () => {
    play.sim.faults.inject({ kind: "drop_response" });
    await staysUnanswered(() => accepted() === 1);
    await play.sim.settle();
    expect(play.statuses().map(({ status }) => status)).toEqual(["sent", "delivered", "read"]);
    expect(play.statuses()[0]?.biz_opaque_callback_data).toBe("out-1");
  });

  it("`close_socket` accepts and resets the connection", async () => {
    play.sim.faults.inject({ kind: "close_socket" });
    expect(await outcome()).toBe("cut");
    await play.sim.settle();
    expect(play.statuses()).toHaveLength(3);
  });

  it("`late_response` answers only after the sent status was posted and answered", async () => {
    const order: string[] = [];
    play.receiver.setAnswer(({ rawBody }) => {
      if (rawBody.includes('"statuses"')) order.push("status");
      return 200;
    });
    play.sim.faults.inject({ kind: "late_response" });
    await play.text(ana);
    order.push("response");
    expect(order).toEqual(["status", "response"]);
  });

  it("`error_after_accept` says 500 although the message goes out", async () => {
    play.sim.faults.inject({ kind: "error_after_accept" });
    expect(await play.text(ana)).toMatchObject({ status: 500, raw: "" });
    await play.sim.settle();
    expect(ana.received).toHaveLength(1);
  });

  it("`rubbish` says 200 with what is no JSON", async () => {
    play.sim.faults.inject({ kind: "rubbish" });
    const { status, raw } = await play.text(ana);
    expect(status).toBe(200);
    expect(() => JSON.parse(raw) as unknown).toThrow();
    expect(accepted()).toBe(1);
  });

  it("`slow` answers well after its time", async () => {
    play.sim.faults.inject({ kind: "slow", ms: 60_000 });
    await staysUnanswered(() => accepted() === 1);
    expect(accepted()).toBe(1);
  });

  it("`fail_later` accepts with 200 and fails with the code by webhook", async () => {
    play.sim.faults.inject({ kind: "fail_later", code: 131049 });
    expect((await play.text(ana)).status).toBe(200);
    await play.sim.settle();
    expect(play.statuses()).toMatchObject([{ status: "failed", errors: [{ code: 131049 }] }]);
    expect(ana.received).toEqual([]);
  });

  it("`no_status` accepts with 200, and nothing is ever heard of it again", async () => {
    play.sim.faults.inject({ kind: "no_status" });
    expect((await play.text(ana)).status).toBe(200);
    await play.sim.settle();
    expect(play.statuses()).toEqual([]);
  });
});

describe("aiming", () => {
  it("hits as often as told, on the line and route told, and stops when cleared", async () => {
    const { faults } = play.sim;
    const code = async () => (await play.text(ana)).body.error?.code;
    faults.inject({ kind: "error", code: 131016 }, { times: 2 });
    expect([await code(), await code(), await code()]).toEqual([131016, 131016, undefined]);
    faults.inject({ kind: "error", code: 131000 }, { times: Infinity, every: 3 });
    expect([await code(), await code(), await code()]).toEqual([undefined, undefined, 131000]);
    faults.clear();
    faults.inject({ kind: "error", code: 131016 }, { phoneNumberId: "another" });
    faults.inject({ kind: "error", code: 131016 }, { route: "templates" });
    expect(await code()).toBeUndefined();
    const listed = await play.call(`${play.line.wabaId}/message_templates`);
    expect(listed.body.error?.code).toBe(131016);
    expect(faults.counts()).toEqual({ error: 4 });
  });

  it("by probability strikes about as often as told, the same for the same seed", () => {
    const struck = (seed: number): (Fault | undefined)[] => {
      const plan = createFaultPlan(createRandom(seed));
      plan.shares([
        { fault: { kind: "http", status: 500 }, share: 0.05 },
        { fault: { kind: "drop_response" }, share: 0.03 },
      ]);
      return Array.from({ length: 20_000 }, () => plan.draw({ route: "messages", id: "line" }));
    };
    const first = struck(1);
    expect(struck(1)).toEqual(first);
    expect(struck(2)).not.toEqual(first);
    const share = (kind: string) => first.filter((fault) => fault?.kind === kind).length / 20_000;
    expect(share("http")).toBeCloseTo(0.05, 2);
    expect(share("drop_response")).toBeCloseTo(0.03, 2);
  });
});
