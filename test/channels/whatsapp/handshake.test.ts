import { describe, expect, it } from "vitest";
import { verifyHandshake } from "../../../src/channels/whatsapp/signature.ts";

const TOKEN = "what-the-operator-typed";
const good = {
  "hub.mode": "subscribe",
  "hub.verify_token": TOKEN,
  "hub.challenge": "1158201444",
};

describe("verifyHandshake", () => {
  it("hands back the challenge of a caller who knows the token", () => {
    expect(verifyHandshake(good, TOKEN)).toEqual({ kind: "verified", challenge: "1158201444" });
  });

  it.each([
    ["another token", "what-the-operator-typeD"],
    ["a longer token", `${TOKEN}x`],
    ["a shorter token", TOKEN.slice(1)],
    ["an empty token", ""],
  ])("refuses %s", (_what, token) => {
    expect(verifyHandshake({ ...good, "hub.verify_token": token }, TOKEN)).toEqual({
      kind: "wrong_token",
    });
  });

  it("refuses everybody while no token is configured", () => {
    expect(verifyHandshake({ ...good, "hub.verify_token": "" }, "")).toEqual({
      kind: "wrong_token",
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["nothing at all", {}],
    ["no mode", { ...good, "hub.mode": undefined }],
    ["another mode", { ...good, "hub.mode": "unsubscribe" }],
    ["no token", { ...good, "hub.verify_token": undefined }],
    ["two tokens", { ...good, "hub.verify_token": [TOKEN, TOKEN] }],
    ["no challenge", { ...good, "hub.challenge": undefined }],
    ["two challenges", { ...good, "hub.challenge": ["1", "2"] }],
    ["an empty challenge", { ...good, "hub.challenge": "" }],
    ["markup", { ...good, "hub.challenge": "<script>alert(1)</script>" }],
    ["an entity", { ...good, "hub.challenge": "&lt;b&gt;" }],
    ["a line feed at the end", { ...good, "hub.challenge": "1158201444\n" }],
    ["10 kB of challenge", { ...good, "hub.challenge": "1".repeat(10_000) }],
    ["an object", { ...good, "hub.challenge": { toString: () => "1" } }],
  ])("echoes nothing for %s", (_what, query) => {
    expect(verifyHandshake(query, TOKEN)).toEqual({ kind: "malformed" });
  });
});
