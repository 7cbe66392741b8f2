import type { Actor } from "../domain/actor.ts";
import type { Driver } from "../domain/automation/state.ts";
import type { Facts } from "../domain/conversation/conversation.ts";
import type { MachineEvent } from "./machine-event.ts";
import { byPerson } from "./owner.ts";

/**
 * Who talks after this event (Q50). A person does who writes, or gives the conversation to a user; then no automation does, until somebody
 * says `resumeAutomations`, or the episode ends.
 */
export function driverAfter({ driver, episode }: Facts, event: MachineEvent): Driver {
  switch (event.type) {
    case "message.echoed":
      // A late one, written before this episode, is no answer in it.
      return event.occurredAt < (episode.openedAt ?? 0) && episode.openedBy?.kind !== "phone"
        ? driver
        : handed(driver, "person");
    case "message.send":
      if (byPerson(event)) return handed(driver, "person");
      return isBot(event.actor) && driver.kind === "nobody" ? handed(driver, "bot") : driver;
    case "conversation.assign":
      return byPerson(event) && event.ownerId !== null ? handed(driver, "person") : driver;
    case "automations.pause":
      // A bot that hands over has said so in a message, which is still to go: only people's own word keeps messages back.
      return isBot(event.actor) && driver.kind !== "person"
        ? { ...driver, kind: "person" }
        : handed(driver, "person");
    case "automations.resume":
      return givenBack(driver, event.actor);
    default:
      return driver;
  }
}

/** Nobody talks. A bot that hands over and closes keeps its own last words from nobody: they are still to go. */
export function givenBack(driver: Driver, by: Actor): Driver {
  return isBot(by) ? { ...driver, kind: "nobody" } : handed(driver, "nobody");
}

/** The lease counts whenever people take the talking, or it comes back from them: a bot's messages from before it are not sent. */
function handed(driver: Driver, kind: Driver["kind"]): Driver {
  if (driver.kind === kind) return driver;
  const isPeoples = kind === "person" || driver.kind === "person";
  return { kind, lease: isPeoples ? driver.lease + 1 : driver.lease };
}

function isBot({ kind }: Actor): boolean {
  return kind === "automation";
}
