import type { CommandRequest } from "../../../src/http/submit-command.ts";
import { createIdMint } from "../../../src/simulator/ids.ts";
import type { Engine } from "../engine/start-engine.ts";
import { noteUnexpected } from "../engine/strict-log.ts";
import { STORM_MS, type Universe } from "../universe.ts";
import { planAdministrators } from "./administrators.ts";
import { planAgents } from "./agents.ts";
import { planChatter } from "./chatter.ts";
import { createFeedReaders, type FeedReaders } from "./feed-readers.ts";
import { createMeta } from "./meta.ts";
import { createPeople } from "./people.ts";
import { createRequester } from "./request.ts";
import { planSenders } from "./senders.ts";
import { planStrangers } from "./strangers.ts";

/** Everybody who uses the engine: WhatsApp with its people, agents, administrators, readers of the feed, and a forger. */
export function startOutside(universe: Universe, engine: Engine): { readers: FeedReaders } {
  const { world, ledger, fork, verdict, startAt } = universe;
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
  const mint = createIdMint(String(startAt));
  const people = createPeople(fork("people"));
  planChatter({ world, random: fork("chatter"), mint, ledger, meta, people, spanMs });
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
    save: (draft) => request((app) => app.saveLine(draft)),
    spanMs,
  });
  const readers = createFeedReaders({
    world,
    random: fork("readers"),
    ledger,
    read: (workspaceId, query) => request((app) => app.readFeed(workspaceId, query)),
  });
  return { readers };
}
