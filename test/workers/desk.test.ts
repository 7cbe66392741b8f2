import { describe, expect, it } from "vitest";
import { Desk } from "../../src/workers/desk.ts";

/** A desk, and a book of what was begun, what was passed on, and how to end what is under way. */
function open(options: { hands: number; waitingMax: number }) {
  const desk = new Desk(options);
  const begun: string[] = [];
  const passed: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const ask = (key: string): void =>
    desk.take({
      key,
      run: () =>
        new Promise<void>((resolve, reject) => {
          begun.push(key);
          ends.set(key, (error) => (error === undefined ? resolve() : reject(error)));
        }),
      pass: () => void passed.push(key),
    });
  const end = async (key: string, error?: Error): Promise<void> => {
    ends.get(key)?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { desk, begun, passed, ask, end };
}

describe("a desk", () => {
  it("works as many errands at a time as it has hands, and the others in the order in which they came", async () => {
    const { begun, ask, end } = open({ hands: 2, waitingMax: 10 });
    for (const key of ["a", "b", "c", "d"]) ask(key);
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "d"]);
  });

  it("works a key once more for whatever was asked for while it was worked, and never twice at a time", async () => {
    const { begun, ask, end } = open({ hands: 4, waitingMax: 10 });
    for (let time = 0; time < 5; time++) ask("a");
    expect(begun).toEqual(["a"]);
    await end("a");
    expect(begun).toEqual(["a", "a"]);
    await end("a");
    expect(begun).toEqual(["a", "a"]);
  });

  it("lets others go first while a key that waits is still worked", async () => {
    const { begun, ask, end } = open({ hands: 2, waitingMax: 10 });
    for (const key of ["a", "b", "a", "c"]) ask(key);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "a"]);
  });

  it("passes on what it has no room for", () => {
    const { begun, passed, ask } = open({ hands: 1, waitingMax: 2 });
    for (const key of ["a", "b", "c", "d", "b"]) ask(key);
    expect({ begun, passed }).toEqual({ begun: ["a"], passed: ["d"] });
  });

  it("goes on after an errand that failed", async () => {
    const { begun, ask, end } = open({ hands: 1, waitingMax: 2 });
    ask("a");
    ask("b");
    await end("a", new Error("a defect"));
    expect(begun).toEqual(["a", "b"]);
  });

  it("passes on what waits when it closes, and tells when what was begun has ended", async () => {
    const { desk, begun, passed, ask, end } = open({ hands: 1, waitingMax: 2 });
    ask("a");
    ask("b");
    let isClosed = false;
    void desk.close().then(() => (isClosed = true));
    expect(passed).toEqual(["b"]);
    await end("nobody");
    expect(isClosed).toBe(false);
    await end("a");
    expect({ isClosed, begun }).toEqual({ isClosed: true, begun: ["a"] });
    await expect(desk.close()).resolves.toBeUndefined();
  });
});
