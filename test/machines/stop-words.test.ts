import { describe, expect, it } from "vitest";
import { echoOf, Life, MINUTE, T0 } from "./support.ts";

const LINE = { stopWords: ["baja"], startWords: ["alta"] };

describe("a contact who writes a stop word", () => {
  it("has opted out with the very step, at the time at which they wrote it", () => {
    const life = new Life(LINE);
    life.says("Hola", T0);
    const commit = life.says("¡Baja!", T0 + MINUTE, T0 + 2 * MINUTE);
    const { version } = commit.conversation;
    expect(commit.said).toEqual([
      {
        contactId: life.contact.id,
        which: "whatsapp",
        said: { wanted: false, at: T0 + MINUTE, source: "stop_word" },
        cause: expect.anything() as unknown,
        conversation: { id: commit.conversationId, episode: 1, version },
      },
    ]);
    expect(life.says("alta", T0 + 3 * MINUTE).said).toMatchObject([{ said: { wanted: true } }]);
  });

  it("says nothing by it when the business writes it, or in a sentence", () => {
    const life = new Life(LINE);
    expect(life.says("La baja de mi madre", T0).said).toEqual([]);
    expect(life.webhook(echoOf(life, "baja"), T0 + MINUTE).said).toEqual([]);
    expect(new Life().says("baja", T0).said).toEqual([]);
  });
});
