import {
  eventIdOf,
  messageIdOf,
  type ConversationId,
  type MessageId,
} from "../../../domain/ids.ts";

const MESSAGE = /^m(\d+)(?:\.(\d+))?$/;
const EVENT = /^evt_(.+)_(\d+)_(\d+)$/;

/**
 * Ids of messages and events carry the version of the step that made them, and a rehearsal in which flows did something else counts other
 * versions. This says which version a step of the past has in the rehearsal, and the other way round.
 */
export class Renaming {
  readonly #here = new Map<number, number>();
  readonly #there = new Map<number, number>();
  readonly #conversationId: ConversationId;
  /** Up to this version the two are one. */
  #common = 0;

  constructor(conversationId: ConversationId) {
    this.#conversationId = conversationId;
  }

  isCommon(version: number): void {
    this.#common = version;
  }

  /** A step of the past has been taken again. */
  note(versions: { there: number; here: number }): void {
    this.#here.set(versions.there, versions.here);
    this.#there.set(versions.here, versions.there);
  }

  /** The message in the rehearsal; null for one that is not sent in it. */
  message(id: MessageId): MessageId | null {
    const [, version, index] = MESSAGE.exec(id) ?? [];
    if (version === undefined) return null;
    const there = Number(version);
    const here = there <= this.#common ? there : this.#here.get(there);
    if (here === undefined) return null;
    return here === there ? id : messageIdOf(here, Number(index ?? 0));
  }

  /** An id of the rehearsal in which the id of an event of a step stands, as it was in the past. */
  past(id: string): string {
    const [event, rest] = splitTrigger(id);
    const [, conversationId, version, index] = EVENT.exec(event) ?? [];
    if (conversationId !== this.#conversationId || version === undefined) return id;
    const there = this.#there.get(Number(version));
    return there === undefined || there === Number(version)
      ? id
      : eventIdOf(conversationId, there, Number(index)) + rest;
  }
}

/** The trigger of a clock goes on behind the event that began it. */
function splitTrigger(id: string): [event: string, rest: string] {
  const slash = id.indexOf("/");
  return slash < 0 ? [id, ""] : [id.slice(0, slash), id.slice(slash)];
}
