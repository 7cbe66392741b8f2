import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLog, type Log } from "../src/log.ts";

/** What must never be seen: a name, a phone number in three spellings, a text, a token. */
const CANARIES = [
  "Zoë Canaria",
  "+55 11 98765-4321",
  "+5511987654321",
  "5511987654321",
  "Hola, soy Canaria",
  "EAAGcanary0123456789abcdef",
];

const FORMATS = [
  ["json", false],
  ["plain", true],
] as const;

/** A log, and what it wrote. */
function listen(plain: boolean, level = "debug") {
  const written: string[] = [];
  const log = createLog({ level, plain, write: (line) => void written.push(line) });
  return { log, written, text: () => written.join("") };
}

function expectNoCanary(text: string): void {
  for (const canary of CANARIES) expect(text).not.toContain(canary);
}

/** Every field that may be logged, with a value that it is for. */
const LEGAL: Record<string, string | number> = {
  workspaceId: "default",
  conversationId: "100000000000001-ct_0k2f7v9c1m3n5p7q9s1u",
  lineId: "100000000000001",
  contactId: "ct_0k2f7v9c1m3n5p7q9s1u",
  endpointId: "ep_0k2f7v9c1m3n5p7q9s1u",
  deliveryId: "evt_100000000000001-ct_1_started_1.ep_1",
  eventId: "evt_100000000000001-ct_1_1_0",
  userId: "usr_1",
  requestId: "req_1",
  errorId: "req_1",
  reason: "gone",
  code: "store.unavailable",
  kind: "message",
  queue: "advance-live",
  role: "all",
  signal: "SIGTERM",
  method: "POST",
  route: "/v1/conversations/:id/close",
  status: 503,
  episode: 1,
  version: 2,
  seq: 3,
  count: 4,
  events: 5,
  entries: 6,
  attempt: 7,
  port: 3_000,
  durationMs: 8,
  lateMs: 9,
  dueAt: 1_768_478_400_000,
};
/** Fields that hold words and ids: whatever canary stands there was put there by mistake. */
const TEXTUAL = Object.keys(LEGAL).filter((name) => typeof LEGAL[name] === "string");

describe.each(FORMATS)("the %s log", (_name, plain) => {
  it("writes what it is told: level, time, sentence and fields", () => {
    const { log, text } = listen(plain);
    log.warn({ conversationId: "1-ct_1", count: 3 }, "Something happened");
    if (plain) {
      expect(text()).toMatch(
        /^\d\d:\d\d:\d\d\.\d{3} {2}warn {2}Something happened {2}conversationId="1-ct_1" {2}count=3\n$/,
      );
      return;
    }
    const { time, ...line } = JSON.parse(text()) as Record<string, unknown>;
    expect(new Date(String(time)).getTime()).not.toBeNaN();
    expect(line).toEqual({
      level: "warn",
      msg: "Something happened",
      conversationId: "1-ct_1",
      count: 3,
    });
  });

  it.each(Object.entries(LEGAL))(
    "keeps the field %s when it looks like what it is for",
    (name, value) => {
      const { log, text } = listen(plain);
      log.info({ [name]: value }, "x");
      expect(text()).toContain(JSON.stringify(value));
      expect(text()).not.toContain("withheld");
    },
  );

  it("drops every field that is not on the list", () => {
    const { log, text } = listen(plain);
    const names =
      "name phone text body token accessToken waId from to contact message raw url err2";
    for (const name of [...names.split(" "), "constructor", "__proto__", "toString"])
      for (const canary of CANARIES) log.info({ [name]: canary }, "x");
    log.info({ contact: { name: CANARIES[0], phones: CANARIES } }, "x");
    expectNoCanary(text());
  });

  it.each(TEXTUAL)("withholds names, numbers, texts and lists that were put into %s", (name) => {
    const { log, text } = listen(plain);
    const [person, spaced, dialled, , sentence] = CANARIES;
    for (const value of [person, spaced, dialled, sentence, CANARIES, { deep: person }])
      log.info({ [name]: value }, "x");
    expectNoCanary(text());
    expect(text().match(/withheld/g)).toHaveLength(6);
  });

  it("takes no phone number for an id, and no token for a word", () => {
    const { log, text } = listen(plain);
    const [, , , digits, , token] = CANARIES;
    for (const name of TEXTUAL.filter((one) => one.endsWith("Id") && one !== "lineId"))
      log.info({ [name]: digits }, "x");
    for (const name of ["reason", "code", "kind", "queue", "role", "signal", "method"])
      for (const value of [digits, token]) log.info({ [name]: value }, "x");
    expectNoCanary(text());
  });

  it("keeps of an error its kind, code and place, and none of its words", () => {
    const { log, text } = listen(plain);
    for (const canary of CANARIES) {
      const cause = new Error(`because of ${canary}`);
      const error = Object.assign(new TypeError(`no ${canary}`, { cause }), {
        code: "ERR_CANNOT",
        detail: canary,
      });
      log.error({ err: error }, "It broke");
      log.error({ err: error });
      log.error(error);
      log.error({ err: new AggregateError([error], canary) }, "x");
      log.error({ err: canary }, "x");
      log.error({ err: { message: canary, stack: canary } }, "x");
      log.error({ err: Object.assign(new Error("x"), { name: canary, code: canary }) }, "x");
    }
    expectNoCanary(text());
    expect(text()).toContain("TypeError");
    expect(text()).toContain("ERR_CANNOT");
    expect(text()).toContain("log.test.ts");
  });

  it("takes no line of a message for a place, not even of one that changed later", () => {
    const { log, text } = listen(plain);
    for (const canary of CANARIES) {
      const forged = new Error(`first\n    at ${canary} (node:x:1:1)\n    at last`);
      log.error({ err: forged }, "x");
      forged.message = "changed";
      log.error({ err: forged }, "x");
    }
    expectNoCanary(text());
  });

  it("writes no further arguments into its sentence", () => {
    const { log, text } = listen(plain);
    for (const canary of CANARIES) {
      log.info("%s wrote %o", canary, { canary });
      log.info({ count: 1 }, "%s wrote", canary);
      (log.info as (...args: unknown[]) => void)(null, canary.length, canary);
    }
    expectNoCanary(text());
  });

  it("writes one line for each of 10,000 events, whatever is in them", () => {
    const { log, written } = listen(plain);
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\r\n",
        "\u001b[2J\u001b[31mred",
        "\u009b31m",
        "\u2028\u2029\u0085",
        "\u202egnp.exe",
        '\n{"level":"error","msg":"forged"}',
        "\u0000",
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (sentence, value) => {
        written.length = 0;
        log.info({ reason: value, err: new Error(value), [value]: value }, sentence);
        log.info(sentence);
        expect(written).toHaveLength(2);
        for (const line of written) {
          expect(line.endsWith("\n")).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("cuts what is too long for a line", () => {
    const { log, written } = listen(plain);
    const endless = "\u0007".repeat(1_000_000);
    log.info({ reason: endless, err: new Error(endless) }, endless);
    expect(written).toHaveLength(1);
    expect(written[0]?.length).toBeLessThan(20_000);
  });

  it("is silent below its level", () => {
    const { log, written } = listen(plain, "warn");
    log.debug("x");
    log.info("x");
    expect(written).toEqual([]);
    const silent: Log = listen(plain, "silent").log;
    expect(() => silent.error("x")).not.toThrow();
  });
});
