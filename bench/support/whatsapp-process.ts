import { createSimulator } from "../../src/simulator/simulator.ts";
import { monotonicMs } from "./clock.ts";
import { APP_SECRET, personOfLine, SENDING_LINES, tokenOf } from "./line.ts";

/*
 * WhatsApp in a process of its own: the simulator, with its Graph API over HTTP, all of its limits, and the statuses that it reports of what it
 * took. The parent asks by IPC, and is answered each time.
 */

/** What the parent asks. */
export type Ask =
  /** So many people write to each line, and webhooks go there; without a URL nobody hears of them, and their windows are open all the same. */
  | { kind: "open"; webhookUrl: string | null; people: number }
  /** What was taken since the last time. */
  | { kind: "take" };

/** What the parent is told. */
export interface Taken {
  /** Line, text, and when it was taken, on the monotonic clock. */
  sends: [lineId: string, text: string, at: number][];
  /** Sends that a correct program never makes, so far. */
  violations: number;
}

const simulator = await createSimulator({
  seed: "bench",
  appSecret: APP_SECRET,
  clock: { realTime: true },
});
let told = 0;

const lines = SENDING_LINES.map((ref) => {
  const { phoneNumberId, displayPhoneNumber, wabaId } = ref;
  const token = tokenOf(phoneNumberId);
  return { ref, line: simulator.line(phoneNumberId, displayPhoneNumber, wabaId, token) };
});

async function open({ webhookUrl, people }: Ask & { kind: "open" }): Promise<void> {
  if (webhookUrl !== null) simulator.connect(webhookUrl);
  for (const { ref, line } of lines) {
    for (let index = 0; index < people; index += 1) {
      simulator.contact(personOfLine(ref, index)).says(line, "Hola");
    }
  }
  if (webhookUrl !== null) await simulator.flush();
}

function take(): Taken {
  const all = simulator.sends();
  // The simulator's clock counts whole milliseconds.
  const offset = monotonicMs() - simulator.clock.now();
  const sends = all.slice(told).map(({ phoneNumberId, request, at }): Taken["sends"][number] => {
    const { body } = request["text"] as { body: string };
    return [phoneNumberId, body, at + offset];
  });
  told = all.length;
  return { sends, violations: simulator.violations().length };
}

process.on("message", (ask: Ask) => {
  if (ask.kind === "take") process.send?.(take());
  else void open(ask).then(() => process.send?.("opened"));
});

console.log(`ready at ${simulator.graphUrl}`);
