import type { Actor } from "../../../src/domain/actor.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";

/** Who talks in a conversation (Q50), written a second time: people, bots or nobody, and how often that went to people or came back. */
export interface ShadowDriver {
  /** `at`: when, by the conversation's own clock. */
  opened(by: Actor, at: number): void;
  closed(by: Actor["kind"]): void;
  /** The business wrote on the phone, in what is open now, perhaps by that; `heardAt`: when the contact wrote last, by their clock. */
  echoed(occurredAt: number, heardAt: number | null): void;
  /** It is somebody's now, or nobody's, in what is open. */
  given(by: Actor, ownerId: string | null): void;
  /** A command was possible, in what is open now, perhaps by that. */
  commanded(command: Command, by: Actor): void;
  /** Whether a person talks now. */
  isPerson(): boolean;
  /** Whether a person talks, or has since a bot's message was decided on. */
  isStale(lease: number): boolean;
}

export function createShadowDriver(): ShadowDriver {
  let talks: "nobody" | "bot" | "person" = "nobody";
  let lease = 0;
  let openedAt = 0;
  let byPhone = false;
  const become = (who: typeof talks): void => {
    if ((who === "person") !== (talks === "person")) lease += 1;
    talks = who;
  };
  // A bot that hands over, and closes or begins anew by itself, keeps nothing of its own back.
  const giveBack = (by: Actor["kind"]): void => {
    if (by === "automation") talks = "nobody";
    else become("nobody");
  };
  const isPerson = ({ kind }: Actor): boolean => kind === "user" || kind === "phone";

  return {
    opened(by, at) {
      giveBack(by.kind);
      openedAt = at;
      byPhone = by.kind === "phone";
    },
    closed: giveBack,
    echoed(occurredAt, heardAt) {
      const since = openedAt - (openedAt % 1_000);
      if (byPhone || occurredAt >= Math.min(since, heardAt ?? since)) become("person");
    },
    given(by, ownerId) {
      if (isPerson(by) && ownerId !== null) become("person");
    },
    commanded({ name }, by) {
      // A bot that hands over has its last word: only people's own keeps messages back.
      if (name === "pauseAutomations" && by.kind === "automation") talks = "person";
      if (name === "pauseAutomations") become("person");
      if (name === "resumeAutomations") giveBack(by.kind);
      if (name === "send" && isPerson(by)) become("person");
      if (name === "send" && by.kind === "automation" && talks === "nobody") become("bot");
      // What a person approves the bot has said.
      if (name === "approveDraft" && talks === "nobody") become("bot");
    },
    isPerson: () => talks === "person",
    isStale: (decidedUnder) => decidedUnder !== lease || talks === "person",
  };
}
