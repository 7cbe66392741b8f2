import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RETRY_SCHEDULES } from "../../src/channels/endpoint/retry-schedule.ts";

const DOCUMENT = new URL("../../docs/receiving-events.md", import.meta.url);
const text = readFileSync(DOCUMENT, "utf8");

describe("docs/receiving-events.md", () => {
  it("shows the verification that the example runs, as it stands", () => {
    const [, shown] = /^```js verify\.mjs\n(.*?)^```$/ms.exec(text) ?? [];
    const runs = new URL("../../examples/receiver/verify.mjs", import.meta.url);
    expect(shown).toBe(readFileSync(runs, "utf8"));
  });

  it("links to files that there are", () => {
    const links = [...text.matchAll(/\]\((?!https:)([^)#]+)\)/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links)
      expect([link, existsSync(new URL(link, DOCUMENT))]).toEqual([link, true]);
  });

  it("tells the waits of the retries as they are", () => {
    const minutes = RETRY_SCHEDULES["28h"].map((ms) => ms / 60_000);
    expect(minutes).toEqual([0, 5 / 60, 5, 30, 120, 300, 600, 600]);
    expect(text).toContain("5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h");
  });
});
