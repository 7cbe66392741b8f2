import { describe, expect, it } from "vitest";
import { echoOf, Life, MINUTE, T0 } from "./support.ts";

const LINE = { stopWords: ["baja"], startWords: ["alta"] };

describe("a contact who writes a stop word", () => {
  it("has opted out with the very step, at the time at which they wrote it", () => {
    const life = new Life(LINE);
    life.says("Hola", T0);
    const commit = life.says("¡Baja!", T0 + MINUTE, T0 + 2 * MINUTE);
    const { version } = commit.conversation;
    expect(commit.learnt).toEqual([
      {
        kind: "wants",
        contactId: life.contact.id,
        which: "whatsapp",
        said: { wanted: false, at: T0 + MINUTE, source: "stop_word" },
        at: T0 + 2 * MINUTE,
        cause: expect.anything() as unknown,
        conversation: { id: commit.conversationId, episode: 1, version },
      },
    ]);
    expect(life.says("alta", T0 + 3 * MINUTE).learnt).toMatchObject([{ said: { wanted: true } }]);
  });

  it("says nothing by it when the business writes it, or in a sentence", () => {
    const life = new Life(LINE);
    expect(life.says("La baja de mi madre", T0).learnt).toEqual([]);
    expect(life.webhook(echoOf(life, "baja"), T0 + MINUTE).learnt).toEqual([]);
    expect(new Life().says("baja", T0).learnt).toEqual([]);
  });
});
