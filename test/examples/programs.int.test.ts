import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

/*
 * The programs of examples as somebody starts them who has just cloned the repository, with the oldest Node that the README names.
 */

const programAt = (path: string) =>
  fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));
/** What Node 20 has not yet, and a program of ours might lean on. */
const LIKE_NODE_20 = ["--import", "data:text/javascript,delete Array.fromAsync"];

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

function run(path: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [...LIKE_NODE_20, programAt(path)], { env });
  running.push(child);
  return child;
}

describe("the programs of the examples", () => {
  it.each([
    ["receiver/receiver.mjs", "SECRETS is not set"],
    ["responder/responder.mjs", "SECRET is not set"],
  ])("say in a sentence what %s needs", async (path, sentence) => {
    const child = run(path, {});
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(said).toMatch(new RegExp(`^${sentence}: .*\n$`));
    expect(code).toBe(1);
  });

  it("a responder answers also on Node 20, and after somebody has hung up in the middle of a request", async () => {
    const child = run("responder/responder.mjs", { SECRET: "whsec_c2VjcmV0", PORT: "0" });
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const port = Number(/listening (\d+)/.exec(String(said))?.[1]);
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
    socket.end();
    await once(socket.resume(), "close");
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" });
    expect(forged.status).toBe(401);
  });
});
