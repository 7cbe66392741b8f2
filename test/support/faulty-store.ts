import { StoreUnavailableError, type Store } from "../../src/store/store.ts";

/** What goes wrong with one call of a store. */
export type Fault =
  /** The store cannot be reached: nothing happened. */
  | { kind: "before" }
  /** The call took effect, and then the answer was lost: its caller cannot know. */
  | { kind: "after" }
  /** Commits only: the answer is `conflict`, and nothing was written. */
  | { kind: "conflict" }
  /** The call begins when `until` is done; then it runs, or meets the next fault. */
  | { kind: "delay"; until: () => Promise<void>; next: Fault | null };

/** One call, before it is made. */
export interface StoreCall {
  method: StoreMethod;
  does: "read" | "write";
  args: readonly unknown[];
  /** Counts the calls of this wrapper from 1. */
  number: number;
}

export type StoreMethod = {
  [Name in keyof Store]: Store[Name] extends (...args: never[]) => Promise<unknown> ? Name : never;
}[keyof Store];

/** Every call of the port that may fail, and whether it writes. Closing is left alone: tests need it to end. */
const CALLS: Record<Exclude<StoreMethod, "close">, "read" | "write"> = {
  accept: "write",
  submit: "write",
  outcome: "read",
  parked: "read",
  parkedForReplay: "read",
  settleParked: "write",
  linesToReplay: "read",
  notices: "read",
  deadEntries: "read",
  replayDead: "write",
  noteCrash: "write",
  crashes: "read",
  forgetCrashes: "write",
  load: "read",
  commit: "write",
  waiting: "read",
  due: "read",
  upcoming: "read",
  repair: "write",
  history: "read",
  pasts: "read",
  depth: "read",
  events: "read",
  lastSeq: "read",
  relay: "write",
  unrelayed: "read",
  claim: "write",
  settle: "write",
  dueEndpoints: "read",
  nextDeliveryAt: "read",
  deliveries: "read",
  delivery: "read",
  replayDeliveries: "write",
  outboxDepth: "read",
  claimSends: "write",
  settleSend: "write",
  retrySend: "write",
  settleOverdueSends: "write",
  dueSendLines: "read",
  nextSendAt: "read",
  send: "read",
  sendsOf: "read",
  sendDepth: "read",
  holdLine: "write",
  releaseLine: "write",
  lineSending: "read",
  lineSendings: "read",
  stopLine: "write",
  resumeLine: "write",
  learnCapacity: "write",
  reachContact: "write",
  line: "read",
  lines: "read",
  putLine: "write",
  settingsOf: "read",
  user: "read",
  users: "read",
  putUser: "write",
  changeUser: "write",
  usersToRelease: "read",
  endRelease: "write",
  bearer: "read",
  tokens: "read",
  rotateToken: "write",
  revokeToken: "write",
  noteUse: "write",
  role: "read",
  roles: "read",
  putRole: "write",
  deleteRole: "write",
  team: "read",
  teams: "read",
  putTeam: "write",
  deleteTeam: "write",
  status: "read",
  statuses: "read",
  putStatus: "write",
  deleteStatus: "write",
  workspace: "read",
  workspaces: "read",
  putWorkspace: "write",
  putToken: "write",
  revokeTokens: "write",
  endpoint: "read",
  endpoints: "read",
  putEndpoint: "write",
  deleteEndpoint: "write",
  conversations: "read",
  unreadCount: "read",
  ownersOf: "read",
  conversation: "read",
  conversationsById: "read",
  timeline: "read",
  messages: "read",
  contact: "read",
  mergeProposals: "read",
  mergeProposalPage: "read",
  mediaFiles: "read",
  mediaFile: "read",
  claimMedia: "write",
  settleMedia: "write",
  retryMedia: "write",
  addAsset: "write",
  asset: "read",
  assets: "read",
  deleteAsset: "write",
  mediaUpload: "read",
  putMediaUpload: "write",
  request: "read",
  rememberRequest: "write",
  putTemplates: "write",
  deleteTemplates: "write",
  unseenTemplates: "read",
  template: "read",
  templateByKey: "read",
  templates: "read",
  rememberedBindings: "read",
  rememberBindings: "write",
  requestTemplateSync: "write",
  claimTemplateSyncs: "write",
  settleTemplateSync: "write",
  templateSyncs: "read",
  saveContact: "write",
  mergeContacts: "write",
  proposeMerge: "write",
  mergeProposal: "read",
  settleProposal: "write",
  claimants: "read",
  contacts: "read",
  contactHistory: "read",
  contactThreads: "read",
  saveRecord: "write",
  record: "read",
  recordByExternalId: "read",
  records: "read",
  moved: "read",
  customFields: "read",
  addCustomField: "write",
  changeCustomField: "write",
  deleteCustomField: "write",
  addFlow: "write",
  changeFlow: "write",
  deleteFlow: "write",
  flow: "read",
  flowByHook: "read",
  flows: "read",
  flowVersion: "read",
  flowVersions: "read",
  liveFlows: "read",
  flowsVersion: "read",
  flowsToStop: "read",
  run: "read",
  runs: "read",
  runSteps: "read",
  evaluations: "read",
  forgetEvaluations: "write",
  claimStarts: "write",
  claimEffects: "write",
  retryEffect: "write",
  settleEffect: "write",
  nextEffectAt: "read",
  effectDepth: "read",
  takeTurn: "write",
  openCounts: "read",
  submitStart: "write",
  startsCursor: "read",
  moveStartsCursor: "write",
  unstarted: "read",
  ping: "write",
};

/**
 * The same store with accidents: `decide` is asked before each call what goes wrong with it, null for nothing. Members that
 * are not of the port (such as the memory store's `dump`) work undisturbed.
 */
export function createFaultyStore<S extends Store>(
  store: S,
  decide: (call: StoreCall) => Fault | null,
): S {
  let number = 0;
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (!isCall(name) || typeof member !== "function") return member;
      return async (...args: unknown[]): Promise<unknown> => {
        number += 1;
        const fault = decide({ method: name, does: CALLS[name], args, number });
        return callWith(fault, name, async () => member.apply(target, args));
      };
    },
  });
}

async function callWith(
  fault: Fault | null,
  method: StoreMethod,
  call: () => Promise<unknown>,
): Promise<unknown> {
  switch (fault?.kind) {
    case undefined:
      return call();
    case "before":
      throw new StoreUnavailableError(`fault before ${method}`);
    case "after":
      await call();
      throw new StoreUnavailableError(`fault after ${method}`);
    case "conflict":
      if (method !== "commit") throw new TypeError(`${method} knows no conflict`);
      return "conflict";
    case "delay":
      await fault.until();
      return callWith(fault.next, method, call);
  }
}

function isCall(name: PropertyKey): name is keyof typeof CALLS {
  return Object.hasOwn(CALLS, name);
}
