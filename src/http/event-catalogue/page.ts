import type { z } from "zod";
import type { EventEnvelope, EventType } from "../../domain/events.ts";

/** What the documentation says of one type of event. */
export interface EventPage<T extends EventType = EventType> {
  /** What it means, in one sentence. */
  means: string;
  /** When it is published, and when not. */
  when: string;
  /** The rules that this follows from: T transitions, R and Q of the inbox, I invariants. */
  rules: readonly string[];
  /** Exactly the members of its `data`; a test compares it with what the engine publishes. */
  data: z.ZodObject;
  example: EventEnvelope & { type: T };
}

/** A page for each of these types, and for no other. */
export type EventPages<T extends EventType> = { readonly [K in T]: EventPage<K> };
