import { describe, expect, it } from "vitest";
import type { MessageItem } from "../../../../src/domain/conversation/message.ts";
import { targetFault } from "../../../../src/domain/sending/outgoing-target.ts";
import { guardOf } from "../../../../src/domain/sending/send-guard.ts";
import { mayWriteFreely } from "../../../../src/domain/conversation/window.ts";
import { DAY, SECOND, T0 } from "../../../support/builders.ts";
import { aStoredMessage } from "../../../support/stored-message.ts";

const fault = (changes: Partial<MessageItem>, use: "reply" | "reaction" = "reaction", at = T0) =>
  targetFault(aStoredMessage(changes), { use, at });

describe("the message that another one speaks of", () => {
  it("may be any that WhatsApp knows, of either side", () => {
    for (const direction of ["incoming", "outgoing"] as const) {
      expect(fault({ direction })).toBeNull();
      expect(fault({ direction }, "reply")).toBeNull();
    }
  });

  it.each([
    ["unsent", { sourceId: null }],
    ["unknown", { content: null }],
    ["reaction", { content: { type: "reaction", targetId: "m1", emoji: "👍" } }],
  ] as const)("cannot be one that is %s, for answer or reaction", (word, changes) => {
    expect([fault(changes), fault(changes, "reply")]).toEqual([word, word]);
  });

  it("cannot be one that is not there", () => {
    expect(targetFault(undefined, { use: "reply", at: T0 })).toBe("unknown");
  });

  it("can be answered but not reacted to when it was revoked", () => {
    expect(fault({ revokedAt: T0 })).toBe("revoked");
    expect(fault({ revokedAt: T0 }, "reply")).toBeNull();
  });

  it("can be reacted to for 30 days and not a moment longer", () => {
    expect(fault({ occurredAt: T0 }, "reaction", T0 + 30 * DAY)).toBeNull();
    expect(fault({ occurredAt: T0 }, "reaction", T0 + 30 * DAY + 1)).toBe("too_old");
    expect(fault({ occurredAt: T0 }, "reply", T0 + 90 * DAY)).toBeNull();
  });
});

describe("free-form", () => {
  it("stops a minute before the window's end, and never starts without one", () => {
    const window = { lastInboundAt: T0, windowExpiresAt: T0 + DAY };
    expect(mayWriteFreely(window, T0 + DAY - 60 * SECOND - 1)).toBe(true);
    expect(mayWriteFreely(window, T0 + DAY - 60 * SECOND)).toBe(false);
    expect(mayWriteFreely({ lastInboundAt: null, windowExpiresAt: null }, T0)).toBe(false);
  });

  it("stops later in the short windows of a demo, or there would be no time at all", () => {
    const window = { lastInboundAt: T0, windowExpiresAt: T0 + 45 * SECOND };
    expect(mayWriteFreely(window, T0 + 44 * SECOND)).toBe(true);
    expect(mayWriteFreely(window, T0 + 44.25 * SECOND)).toBe(false);
  });
});

describe("the guard", () => {
  const no = { wanted: false, at: T0, source: "user" } as const;
  const template = (category: string) => ({
    type: "template" as const,
    name: "promo",
    language: "es_MX",
    category,
    components: [],
    text: "Hola",
    values: {},
  });

  it("keeps marketing from who has opted out, and nothing else", () => {
    const refusals = ["MARKETING", "UTILITY", "AUTHENTICATION"].map((category) =>
      guardOf({ whatsapp: null, marketing: no }, template(category)),
    );
    expect(refusals).toEqual(["contact.opted_out", null, null]);
    const text = { type: "text", text: "Hola", previewUrl: false } as const;
    expect(guardOf({ whatsapp: no, marketing: null }, text)).toBeNull();
    expect(guardOf({ whatsapp: no, marketing: null }, template("MARKETING"))).toBe(
      "contact.opted_out",
    );
    expect(guardOf({ whatsapp: null, marketing: null }, template("MARKETING"))).toBeNull();
    const yes = { ...no, wanted: true };
    expect(guardOf({ whatsapp: yes, marketing: yes }, template("MARKETING"))).toBeNull();
  });
});
