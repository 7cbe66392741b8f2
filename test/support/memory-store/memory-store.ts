import type { Store } from "../../../src/store/store.ts";
import { createConversations } from "./conversations.ts";
import { createCrashes } from "./crashes.ts";
import { createCrm } from "./crm.ts";
import { createDeadEntries } from "./dead-entries.ts";
import { createDeliveries } from "./deliveries.ts";
import { dumpOf, type Dump } from "./dump.ts";
import { createEffects, createStartFeed } from "./effects.ts";
import { createFeed } from "./feed.ts";
import { createFlows } from "./flows.ts";
import { createIntake } from "./intake.ts";
import { createLineSending } from "./line-sending.ts";
import { createMedia } from "./media.ts";
import { createPasts } from "./pasts.ts";
import { createPeople } from "./people.ts";
import { createReads } from "./reads.ts";
import { createRecords } from "./records.ts";
import { createRequests } from "./requests.ts";
import { createRunLog } from "./run-log.ts";
import { createSettings } from "./settings.ts";
import { createSends } from "./sends.ts";
import { createState } from "./state.ts";
import { createTemplates } from "./templates.ts";
import { createTemplateSyncs } from "./template-syncs.ts";

/** A store in memory, which can also show all it holds. */
export interface MemoryStore extends Store {
  /** One dump per workspace; a copy, taken at once. */
  dump(): Dump[];
}

/**
 * The reference model of the store port, and the store of the deterministic simulation: maps and arrays, no clock, no
 * randomness, and nothing shared with its callers that anybody could change. Every method does its work before it returns its promise, so that a
 * call is one indivisible step. Faults are the business of a wrapper (`faulty-store.ts`).
 */
export function createMemoryStore(): MemoryStore {
  const state = createState();
  return {
    name: "memory",
    ...createIntake(state),
    ...createConversations(state),
    ...createDeadEntries(state),
    ...createFeed(state),
    ...createDeliveries(state),
    ...createSends(state),
    ...createLineSending(state),
    ...createRequests(state),
    ...createCrashes(),
    ...createSettings(state),
    ...createPeople(state),
    ...createReads(state),
    ...createPasts(state),
    ...createMedia(state),
    ...createTemplates(state),
    ...createTemplateSyncs(state),
    ...createCrm(state),
    ...createRecords(state),
    ...createFlows(state),
    ...createRunLog(state),
    ...createEffects(state),
    ...createStartFeed(state),
    async ping() {},
    async close() {},
    dump: () => dumpOf(state),
  };
}
