import { describe, expect, it } from "vitest";
import {
  classOfAnswer,
  classOfCode,
  type ErrorClass,
} from "../../../src/domain/sending/error-class.ts";
import { failureOf, lineFaultOf, verdictOf } from "../../../src/domain/sending/send-verdict.ts";
import type { SendFailure } from "../../../src/domain/sending/send.ts";
import { errorCatalogue } from "../../../src/simulator/error-catalogue.ts";

/** One row per code of section 9: its class, what it makes of an answer, and of a message that a status calls failed. */
const ROWS: [code: number, of: ErrorClass, verdict: string, failure: SendFailure][] = [
  [0, "authorization", "stop authorization", "authorization"],
  [1, "transient", "repeat 8", "transient"],
  [2, "transient", "repeat 8", "transient"],
  [3, "authorization", "stop authorization", "authorization"],
  [4, "throughput", "slow 20", "transient"],
  [10, "authorization", "stop authorization", "authorization"],
  [33, "request", "refuse request", "request"],
  [100, "request", "refuse request", "request"],
  [190, "authorization", "stop authorization", "authorization"],
  [200, "authorization", "stop authorization", "authorization"],
  [299, "authorization", "stop authorization", "authorization"],
  [368, "account", "stop account", "account"],
  [80_007, "throughput", "slow 20", "transient"],
  [130_429, "throughput", "slow 20", "transient"],
  [130_472, "recipient", "refuse recipient", "recipient"],
  [130_497, "country", "refuse account", "account"],
  [131_000, "unclear", "repeat 3", "transient"],
  [131_005, "authorization", "stop authorization", "authorization"],
  [131_008, "request", "refuse request", "request"],
  [131_009, "request", "refuse request", "request"],
  [131_016, "transient", "repeat 8", "transient"],
  [131_021, "recipient", "refuse recipient", "recipient"],
  [131_026, "recipient", "refuse recipient", "recipient"],
  [131_030, "recipient", "refuse recipient", "recipient"],
  [131_031, "account", "stop account", "account"],
  [131_037, "account", "stop account", "account"],
  [131_042, "account", "stop account", "account"],
  [131_045, "account", "stop account", "account"],
  [131_047, "window", "refuse window", "window"],
  [131_048, "quality", "refuse quality", "quality"],
  [131_049, "ecosystem", "refuse ecosystem", "ecosystem"],
  [131_050, "recipient", "refuse recipient", "recipient"],
  [131_051, "request", "refuse request", "request"],
  [131_052, "media", "refuse media", "media"],
  [131_053, "media", "refuse media", "media"],
  [131_056, "pair", "wait 8", "transient"],
  [131_057, "transient", "repeat 8", "transient"],
  [131_062, "recipient", "refuse recipient", "recipient"],
  [132_000, "template", "refuse template", "template"],
  [132_001, "template", "refuse template", "template"],
  [132_005, "template", "refuse template", "template"],
  [132_007, "template", "refuse template", "template"],
  [132_012, "template", "refuse template", "template"],
  [132_015, "template", "refuse template", "template"],
  [132_016, "template", "refuse template", "template"],
  [132_068, "template", "refuse template", "template"],
  [132_069, "template", "refuse template", "template"],
  [133_000, "registration", "refuse registration", "registration"],
  [133_004, "transient", "repeat 8", "transient"],
  [133_005, "registration", "refuse registration", "registration"],
  [133_006, "registration", "refuse registration", "registration"],
  [133_008, "registration", "refuse registration", "registration"],
  [133_009, "registration", "refuse registration", "registration"],
  [133_010, "unregistered", "stop registration", "registration"],
  [133_015, "registration", "refuse registration", "registration"],
  [133_016, "registration", "refuse registration", "registration"],
  [135_000, "request", "refuse request", "request"],
  [999_999, "unknown", "refuse unknown", "unknown"],
];

const wordsOf = (errorClass: ErrorClass): string => Object.values(verdictOf(errorClass)).join(" ");
const error = (code: number) => ({ code, title: null, details: null });

describe("an error code of WhatsApp's", () => {
  it.each(ROWS)("%i is of class %s: %s", (code, errorClass, verdict, failure) => {
    expect(classOfCode(code)).toBe(errorClass);
    expect(wordsOf(errorClass)).toBe(verdict);
    expect(failureOf([error(code)])).toBe(failure);
    const [kind, reason] = verdict.split(" ");
    const stop = kind === "stop" ? reason : null;
    const isOfLine = stop !== null || errorClass === "quality";
    expect(lineFaultOf([error(code)])).toEqual(isOfLine ? { code, stop } : null);
  });

  it("classifies whatever HTTP status it comes with", () => {
    for (const [code, errorClass] of ROWS) {
      if (errorClass === "unknown") continue;
      for (const status of [200, 400, 429, 500, 503]) {
        expect(classOfAnswer({ status, code })).toBe(errorClass);
      }
    }
  });

  it("has its row here if the simulator knows it", () => {
    const tested = new Set(ROWS.map(([code]) => code));
    expect(Object.keys(errorCatalogue).filter((code) => !tested.has(Number(code)))).toEqual([]);
  });
});

describe("an answer", () => {
  it.each<[string, number, number | null, ErrorClass]>([
    ["of the server's fault without a code may have taken the send", 500, null, "lost"],
    ["of a gateway's time-out may have taken the send", 504, null, "lost"],
    ["of the server's fault with a code nobody knows, too", 500, 999_999, "lost"],
    ["of 4xx with a code nobody knows is final", 400, 999_999, "unknown"],
    ["of 4xx without a code is final", 404, null, "unknown"],
    ["that leads elsewhere is final", 302, null, "unknown"],
    ["of 401 without a code shuts the door", 401, null, "authorization"],
    ["of 403 without a code shuts the door", 403, null, "authorization"],
    ["of 403 with a code nobody knows is about the message", 403, 999_999, "unknown"],
    ["of 429 without a code says too fast", 429, null, "throughput"],
  ])("%s", (_what, status, code, errorClass) => {
    expect(classOfAnswer({ status, code })).toBe(errorClass);
  });
});

describe("a failed status", () => {
  it("is explained by the first of its errors that is known", () => {
    expect(failureOf([error(999_999), error(131_026), error(131_047)])).toBe("recipient");
  });

  it("without errors is explained by nothing", () => {
    expect(failureOf([])).toBe("unknown");
    expect(lineFaultOf([])).toBeNull();
  });

  it("concerns the line for whichever of its errors does", () => {
    expect(lineFaultOf([error(131_026), error(131_042)])?.code).toBe(131_042);
    const both = [error(131_048), error(131_042)];
    expect(lineFaultOf(both)).toEqual({ code: 131_042, stop: "account" });
  });
});
