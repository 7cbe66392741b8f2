import type { Index } from "./indexes.ts";

/** Indexes of flows, their runs, and the outbox of automations; the rules of `indexes.ts` apply. */
export const AUTOMATION_INDEXES: readonly Index[] = [
  {
    collection: "flowBooks",
    name: "hook",
    key: { "flows.hook": 1 },
    sparse: true,
    serves: "intake: whose the secret of an incoming call is",
  },
  {
    collection: "flowBooks",
    name: "stopping",
    key: { "flows.stopBefore": 1 },
    sparse: true,
    serves: "sweep: flows whose runs are being ended",
  },
  {
    collection: "flowVersions",
    name: "ofFlow",
    key: { workspace: 1, flow: 1, version: -1 },
    serves: "flowVersions",
  },
  ...(["runs", "evaluations"] as const).flatMap((collection): Index[] => [
    {
      collection,
      name: "listed",
      key: { workspace: 1, kind: 1, at: -1, _id: -1 },
      serves: `${collection} of a state or verdict; of all of them, as up to 9 ranges merged`,
    },
    {
      collection,
      name: "listedOfFlow",
      key: { workspace: 1, flow: 1, kind: 1, at: -1, _id: -1 },
      serves: `the same of one flow`,
    },
    {
      collection,
      name: "listedOfConversation",
      key: { workspace: 1, conversation: 1, at: -1, _id: -1 },
      serves: `${collection} of a conversation`,
    },
  ]),
  {
    collection: "runSteps",
    name: "ofRun",
    key: { workspace: 1, run: 1, position: 1 },
    serves: "runSteps",
  },
  {
    collection: "evaluations",
    name: "oldest",
    key: { at: 1 },
    serves: "sweep: forgetEvaluations",
  },
  {
    collection: "effects",
    name: "due",
    key: { "due.lane": 1, "due.at": 1 },
    sparse: true,
    serves: "sweep: claimEffects, nextEffectAt",
  },
  {
    collection: "effects",
    name: "since",
    key: { "due.createdAt": 1 },
    sparse: true,
    serves: "sweep: effectDepth",
  },
  {
    collection: "effects",
    name: "unreported",
    key: { "report.since": 1 },
    sparse: true,
    serves: "sweep: ends that a crash left unreported",
  },
  {
    collection: "effects",
    name: "ended",
    key: { "end.at": 1 },
    sparse: true,
    serves: "sweep: what remains of effects that ended long ago",
  },
];
