import { commandSchema, type Command } from "../../../src/domain/conversation/commands.ts";
import { EVERYTHING, type Visibility } from "../../../src/domain/people/visibility.ts";
import type { CommandAnswer, CommandRequest } from "../../../src/http/commands/submit-command.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Ledger, SentCommand } from "./ledger.ts";
import { USERS, WORKSPACES } from "./places.ts";
import type { Reply } from "./request.ts";

export interface AgentsOptions {
  world: World;
  random: Random;
  ledger: Ledger;
  send: (request: CommandRequest) => Promise<Reply<CommandAnswer>>;
  /** Conversations that can be seen in a workspace's list. */
  conversationsOf: (workspaceId: string) => readonly string[];
  spanMs: number;
}

/** People at their desks: they close, reopen, assign, claim, tag, note and read, at times several at once, and try again when no answer comes. */
export function planAgents(options: AgentsOptions): void {
  const { world, random, conversationsOf, spanMs } = options;
  const { scheduler } = world;
  const count = random.int(20, 80);

  const act = (workspaceId: string, callerKey: string): void => {
    const conversations = conversationsOf(workspaceId);
    if (conversations.length === 0) return;
    const conversationId = random.pick(conversations.slice(-random.int(1, 40)));
    const rivals = random.chance(0.25) ? random.int(2, 4) : 1;
    for (const userId of random.shuffle([...USERS, ...USERS]).slice(0, rivals)) {
      const command = drawCommand(random);
      const expectedVersion = random.chance(0.15) ? random.int(1, 12) : null;
      const within = drawRights(random, userId);
      const names = { workspaceId, userId, callerKey, conversationId };
      void pursue(options, { ...names, within, command, expectedVersion });
    }
  };
  /** As the API does it: one command for each, under keys made of the caller's. */
  const actInBulk = (workspaceId: string, callerKey: string): void => {
    const among = random.shuffle([...conversationsOf(workspaceId)]).slice(0, random.int(2, 12));
    const userId = random.pick(USERS);
    const command = drawBulkCommand(random);
    for (const conversationId of among) {
      const part = { workspaceId, userId, callerKey, conversationId, command, among };
      void pursue(options, { ...part, within: EVERYTHING, expectedVersion: null });
    }
  };

  for (let number = 0; number < count; number++) {
    scheduler.after(random.int(0, spanMs), () => {
      // Keys are the caller's own: the same one in two workspaces is two commands.
      const places = random.shuffle(WORKSPACES).slice(0, random.chance(0.2) ? 2 : 1);
      const callerKey = `key-${number}`;
      for (const workspaceId of places) {
        if (number % 10 === 9) actInBulk(workspaceId, callerKey);
        else act(workspaceId, callerKey);
      }
    });
  }
}

/** What sending a command takes. */
export type PursueOptions = Pick<AgentsOptions, "world" | "random" | "ledger" | "send">;

/** Sends a command until it is dealt with. The same key means the same command, however often it is sent. */
export async function pursue(
  options: PursueOptions,
  wanted: Omit<SentCommand, "calls">,
): Promise<void> {
  const { world, random, ledger } = options;
  const { scheduler } = world;
  const sent: SentCommand = { ...wanted, calls: [] };
  ledger.commands.push(sent);
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, 600_000)) {
    const answer = await callOnce(options, sent);
    if (answer !== null && answer.kind !== "pending" && answer.kind !== "unavailable") break;
    await scheduler.sleep(pauseMs);
  }
  // An anxious client asks once more, at once or the next day.
  if (!random.chance(0.2)) return;
  await scheduler.sleep(random.pick([0, 3_600_000 * random.int(1, 30)]));
  await callOnce(options, sent);
}

async function callOnce(
  { world, send }: PursueOptions,
  sent: SentCommand,
): Promise<CommandAnswer | null> {
  const { scheduler, trace } = world;
  const sentAt = scheduler.now();
  const { calls: _calls, ...request } = sent;
  const reply = await send(request);
  const answer = reply.kind === "answer" ? reply.value : null;
  sent.calls.push({ sentAt, endedAt: scheduler.now(), answer });
  trace.note("agent", sent.command.name, answer?.kind ?? reply.kind);
  return answer;
}

/** Most may do everything, some only what is their own, perhaps with what is nobody's. */
export function drawRights(random: Random, userId: string): Visibility {
  if (random.chance(0.7)) return EVERYTHING;
  return { kind: "limited", ownerIds: [userId], unassigned: random.chance(0.5) };
}

function drawTarget(random: Random) {
  return random.pick([
    { kind: "user", userId: random.pick(USERS) },
    { kind: "user", userId: random.pick(USERS) },
    { kind: "nobody" },
    { kind: "contactOwner" },
  ] as const);
}

function drawClose(random: Random): Command {
  const handOverTo = random.chance(0.3) ? drawTarget(random) : null;
  const rearm = random.chance(0.8);
  return commandSchema.parse({ name: "close", description: "done", handOverTo, rearm });
}

function drawAssign(random: Random): Command {
  const expected = random.chance(0.3) ? { expectedOwnerId: random.pick([...USERS, null]) } : {};
  const markUnread = random.chance(0.2);
  return { name: "assign", target: drawTarget(random), markUnread, ...expected };
}

function drawBulkCommand(random: Random): Command {
  return random.chance(0.5) ? drawClose(random) : drawAssign(random);
}

function drawCommand(random: Random): Command {
  const draw = random.int(1, 16);
  if (draw <= 4) return drawClose(random);
  if (draw <= 5) return { name: "reopen" };
  if (draw <= 8) return drawAssign(random);
  if (draw <= 10) return { name: draw === 9 ? "read" : "unread" };
  if (draw <= 12) return { name: "claim" };
  if (draw === 16) return { name: "note", text: "llamar" };
  // More tags than a conversation may carry, in the end.
  const tags = Array.from({ length: random.int(1, 30) }, () => `tag ${random.int(1, 80)}`);
  return commandSchema.parse({ name: draw <= 14 ? "tag" : "untag", tags });
}
