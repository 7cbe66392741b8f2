import type {
  FlowBook,
  FlowStanding,
  LiveFlow,
  Occurrence,
  StartName,
} from "../../../src/domain/automation/flow-book.ts";
import {
  flowDefinitionSchema,
  type FlowDefinition,
  type FlowId,
} from "../../../src/domain/automation/flow.ts";
import { FlowIndex } from "../../../src/domain/automation/flow-index.ts";

/** A flow as somebody would write it: whatever is not said is as the schema has it. */
export function flowOf(written: Record<string, unknown>): FlowDefinition {
  const steps = written["steps"] as { id: string }[];
  return flowDefinitionSchema.parse({ name: "Flujo", first: steps[0]?.id, ...written });
}

/** A book that a test may rewrite as it goes on: flows in the order in which they were added. */
export class OpenBook implements FlowBook {
  timeZone = "America/Mexico_City";
  readonly #versions = new Map<string, FlowDefinition>();
  readonly #standings = new Map<FlowId, FlowStanding>();

  /** Adds a flow, or another version of it, and switches it on. */
  publish(id: FlowId, definition: FlowDefinition, version = 1): this {
    this.#versions.set(`${id} ${version}`, definition);
    const stopRunsBefore = this.#standings.get(id)?.stopRunsBefore ?? null;
    this.#standings.set(id, { live: { id, version, definition }, stopRunsBefore });
    return this;
  }

  switchOff(id: FlowId, stopRunsBefore: number | null = null): void {
    this.#standings.set(id, { live: null, stopRunsBefore });
  }

  candidates(event: StartName, at: Occurrence): readonly LiveFlow[] {
    const live = [...this.#standings.values()].flatMap((standing) => standing.live ?? []);
    return new FlowIndex(live).candidates(event, at);
  }

  definition(id: FlowId, version: number): FlowDefinition | null {
    return this.#versions.get(`${id} ${version}`) ?? null;
  }

  standing(id: FlowId): FlowStanding | null {
    return this.#standings.get(id) ?? null;
  }
}
