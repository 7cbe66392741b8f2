import type { Commit } from "../../../src/domain/commit.ts";
import type { CommandRequest } from "../../../src/http/commands/submit-command.ts";
import { createIdMint, type IdMint } from "../../../src/simulator/ids.ts";
import type { Engine } from "../engine/start-engine.ts";
import { noteUnexpected } from "../engine/strict-log.ts";
import { STORM_MS, type Universe } from "../universe.ts";
import { createApprovers } from "../flows/approvers.ts";
import { createAnswerers } from "../flows/answerers.ts";
import { planCallers } from "../flows/callers.ts";
import { planMarketing } from "../flows/marketing.ts";
import { planSupervisors } from "../flows/supervisors.ts";
import { planAdministrators } from "./administrators.ts";
import { planAgents } from "./agents.ts";
import { planChatter } from "./chatter.ts";
import { createFeedReaders, type FeedReaders } from "./feed-readers.ts";
import { createGraph, type Graph } from "./graph.ts";
import { createMender } from "./menders.ts";
import { planMergers } from "./mergers.ts";
import { createMeta } from "./meta.ts";
import { createPeople, type Person } from "./people.ts";
import { planOperators } from "./operators.ts";
import { createRequester } from "./request.ts";
import { planSenders } from "./senders.ts";
import { planStaff } from "./staff.ts";
import { planStrangers } from "./strangers.ts";

/** WhatsApp as far as it is there before the engine is: its people, and its side of sending. */
export interface WhatsApp {
  people: Person[];
  mint: IdMint;
  graph: Graph;
}

export function createWhatsApp({ world, ledger, fork, startAt }: Universe): WhatsApp {
  const people = createPeople(fork("people"));
  const mint = createIdMint(String(startAt));
  const graph = createGraph({ world, random: fork("graph"), mint, ledger, people });
  return { people, mint, graph };
}

export interface Outside {
  readers: FeedReaders;
  /** A commit stands. */
  onCommitted(commit: Commit): void;
  /** A line has stopped sending. */
  mend(workspaceId: string, lineId: string): void;
}

/** Everybody who uses the engine: WhatsApp with its people, agents, administrators, readers of the feed, and a forger. */
export function startOutside(
  universe: Universe,
  engine: Engine,
  { people, mint, graph }: WhatsApp,
): Outside {
  const { world, ledger, fork, verdict } = universe;
  const { processes, nemesis, appSecret, conversationsOf } = engine;
  const [server] = processes;
  if (server === undefined) throw new Error("no process serves HTTP");
  const request = createRequester(world, server, (error) =>
    noteUnexpected(verdict, "a request", error),
  );

  const spanMs = STORM_MS - 600_000;
  const meta = createMeta({
    world,
    random: fork("meta"),
    ledger,
    appSecret,
    post: (webhook) => request((app) => app.acceptWebhook(webhook)),
    afterAnswer() {
      if (world.faults.strikes("blackoutAfterAnswer")) nemesis.blackout();
    },
  });
  graph.connect(meta);
  planChatter({
    world,
    random: fork("chatter"),
    mint,
    ledger,
    meta,
    people,
    spanMs,
    inputs: universe.hasFlows ? [120, 300] : [200, 500],
  });
  planStrangers({ world, random: fork("strangers"), mint, meta, spanMs });
  const agents = {
    world,
    ledger,
    conversationsOf,
    send: (command: CommandRequest) => request((app) => app.submitCommand(command)),
    spanMs,
  };
  planAgents({ ...agents, random: fork("agents") });
  planSenders({ ...agents, random: fork("senders") });
  planAdministrators({
    world,
    random: fork("administrators"),
    hasHours: universe.hasFlows,
    save: (draft) => request((app) => app.saveLine(draft)),
    spanMs,
  });
  planMergers({
    world,
    random: fork("mergers"),
    ledger,
    conversationsOf,
    merge: (asked) => request((app) => app.mergeContacts(asked)),
    spanMs,
  });
  planOperators({
    world,
    random: fork("operators"),
    ledger,
    customers: engine.customers,
    switchOn: (workspaceId, endpointId) => request((app) => app.switchOn(workspaceId, endpointId)),
    spanMs,
  });
  planStaff({
    world,
    random: fork("staff"),
    change: (workspaceId, userId, turn) =>
      request((app) => app.changeUser({ workspaceId, userId }, turn)),
    spanMs,
  });
  let approve: ((commit: Commit) => void) | null = null;
  if (universe.hasFlows) {
    approve = createApprovers({ ...agents, random: fork("approvers") });
    const traits = planMarketing({
      world,
      random: fork("marketing"),
      ledger,
      turn: (flow, turn) => request((app) => app.turnFlow(flow, turn)),
      start: (asked) => request((app) => app.startFlow(asked)),
      conversationsOf,
      spanMs,
    });
    planSupervisors({ ...agents, random: fork("supervisors") }, traits);
    planCallers(
      {
        world,
        random: fork("callers"),
        ledger,
        people,
        call: (asked) => request((app) => app.callHook(asked)),
        conversationsOf,
        spanMs,
      },
      traits,
    );
    graph.onTaken(createAnswerers({ world, random: fork("answerers"), mint, meta, people }));
  }
  const readers = createFeedReaders({
    world,
    random: fork("readers"),
    ledger,
    read: (workspaceId, query) => request((app) => app.readFeed(workspaceId, query)),
  });
  const mend = createMender({
    world,
    random: fork("menders"),
    graph,
    resume: (line) => request((app) => app.resumeLine(line)),
  });
  return {
    readers,
    mend,
    onCommitted(commit) {
      readers.nudge(commit.workspaceId);
      approve?.(commit);
    },
  };
}
