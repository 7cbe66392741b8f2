import { INITIAL_FACTS } from "./episode.ts";
import { attention } from "./regions/attention.ts";
import { lifecycle } from "./regions/lifecycle.ts";
import { ownership } from "./regions/ownership.ts";
import { window } from "./regions/window.ts";
import { conversationSetup } from "./setup.ts";

/**
 * The life of a conversation: four regions that know nothing of each other's states, because a conversation may be closed with
 * window time left, or open without any (escala-inbox section 1). In the regions, T1 to T13 name rows of that page's transition table.
 *
 * Every handler stands inside a region: one at the root would be shadowed by any region that knows the same event. No history
 * states, no invoked or spawned actors, no `after`: a snapshot is its regions and its facts, and nothing else.
 */
export const conversationMachine = conversationSetup.createMachine({
  id: "conversation",
  type: "parallel",
  context: INITIAL_FACTS,
  states: { lifecycle, window, ownership, attention },
});
