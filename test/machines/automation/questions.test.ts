import { describe, expect, it } from "vitest";
import { T0 } from "../support.ts";
import { ASK, begun, SAY, text } from "./begun.ts";
import type { BotLife } from "./bot-life.ts";

describe("a question", () => {
  const asked = (): BotLife => {
    const life = begun([
      { ...ASK, repeats: 1, whenInvalid: text("Un número"), onInvalid: "sorry" },
      { ...SAY, id: "sorry" },
    ]);
    life.settlesAll(T0 + 1);
    return life;
  };

  it("is put again after an answer that is not valid, and given up after that", () => {
    const life = asked();
    life.says("azul", T0 + 2);
    life.settlesAll(T0 + 3);
    life.says("rojo", T0 + 4);
    life.settlesAll(T0 + 5);
    expect(life.texts()).toEqual(["¿Qué color?", "Un número", "¿Qué color?", "Hola"]);
  });

  it("is not answered by what was written before it was put", () => {
    const life = begun([ASK]);
    const effect = life.effect();
    life.says("7", T0 + 1);
    life.carriesOut(effect, T0 + 2);
    expect(life.runs).toMatchObject([{ wait: { kind: "answer" } }]);
  });

  it("of several runs goes to the one that asked last", () => {
    const start = { on: "message.received", match: { kind: "keyword", words: ["otra"] } };
    const life = asked().has("g", { start, steps: [ASK] });
    life.says("otra 12", T0 + 2);
    life.settlesAll(T0 + 3);
    life.says("9", T0 + 4);
    expect([life.ends("g"), life.ends("f")]).toEqual([["completed"], ["running"]]);
  });
});
