import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { AskedCall, Called } from "../engine/call-flow.ts";
import type { AskedBegin, Ledger } from "../outside/ledger.ts";
import { contactOf } from "../outside/mergers.ts";
import type { Person } from "../outside/people.ts";
import { REGISTERED_LINES } from "../outside/places.ts";
import type { Reply } from "../outside/request.ts";
import type { FlowTrait } from "./draw-flow.ts";

export interface CallersOptions {
  world: World;
  random: Random;
  ledger: Ledger;
  people: readonly Person[];
  call: (asked: AskedCall) => Promise<Reply<Called>>;
  conversationsOf: (workspaceId: string) => readonly string[];
  spanMs: number;
}

/** Who may be called by their number: whoever keeps it. One who changes it would be two contacts by no mistake of ours. */
const CALLABLE = ["phone", "twoSpellings", "both"];

/** Shops and forms that start flows from outside: for a conversation, for a contact, for a number that perhaps nobody knows; and again when no answer comes. */
export function planCallers(options: CallersOptions, traits: readonly FlowTrait[]): void {
  const { world, random, ledger, call, spanMs } = options;
  const { scheduler, trace } = world;
  const called = traits.filter(({ start: { on } }) => on === "http");
  if (called.length === 0) return;

  const pursue = async (names: Names, first: Whom): Promise<void> => {
    const sent: AskedBegin = { asked: names, asker: "hook", begun: [] };
    ledger.starts.push(sent);
    for (let whom = first; ;) {
      const reply = await call({ ...names, ...whom });
      const word = reply.kind === "answer" ? reply.value.kind : reply.kind;
      trace.note("caller", names.flowId, word);
      if (reply.kind === "answer" && reply.value.kind === "begun")
        sent.begun.push(reply.value.begun);
      if (reply.kind === "answer" && !random.chance(0.4)) return;
      await scheduler.sleep(random.pick([0, random.int(500, 60_000), random.int(0, 20_000_000)]));
      // Some use a key again that they have used for somebody else.
      if (random.chance(0.1)) whom = drawWhom(options, names.workspaceId) ?? whom;
    }
  };

  for (let number = random.int(5, 25); number > 0; number--) {
    const { workspaceId, id: flowId } = random.pick(called);
    scheduler.after(random.int(0, spanMs), () => {
      const whom = drawWhom(options, workspaceId);
      if (whom === null) return;
      const vars = { order: String(number) };
      void pursue({ workspaceId, flowId, vars, callerKey: `call-${number}` }, whom);
    });
  }
}

type Whom = Pick<AskedCall, "conversationId" | "contactId" | "phone" | "lineId">;
type Names = Omit<AskedCall, keyof Whom>;

function drawWhom(
  { random, people, conversationsOf }: CallersOptions,
  workspaceId: string,
): Whom | null {
  const lines = REGISTERED_LINES.filter((line) => line.workspaceId === workspaceId);
  const lineId = random.pick(lines).phoneNumberId;
  const conversations = conversationsOf(workspaceId);
  const known = conversations.length === 0 ? null : random.pick(conversations);
  switch (random.int(1, 3)) {
    case 1:
      return known === null ? null : { conversationId: known };
    case 2:
      return known === null ? null : { contactId: contactOf(known), lineId };
    default:
      return { phone: drawPhone(random, people), lineId };
  }
}

function drawPhone(random: Random, people: readonly Person[]): string {
  const numbers = people
    .filter(({ kind }) => CALLABLE.includes(kind))
    .flatMap(({ identities }) => identities.flatMap(({ waId }) => waId ?? []));
  const isStranger = numbers.length === 0 || random.chance(0.3);
  return `+${isStranger ? `1555${random.int(2_000_000, 2_000_009)}` : random.pick(numbers)}`;
}
