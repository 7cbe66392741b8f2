import type { Effect } from "../../../src/domain/automation/effect.ts";
import type { Evaluation } from "../../../src/domain/automation/evaluation.ts";
import type { Flow, FlowVersion } from "../../../src/domain/automation/flow.ts";
import type { RunRecord, StartClaim, StepRecord } from "../../../src/domain/automation/run.ts";
import type { Contact, MergeProposal } from "../../../src/domain/contact/contact.ts";
import type { Conversation } from "../../../src/domain/conversation/conversation.ts";
import type { Attempt, Delivery, Endpoint } from "../../../src/domain/endpoint.ts";
import type { StoredEvent } from "../../../src/domain/events.ts";
import type { ConversationId, WorkspaceId } from "../../../src/domain/ids.ts";
import type { AppliedEntry, IntakeEntry } from "../../../src/domain/intake/intake.ts";
import type { Line } from "../../../src/domain/line.ts";
import type { TimelineItem } from "../../../src/domain/conversation/message.ts";
import type { CrmRecord } from "../../../src/domain/records/crm-record.ts";
import type { Send } from "../../../src/domain/sending/send.ts";
import type { Notice, ParkedItem } from "../../../src/store/intake-store.ts";
import { copyOf } from "./copy.ts";
import type { Automations, State } from "./state.ts";

/** Everything the store holds, in order of arrival: what invariants are asked of. */
export interface Dump {
  workspaceId: WorkspaceId;
  lines: Line[];
  contacts: Contact[];
  proposals: MergeProposal[];
  conversations: Conversation[];
  entries: { entry: IntakeEntry; raw: unknown; applied: AppliedEntry | null }[];
  timelines: { conversationId: ConversationId; items: TimelineItem[] }[];
  events: StoredEvent[];
  relayedSeq: number;
  endpoints: Endpoint[];
  deliveries: { delivery: Delivery; leaseUntil: number; attempts: Attempt[] }[];
  sends: Send[];
  records: CrmRecord[];
  parked: ParkedItem[];
  notices: Notice[];
  automations: DumpedAutomations;
}

/** Flows, and what became of them. */
export interface DumpedAutomations {
  flows: Flow[];
  versions: FlowVersion[];
  runs: RunRecord[];
  steps: StepRecord[];
  evaluations: Evaluation[];
  claims: StartClaim[];
  effects: Effect[];
  startsSeq: number;
}

/** One dump per workspace that was ever named. */
export function dumpOf(state: State): Dump[] {
  return [...state.workspaces.values()].map((workspace) => {
    const threads = [...workspace.threads.values()];
    return copyOf({
      workspaceId: workspace.id,
      lines: [...workspace.lines.values()],
      contacts: [...workspace.contacts.values()],
      proposals: [...workspace.proposals.values()],
      conversations: threads.map((thread) => thread.conversation).filter((row) => row !== null),
      entries: [...workspace.entries.values()].map(({ entry, raw, applied }) => ({
        entry,
        raw,
        applied,
      })),
      timelines: threads.map(({ id, items }) => ({
        conversationId: id,
        items: [...items.values()],
      })),
      events: workspace.events,
      relayedSeq: workspace.relayedSeq,
      endpoints: [...workspace.endpoints.values()],
      deliveries: [...workspace.deliveries.values()],
      sends: [...workspace.sends.values()],
      records: [...workspace.records.values()],
      parked: [...workspace.parked.values()],
      notices: [...workspace.notices.values()],
      automations: automationsOf(workspace.automations),
    });
  });
}

function automationsOf(own: Automations): DumpedAutomations {
  return {
    flows: [...own.flows.values()],
    versions: [...own.versions.values()],
    runs: [...own.runs.values()],
    steps: [...own.steps.values()].flatMap((steps) => [...steps.values()]),
    evaluations: [...own.evaluations.values()],
    claims: [...own.claims].map(([key, runId]) => ({ key, runId })),
    effects: [...own.effects.values()].map(({ effect }) => effect),
    startsSeq: own.startsSeq,
  };
}
