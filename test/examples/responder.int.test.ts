import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { conversation, hasWritten } from "../acceptance/inbox.ts";
import { useWholeSystem } from "../acceptance/whole-system.ts";
import { findFreePort } from "../../src/redis-process.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import type { Contact } from "../../src/simulator/contact.ts";
import { expectSoon } from "../support/expect-soon.ts";

/*
 * examples/responder as a process of its own, asked by a flow that is made over the API as docs/automations.md shows it.
 */

const PROGRAM = fileURLToPath(new URL("../../examples/responder/responder.mjs", import.meta.url));

const start = useWholeSystem();
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startResponder(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["ignore", "pipe", "inherit"] });
  open.push(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  await once(child.stdout, "data");
}

/** What the contact's phone has, in the order in which WhatsApp took it. */
const textsOf = ({ received }: Contact) =>
  received
    .toSorted((a, b) => a.at - b.at)
    .map(({ request }) => (request as { text?: { body: string } }).text?.body);

test("the responder of the examples answers a contact until they ask for a person, and refuses whoever cannot sign", async () => {
  const system = await start();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/`;
  const definition = {
    name: "Agent",
    start: { on: "conversation.started_by_contact" },
    first: "agent",
    steps: [
      { id: "agent", do: "respond", url, mode: "direct", timeoutMs: 60_000, onHandOver: "tag" },
      { id: "tag", do: "tag", tags: ["persona"] },
    ],
  };
  const made = await system.ask("POST", "/v1/automations", definition);
  const { id: flowId, secret } = made.body as { id: string; secret: string };
  await startResponder({ SECRET: secret, PORT: String(port) });
  const forged = await fetch(url, { method: "POST", body: "{}" });
  expect(forged.status).toBe(401);
  await system.ask("POST", `/v1/automations/${flowId}/enable`);
  const ana = system.sim.contact({ name: "Ana", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "Busco zapatos" });
  await expectSoon(() => textsOf(ana)).toEqual(["Ana, escribiste: Busco zapatos"]);
  await hasWritten(system, ana, { text: "Quiero hablar con una persona" });
  await expectSoon(async () => (await conversation(system.ask, id)) as unknown).toMatchObject({
    tags: ["persona"],
  });
  expect((await system.engine.store.flow(DEFAULT_WORKSPACE, flowId))?.liveVersion).toBe(1);
});
