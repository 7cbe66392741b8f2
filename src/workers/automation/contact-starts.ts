import type { Clock } from "../../clock.ts";
import { startKey } from "../../domain/automation/run.ts";
import type { Contact } from "../../domain/contact/contact.ts";
import type { EventType, StoredEvent } from "../../domain/events.ts";
import type { WorkspaceId } from "../../domain/ids.ts";
import type { Log } from "../../log.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import type {
  EffectStore,
  FlowStore,
  LiveFlows,
  StartFeedStore,
} from "../../store/automation-store.ts";
import type { FeedStore } from "../../store/feed-store.ts";
import type { Reader } from "../../store/reader.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { conversationFor, type PlaceDeps } from "./conversation-for-start.ts";

/** Reads the feed of a workspace on for changes of contacts, and asks for the starts of flows that they are. */
export type StartOnContacts = (workspaceId: WorkspaceId, look: Look) => Promise<void>;

/** A ring comes with nearly every commit: where no flow waits for contacts it costs two reads, and the sweep moves the cursor. */
export type Look = "rung" | "swept";

export interface ContactStartsDeps extends PlaceDeps {
  store: PlaceDeps["store"] &
    Pick<FlowStore, "liveFlows" | "flowsVersion"> &
    Pick<EffectStore, "submitStart"> &
    Pick<FeedStore, "events" | "lastSeq"> &
    Pick<Reader, "contact"> &
    StartFeedStore;
  clock: Clock;
  log: Log;
  doorbell: Pick<Doorbell, "ringConversations">;
  stopping?: AbortSignal;
}

type ContactFlow = LiveFlows["flows"][number];

const STARTS = ["contact.created", "contact.updated"] as const satisfies EventType[];
const EVENTS_MAX = 200;

/**
 * Flows that start on a contact's making or change, which are steps of no conversation. The feed is read at least once, and what starts a flow starts it
 * once, by its key; whoever dies in between begins again behind the cursor. Only what was told since the flow was switched on counts.
 */
export function createContactStarts(deps: ContactStartsDeps): StartOnContacts {
  const { store, stopping } = deps;
  const flowsOf = createFlowBook(store);
  return oneAtATime(
    (workspaceId, look) => `${workspaceId} ${look}`,
    async (workspaceId, look) => {
      if (look === "rung" && (await flowsOf(workspaceId)).length === 0) return;
      const last = await store.lastSeq(workspaceId);
      for (let after = await store.startsCursor(workspaceId); after < last;) {
        if (stopping?.aborted === true) return;
        const flows = await flowsOf(workspaceId);
        const query = { after, limit: EVENTS_MAX, types: STARTS };
        const events = flows.length === 0 ? [] : await store.events(workspaceId, query);
        for (const event of events) await startAll(event, flows, deps);
        after = events.length < EVENTS_MAX ? last : (events.at(-1)?.seq ?? last);
        await store.moveStartsCursor(workspaceId, after);
      }
    },
  );
}

/** The live flows of a workspace that start on contacts; read anew when its flows have changed. */
function createFlowBook(store: Pick<FlowStore, "liveFlows" | "flowsVersion">) {
  const known = new Map<WorkspaceId, { version: number; flows: ContactFlow[] }>();
  return async (workspaceId: WorkspaceId): Promise<readonly ContactFlow[]> => {
    const book = known.get(workspaceId);
    if (book !== undefined && book.version === (await store.flowsVersion(workspaceId))) {
      return book.flows;
    }
    const { version, flows } = await store.liveFlows(workspaceId);
    const ours = flows.filter(({ live }) => isContactStart(live.definition.start.on));
    known.set(workspaceId, { version, flows: ours });
    return ours;
  };
}

function isContactStart(name: string): boolean {
  return (STARTS as readonly string[]).includes(name);
}

async function startAll(
  event: StoredEvent,
  flows: readonly ContactFlow[],
  deps: ContactStartsDeps,
): Promise<void> {
  const wanted = flows.filter(
    ({ flow, live }) =>
      live.definition.start.on === event.type && event.recordedAt >= (flow.liveSince ?? 0),
  );
  if (wanted.length === 0) return;
  const { contactId } = event.data;
  const contact =
    typeof contactId === "string" ? await deps.store.contact(event.workspaceId, contactId) : null;
  if (contact === null) return;
  for (const one of wanted) {
    try {
      await start(event, one, contact, deps);
    } catch (err) {
      if (err instanceof StoreUnavailableError) throw err;
      // What cannot be done now could not be later; the starts behind it must not wait for ever.
      const { workspaceId, type } = event;
      deps.log.error(
        { err, workspaceId, type, flowId: one.flow.id },
        "A flow could not be started",
      );
    }
  }
}

async function start(
  { id: eventId, type, workspaceId, cause }: StoredEvent,
  { flow, live }: ContactFlow,
  contact: Contact,
  deps: ContactStartsDeps,
): Promise<void> {
  const place = await conversationFor(contact, live.definition.scope, deps);
  if (place === null) return;
  const { conversationId, begins } = place;
  const submitted = await deps.store.submitStart({
    workspaceId,
    conversationId,
    key: startKey(flow.id, eventId),
    flowId: flow.id,
    trigger: { type, id: eventId },
    vars: {},
    depth: cause.depth ?? 0,
    actor: cause.actor,
    receivedAt: deps.clock.now(),
    ...(begins === null ? {} : { begins }),
  });
  if (submitted === "submitted") {
    deps.doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
  }
}
