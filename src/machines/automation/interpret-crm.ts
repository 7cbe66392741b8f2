import { fillText } from "../../domain/automation/fill.ts";
import type { Step } from "../../domain/automation/step.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Move } from "./move.ts";
import type { StepWorld } from "./step-world.ts";

const VALUE = { charsMax: 1_000 };
const NAME = { charsMax: 1_000, oneLine: true };

type CrmStep = Extract<Step, { do: "setField" | "createContact" | "createRecord" }>;

/** What a step does in the CRM, with its placeholders filled. */
export function interpretCrmStep(step: CrmStep, world: StepWorld): Move {
  const { facts } = world;
  switch (step.do) {
    case "setField": {
      const value = fillText(step.value, facts, VALUE);
      return { kind: "does", task: { kind: "setField", field: step.field, value } };
    }
    case "createContact": {
      const firstName = fillText(step.firstName, facts, NAME);
      const lastName = fillText(step.lastName, facts, NAME);
      return { kind: "does", task: { kind: "createContact", firstName, lastName } };
    }
    case "createRecord": {
      const { record, stage, dueInMs } = step;
      return {
        kind: "does",
        task: {
          kind: "createRecord",
          record,
          title: fillText(step.title, facts, NAME),
          stage: stage === null ? null : fillText(stage, facts, NAME),
          dueAt: dueInMs === null ? null : facts.at + dueInMs,
          ownerId: ownerOf(step, world),
        },
      };
    }
  }
}

function ownerOf(
  { owner }: CrmStep & { do: "createRecord" },
  { facts, contactOwnerId }: StepWorld,
): UserId | null {
  switch (owner) {
    case "conversationOwner":
      return facts.conversation.facts.ownerId;
    case "contactOwner":
      return contactOwnerId;
    case "nobody":
      return null;
  }
}
