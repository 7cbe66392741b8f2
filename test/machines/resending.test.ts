import { describe, expect, it } from "vitest";
import type { ResendCommand } from "../../src/domain/sending/send-commands.ts";
import type { SendResult } from "../../src/domain/sending/send.ts";
import { reports, sends, TEMPLATE, text } from "./sends.ts";
import { HOUR, Life, outcomeOf, T0, typesOf, user } from "./support.ts";

const LUIS = user("usr_luis");
const EVA = user("usr_eva");
const FAILED: SendResult = { kind: "refused", reason: "exhausted", errors: [] };

const resend = (messageId: string, content = text("Hola")): ResendCommand => ({
  name: "resend",
  messageId,
  content,
  replyToId: null,
});

/** A message of Luis's, `m2`, of which this became. */
function sent(result: SendResult | null): Life {
  const life = new Life();
  life.says("Hola", T0);
  sends(life, LUIS, T0 + 1, text("Hola"));
  if (result !== null) reports(life, { version: 2, result }, T0 + 2);
  return life;
}

describe("sending again", () => {
  it.each([
    ["failed", FAILED],
    ["uncertain", { kind: "uncertain" } as const],
  ])("makes a new message of one that is %s, and the two name each other", (_word, result) => {
    const life = sent(result);
    const commit = life.asks(EVA, resend("m2"), T0 + 3);
    expect(typesOf(commit)).toEqual(["message.queued"]);
    expect(commit.events[0]!.data["message"]).toMatchObject({ id: "m4", resendOf: "m2" });
    expect(commit.sends).toMatchObject([{ messageId: "m4", content: text("Hola") }]);
    const [, first, second] = life.messages();
    expect(first).toMatchObject({ id: "m2", resentAs: "m4" });
    expect(second).toMatchObject({ id: "m4", resendOf: "m2", status: "queued", sender: EVA });
  });

  it("is refused while nothing has gone wrong", () => {
    const code = "message.not_failed";
    expect(outcomeOf(sent(null).asks(EVA, resend("m2"), T0 + 3))).toMatchObject({ code });
    const accepted = sent({ kind: "accepted", sourceId: "wamid.out" });
    expect(outcomeOf(accepted.asks(EVA, resend("m2"), T0 + 3))).toMatchObject({ code });
  });

  it("happens once; what fails again is repeated from the newest", () => {
    const life = sent(FAILED);
    life.asks(EVA, resend("m2"), T0 + 3);
    const again = life.asks(EVA, resend("m2"), T0 + 4);
    expect(outcomeOf(again)).toMatchObject({ code: "message.already_resent" });
    reports(life, { version: 4, result: FAILED }, T0 + 5);
    expect(outcomeOf(life.asks(EVA, resend("m4"), T0 + 6))).toEqual({ kind: "applied" });
  });

  it("is refused for what the contact wrote, and for what is not there", () => {
    const life = sent(FAILED);
    for (const id of ["m1", "m9", "n1"]) {
      const outcome = outcomeOf(life.asks(EVA, resend(id), T0 + 3));
      expect(outcome).toMatchObject({ code: "message.unknown" });
    }
  });

  it("needs the window as the first time, and a template does not", () => {
    const life = sent(FAILED);
    const late = T0 + 25 * HOUR;
    expect(outcomeOf(life.asks(EVA, resend("m2"), late))).toMatchObject({ code: "window.closed" });
    sends(life, LUIS, late, TEMPLATE);
    const { version } = life.conversation!;
    reports(life, { version, result: FAILED }, late + 1);
    const outcome = outcomeOf(life.asks(EVA, resend(`m${version}`, TEMPLATE), late + 2));
    expect(outcome).toEqual({ kind: "applied" });
  });

  it("leaves the first message to be settled when word of it comes after all", () => {
    const life = sent({ kind: "uncertain" });
    life.asks(EVA, resend("m2"), T0 + 3);
    reports(life, { version: 2, result: { kind: "accepted", sourceId: "wamid.a" } }, T0 + 4);
    const [, first, second] = life.messages();
    expect(first).toMatchObject({ status: "sent", sourceId: "wamid.a", resentAs: "m4" });
    expect(second).toMatchObject({ status: "queued", sourceId: null });
  });
});
