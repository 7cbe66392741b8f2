import type { Redis } from "ioredis";
import type { HintChannel } from "./feed-hints.ts";

export interface RedisHintsOptions {
  /** Shared with the rings. */
  producer: Redis;
  /** A connection of its own for listening: Redis takes no other commands on one that subscribes. */
  connect: () => Redis;
  prefix: string;
}

/**
 * Hints over Redis's publish and subscribe. What is published while a process is away is gone, as hints may be; a process hears its own
 * as well, and looks once for nothing.
 */
export class RedisHints implements HintChannel {
  readonly #options: RedisHintsOptions;
  readonly #channel: string;
  #listening: Redis | null = null;

  constructor(options: RedisHintsOptions) {
    this.#options = options;
    this.#channel = `${options.prefix}:feed`;
  }

  publish(workspaceId: string): void {
    const { producer } = this.#options;
    if (producer.status === "ready") producer.publish(this.#channel, workspaceId).catch(() => {});
  }

  subscribe(listener: (workspaceId: string) => void): void {
    const connection = this.#options.connect();
    this.#listening = connection;
    // Connection errors are reported by the rings' connection.
    connection.on("error", () => {});
    connection.on("message", (_channel: string, workspaceId: string) => listener(workspaceId));
    // After a break ioredis subscribes again by itself.
    connection.subscribe(this.#channel).catch(() => {});
  }

  close(): void {
    this.#listening?.disconnect();
  }
}
