import type { MessageContent } from "../conversation/content.ts";
import type { LineId } from "../ids.ts";
import type { FlowDefinition, FlowId } from "./flow.ts";
import type { StartEvent } from "./start-event.ts";

/**
 * What a turn has to know of a workspace's flows: those that are switched on, and the versions that runs under way entered with. Immutable:
 * a change of a flow makes another book (`Mailbox.flowsVersion`).
 */
export interface FlowBook {
  /** The workspace's, for business hours. */
  readonly timeZone: string;
  /**
   * Live flows that may start on such an event of this line, in the order of their creation (Q57). Those that the event cannot start are
   * left out as far as an index tells: by their start event, their lines, and for a message by the words, ids and types they wait for. Their
   * number must cost nothing.
   */
  candidates(event: StartName, at: Occurrence): readonly LiveFlow[];
  /** A version that is live, or that a run under way entered with; null when it is neither. */
  definition(flowId: FlowId, version: number): FlowDefinition | null;
  /** How a flow stands now; null when it was deleted, or is not known. */
  standing(flowId: FlowId): FlowStanding | null;
}

/** A start event under its own name: the aliases mean `conversation.started_by_contact` (`startNameOf`). */
export type StartName = StartEvent["on"];

export interface Occurrence {
  lineId: LineId;
  /** The contact's message, where the event is one. */
  message: MessageContent | null;
  /** Ad of the present opening (`Episode.adId`). */
  adId: string | null;
  /** Tags that the event put on; none where it is no tagging. */
  tags: readonly string[];
}

export interface LiveFlow {
  id: FlowId;
  version: number;
  definition: FlowDefinition;
}

export interface FlowStanding {
  /** Null: switched off. Its runs go on as they entered (Q63). */
  live: LiveFlow | null;
  /** Runs that started before are ended (`stopRunning`). */
  stopRunsBefore: number | null;
}

/** Of a workspace without flows. */
export const NO_FLOWS: FlowBook = {
  timeZone: "UTC",
  candidates: () => [],
  definition: () => null,
  standing: () => null,
};
