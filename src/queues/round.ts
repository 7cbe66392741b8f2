import { STATUS_ROUND_MAX, STATUS_ROUND_MS } from "./catalogue.ts";
import type { ConversationAddress } from "./doorbell.ts";

/**
 * Gathers conversations for a moment, each once, and hands them on together: when `STATUS_ROUND_MS` have passed since the first,
 * or as soon as `STATUS_ROUND_MAX` are there. What it holds is a hint like every ring; a process that dies with it loses time only.
 */
export class Round {
  readonly #handOn: (conversations: ConversationAddress[]) => void;
  readonly #gathered = new Map<string, ConversationAddress>();
  #timer: NodeJS.Timeout | null = null;

  constructor(handOn: (conversations: ConversationAddress[]) => void) {
    this.#handOn = handOn;
  }

  gather(conversations: readonly ConversationAddress[]): void {
    for (const address of conversations) {
      this.#gathered.set(`${address.workspaceId} ${address.conversationId}`, address);
      if (this.#gathered.size >= STATUS_ROUND_MAX) this.#end();
    }
    if (this.#gathered.size > 0) this.#timer ??= setTimeout(() => this.#end(), STATUS_ROUND_MS);
  }

  /** Forgets what was gathered: the sweep finds it. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#gathered.clear();
  }

  #end(): void {
    const conversations = [...this.#gathered.values()];
    this.stop();
    this.#handOn(conversations);
  }
}
