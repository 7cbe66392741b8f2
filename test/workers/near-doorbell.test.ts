import { describe, expect, it } from "vitest";
import type { Doorbell } from "../../src/queues/doorbell.ts";
import { createNearDoorbell, type NearHandlers } from "../../src/workers/near-doorbell.ts";
import { ACME } from "../support/builders.ts";
import { createRecordingDoorbell } from "../support/recording-doorbell.ts";
import { createRecordingLog } from "../support/recording-log.ts";

const at = (conversationId: string) => ({ workspaceId: ACME, conversationId });

/** A near doorbell whose handlers keep a book, and end when they are told to. */
function open() {
  const far = createRecordingDoorbell();
  const log = createRecordingLog();
  const done: string[] = [];
  const held: (() => void)[] = [];
  let isHeld = false;
  let failure: Error | null = null;
  const note = (what: string): Promise<void> => {
    done.push(what);
    if (failure !== null) return Promise.reject(failure);
    return isHeld ? new Promise((resolve) => void held.push(resolve)) : Promise.resolve();
  };
  const handlers: NearHandlers = {
    "advance-live": ({ conversationId }) => note(`live ${conversationId}`),
    "advance-status": ({ conversations }) =>
      note(`status ${conversations.map(({ conversationId }) => conversationId).join()}`),
    relay: ({ workspaceId }) => note(`relay ${workspaceId}`),
    deliver: ({ endpointId }) => note(`endpoint ${endpointId}`),
    send: ({ lineId }) => note(`line ${lineId}`),
  };
  const doorbell = createNearDoorbell({
    far,
    clock: { now: () => 0 },
    log,
    soon: (task) => void setImmediate(task),
  });
  return {
    far,
    log,
    doorbell,
    handlers,
    done,
    hold: () => void (isHeld = true),
    letGo: () => held.splice(0).forEach((end) => end()),
    fail: (error: Error) => void (failure = error),
  };
}

async function moment(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function ringEverything(doorbell: Doorbell): void {
  doorbell.ringConversations("live", [at("1"), at("2")]);
  doorbell.ringConversations("status", [at("3")]);
  doorbell.ringConversations("bulk", [at("4")]);
  doorbell.ringRelay(ACME);
  doorbell.ringEndpoint(ACME, "ep_1");
  doorbell.ringLine(ACME, "line_1");
  doorbell.ringMedia(at("5"));
  doorbell.ringTemplates({ workspaceId: ACME, wabaId: "waba_1" });
  doorbell.schedule(at("6"), 77);
}

describe("a doorbell that is heard nearby", () => {
  it("passes everything on while nobody attends, as in a process that only serves HTTP", async () => {
    const { far, doorbell, done } = open();
    ringEverything(doorbell);
    await moment();
    expect(done).toEqual([]);
    expect(far.rings).toHaveLength(10);
  });

  it("has done here what must be done soon, after whoever rings has had their say, and passes on what may take its time", async () => {
    const { far, doorbell, handlers, done } = open();
    doorbell.attend(handlers);
    ringEverything(doorbell);
    expect(done).toEqual([]);
    await moment();
    expect(done).toEqual([
      "live 1",
      "live 2",
      "status 3",
      `relay ${ACME}`,
      "endpoint ep_1",
      "line line_1",
    ]);
    expect(far.rings).toEqual(["bulk 4", "media 5", "templates waba_1", "timer 6 77"]);
  });

  it("looks once more, and not twice at a time, for rings during the work", async () => {
    const { doorbell, handlers, done, hold, letGo } = open();
    hold();
    doorbell.attend(handlers);
    for (let time = 0; time < 4; time++) {
      doorbell.ringConversations("live", [at("1")]);
      await moment();
    }
    expect(done).toEqual(["live 1"]);
    letGo();
    await moment();
    expect(done).toEqual(["live 1", "live 1"]);
  });

  it("lets other processes help when more is rung for than is done", async () => {
    const { far, doorbell, handlers, done, hold } = open();
    hold();
    doorbell.attend(handlers);
    const many = Array.from({ length: 400 }, (_, index) => at(String(index)));
    doorbell.ringConversations("live", many);
    await moment();
    expect(done).toHaveLength(64);
    expect(far.rings).toHaveLength(400 - 64 - 256);
  });

  it("says what failed and goes on", async () => {
    const { log, doorbell, handlers, done, fail } = open();
    fail(new Error("a defect"));
    doorbell.attend(handlers);
    doorbell.ringRelay(ACME);
    await moment();
    doorbell.ringRelay(ACME);
    await moment();
    expect(done).toHaveLength(2);
    expect(log.complaints()).toEqual(
      Array.from({ length: 2 }, () => "A job failed; the sweep looks after its work"),
    );
  });

  it("passes on what waits when its process stops, and waits for what was begun", async () => {
    const { far, doorbell, handlers, done, hold, letGo } = open();
    hold();
    doorbell.attend(handlers);
    doorbell.ringConversations("live", [at("1")]);
    await moment();
    doorbell.ringConversations("live", [at("1")]);
    await moment();
    const left = doorbell.leave();
    doorbell.ringConversations("live", [at("2")]);
    letGo();
    await left;
    expect(done).toEqual(["live 1"]);
    expect(far.rings).toEqual(["live 1", "live 2"]);
  });
});
