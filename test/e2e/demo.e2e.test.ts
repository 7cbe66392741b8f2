import { describe, expect, test } from "vitest";
import { createClient, fetchPatiently } from "./support/client.ts";
import { createFolder } from "./support/folder.ts";
import { startVentana, type Ventana } from "./support/ventana.ts";
import { commandsOf, differences, typeAll } from "./support/walk-through.ts";

const STORY_MS_MAX = 240_000;

/** The story in the order in which a newcomer reads it, with what the engine says to each part. */
const STORY = [
  "a demo plays: a simulated WhatsApp, three contacts",
  "Ana writes to the demo's number.",
  "A conversation was opened by the contact",
  "The trigger conversation.started_by_contact fires",
  "The receiver got conversation.started_by_contact, webhook-id \\S+_started_1, signature valid.",
  "Bruno writes to the sales line, where a flow welcomes and asks",
  "A conversation was opened by the contact",
  "The flow welcome-and-qualify starts: conversation.started_by_contact",
  "The receiver got conversation.started_by_contact, webhook-id \\S+_started_1, signature valid.",
  "Carla writes to the counter, .* she has a user name",
  "A conversation was opened by the contact",
  "The flow round-robin-with-pick-up-deadline starts: conversation.started_by_contact",
  "The receiver got conversation.started_by_contact, webhook-id \\S+_started_1, signature valid.",
  "Ana writes again while her conversation is open",
  "A message of the contact was added",
  "An agent closes Ana's conversation, by command.",
  "The conversation was closed by an agent; the trigger is armed again",
  "Ana writes once more, to a closed conversation",
  "The trigger conversation.started_by_contact fires .*episode=2$",
  "The receiver got conversation.started_by_contact, webhook-id \\S+_started_2, signature valid.",
  "Nobody answers. The windows of these lines last 45 seconds",
  "The window is closing soon: \\d+ seconds are left",
  "The window has expired; from now on only templates may be sent",
  "The story is over; the engine goes on running.",
  "The windows of these lines last 24 hours now, .* whoever is written to answers",
];

/** What the three examples do meanwhile, each in its order: one asks, one goes by turns until somebody answers, one rescues a window. */
const FLOWS = [
  [
    "The flow welcome-and-qualify starts",
    "The flow writes to the contact .*000002-",
    "A message of the contact was added .*000002-",
    "The flow writes to the contact .*000002-",
    "A message of the contact was added .*000002-",
    "The flow writes to the contact .*000002-",
    "A message of the contact was added .*000002-",
    "The flow writes to the contact .*000002-",
    "A message of the contact was added .*000002-",
    "The flow tags the conversation",
    "The flow leaves a note for the team",
    "The flow assigns the conversation, to who has the fewest open, one of 2",
    "The flow welcome-and-qualify has ended: completed",
  ],
  [
    "The flow round-robin-with-pick-up-deadline starts",
    "The flow assigns the conversation, by round robin, one of 2",
    "The flow assigns the conversation, by round robin, one of 1",
    "The flow writes to the contact .*000003-",
    "The window is closing soon: .*000003-",
    "The flow rescue-before-the-window-closes starts: window.closing",
    "The flow leaves a note for the team .*000003-",
    "The flow writes to the contact .*000003-",
    "A message of the contact was added .*000003-",
    "The flow writes to the contact .*000003-",
    "The flow rescue-before-the-window-closes has ended: completed",
    "The story is over",
  ],
];

/** Everything of the people in the demo that no line may tell. Their first names are the story's own. */
const PRIVATE = [
  "5215550000101",
  "5511950000102",
  "BR.50000102",
  "MX.50000103",
  "@carla",
  "modelo azul",
  "Quanto custa",
  "Buenas tardes",
  "Teixeira",
  "Puebla",
  "aquí espero",
  "viernes",
  "última pregunta",
];

/** The first sentence that is missing at its place; undefined when all are there in order. */
function missingIn(text: string, sentences: readonly string[]): string | undefined {
  let rest = text;
  for (const sentence of sentences) {
    const found = new RegExp(sentence, "m").exec(rest);
    if (found === null) return sentence;
    rest = rest.slice(found.index + found[0].length);
  }
  return undefined;
}

interface PrintedCall {
  token: string;
  url: string;
}

function printedCalls(ventana: Ventana): PrintedCall[] {
  const lines = ventana.stdout().matchAll(/curl -s -H 'Authorization: Bearer (\S+)' '(\S+)'$/gm);
  return Array.from(lines, ([, token = "", url = ""]) => ({ token, url }));
}

/** Repeats what the reader is asked to try. */
async function tryOut({ token, url }: PrintedCall) {
  const answer = await fetchPatiently(url, { headers: { authorization: `Bearer ${token}` } });
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer of the API
  return { status: answer.status, body: (await answer.json()) as any };
}

async function expectCleanStop(ventana: Ventana): Promise<void> {
  ventana.signal("SIGINT");
  expect(await ventana.ended).toEqual({ code: 0, signal: null });
  expect(ventana.stdout()).toMatch(/Ventana has stopped; the next start goes on from here\s*$/);
  expect(ventana.stderr()).toBe("");
}

function expectPrivacy(text: string): void {
  for (const secret of PRIVATE) expect(text).not.toContain(secret);
  const told = text.split("\n").filter((line) => line.includes("conversationId="));
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((line) => /Ana|Bruno|Carla/i.test(line))).toEqual([]);
}

/** Types what a page shows, and compares the answers. Returns all that was written. */
async function follow(page: string, ventana: Ventana, cwd: string): Promise<string> {
  const { token, url } = printedCalls(ventana)[0]!;
  const shown = commandsOf(new URL(`../../docs/${page}`, import.meta.url));
  expect(shown.length).toBeGreaterThan(5);
  const written = await typeAll(shown, { cwd, env: { TOKEN: token, URL: new URL(url).origin } });
  for (const [at, { command, answer }] of shown.entries()) {
    if (answer === null) continue;
    const given: unknown = JSON.parse(written[at] ?? "");
    expect([command, differences(given, answer)]).toEqual([command, []]);
  }
  return written.join();
}

describe("a start with an empty environment", () => {
  test("plays the demo to its end, stops at Ctrl-C, and goes on at the next start", async () => {
    await using folder = createFolder();
    await using first = startVentana({ cwd: folder.path, env: { PORT: "0" } });
    await first.printed(/whoever is written to answers/, STORY_MS_MAX);
    for (const told of [STORY, ...FLOWS]) {
      expect(missingIn(first.stdout(), told)).toBeUndefined();
    }
    expectPrivacy(first.stdout());

    const anas = /\[outside\] Ana writes[^]*?conversationId="(\S+?)"/.exec(first.stdout())?.[1];
    const received = first.stdout().matchAll(/webhook-id evt_(\S+)_started_(\d+)/g);
    const ofAna = Array.from(received).filter(([, conversation]) => conversation === anas);
    expect(ofAna.map(([, , episode]) => episode)).toEqual(["1", "2"]);

    const [conversations, events, parked, ...others] = printedCalls(first);
    expect(others).toEqual([]);
    const list = await tryOut(conversations!);
    expect(list.status).toBe(200);
    expect(list.body.items).toHaveLength(3);
    const feed = await tryOut(events!);
    expect(feed.body.events.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await tryOut(parked!)).toMatchObject({ status: 200, body: { items: [] } });
    expect(await follow("api.md", first, folder.path)).toContain("event: stream.started");
    expect(await follow("automations.md", first, folder.path)).toContain('"code":"started"');
    await expectCleanStop(first);
    expect(await folder.localRedis()).toBeUndefined();

    await using second = startVentana({ cwd: folder.path, env: { PORT: "0" } });
    // The third opening was that of the flow which docs/automations.md starts.
    await second.printed(/webhook-id \S+_started_4, signature valid/);
    expect(second.stdout()).toContain(`webhook-id evt_${anas}_started_4`);
    const anew = ["The story is played anew", "was closed by an agent", "Ana writes to the demo"];
    expect(missingIn(second.stdout(), anew)).toBeUndefined();
    expect(first.stdout()).not.toContain("played anew");
    expectPrivacy(second.stdout());
    const { token } = printedCalls(second)[0]!;
    const client = createClient(() => new URL(printedCalls(second)[0]!.url).origin, token);
    const { body } = await client.once({ path: "/v1/conversations?status=all" });
    const ids = (items: { id: string }[]): string[] => items.map(({ id }) => id).toSorted();
    expect(ids(body.items)).toEqual(expect.arrayContaining(ids(list.body.items)));
    // And the one that docs/api.md started; that of a call from outside has only a note, and was never opened.
    expect(body.items).toHaveLength(4);
    await expectCleanStop(second);
    expect(await folder.localRedis()).toBeUndefined();
  });

  test("stops at Ctrl-C in the middle of the story as well", async () => {
    await using folder = createFolder();
    await using ventana = startVentana({ cwd: folder.path, env: { PORT: "0" } });
    await ventana.printed(/Bruno writes/);
    await expectCleanStop(ventana);
  });
});
