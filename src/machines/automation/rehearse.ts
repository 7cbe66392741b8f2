import { Rehearsal } from "./rehearsal/rehearsal.ts";
import type { RehearsalInput, Rehearsed } from "./rehearsal/rehearsed.ts";

/**
 * Goes through the past of a conversation once more, with other flows, or the same. What came from outside comes again, when and under which settings
 * it did; deadlines fire in between. What automations did is forgotten, and what these flows do instead is worked out by the same steps as live. Whatever
 * was really asked for in the same words is answered as and when it really was; anything else is taken as done at once. Pure: nothing leaves it.
 */
export function rehearse(input: RehearsalInput): Rehearsed {
  const rehearsal = new Rehearsal(input);
  rehearsal.goOn();
  return rehearsal.rehearsed;
}
