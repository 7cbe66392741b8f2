import type { FlowBook, FlowStanding, LiveFlow } from "./flow-book.ts";
import { FlowIndex } from "./flow-index.ts";
import type { Flow, FlowDefinition, FlowVersion } from "./flow.ts";

/** A flow that is switched on, with the version that is. */
export interface SwitchedOn {
  flow: Flow;
  live: FlowVersion;
}

/** The book of a workspace: what is switched on, in the order of creation. Made once for each change of its flows (`Mailbox.flowsVersion`). */
export function makeFlowBook(timeZone: string, switchedOn: readonly SwitchedOn[]): FlowBook {
  const live = switchedOn.map(({ live: { flowId: id, version, definition } }) => ({
    id,
    version,
    definition,
  }));
  const index = new FlowIndex(live);
  const standings = new Map(
    switchedOn.map(({ flow }, at) => [flow.id, standingOf(flow, live[at] ?? null)]),
  );
  return {
    timeZone,
    candidates: (event, at) => index.candidates(event, at),
    definition: (flowId, version) => {
      const standing = standings.get(flowId)?.live;
      return standing?.version === version ? standing.definition : null;
    },
    standing: (flowId) => standings.get(flowId) ?? null,
  };
}

/**
 * The same book with what runs under way need beside it: the versions that they entered with, and how their flows stand that are switched
 * off.
 */
export function withEntered(
  book: FlowBook,
  { flows, versions }: { flows: readonly Flow[]; versions: readonly FlowVersion[] },
): FlowBook {
  const standings = new Map(flows.map((flow) => [flow.id, standingOf(flow, null)]));
  const definitions = new Map<string, FlowDefinition>(
    versions.map(({ flowId, version, definition }) => [`${flowId}|${version}`, definition]),
  );
  return {
    ...book,
    definition: (flowId, version) =>
      book.definition(flowId, version) ?? definitions.get(`${flowId}|${version}`) ?? null,
    standing: (flowId) => book.standing(flowId) ?? standings.get(flowId) ?? null,
  };
}

function standingOf({ stopRunsBefore }: Flow, live: LiveFlow | null): FlowStanding {
  return { live, stopRunsBefore };
}
