import type { Actor } from "../domain/actor.ts";
import type { Driver } from "../domain/automation/state.ts";
import type { Facts } from "../domain/conversation/conversation.ts";
import type { MachineEvent } from "./machine-event.ts";
import { byPerson } from "./owner.ts";

/** WhatsApp tells the time in whole seconds. */
const SECOND_MS = 1_000;

/**
 * Who talks after this event (Q50). A person does who writes, or gives the conversation to a user; then no automation does, until somebody
 * says `resumeAutomations`, as a flow that takes over does, or the episode ends.
 */
export function driverAfter(facts: Facts, event: MachineEvent): Driver {
  const { driver } = facts;
  switch (event.type) {
    case "message.echoed":
      return isOfEarlierEpisode(facts, event) ? driver : handed(driver, "person");
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

/**
 * Whether the phone app told late of a message from before this episode, which is no answer in it. An episode opens when we hear of its message,
 * which may be long after; so what is younger than the contact's last word counts in any case, and WhatsApp's seconds are not cut.
 */
function isOfEarlierEpisode(
  { episode, lastInboundAt }: Facts,
  echo: { occurredAt: number },
): boolean {
  const { openedAt, openedBy } = episode;
  if (openedAt === null || openedBy?.kind === "phone") return false;
  const since = Math.floor(openedAt / SECOND_MS) * SECOND_MS;
  return echo.occurredAt < Math.min(since, lastInboundAt ?? since);
}

/** Nobody talks. A bot that hands over and closes, or lets another take over, keeps its own last words from nobody: they are still to go. */
export function givenBack(driver: Driver, by: Actor): Driver {
  if (driver.kind === "nobody") return driver;
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
