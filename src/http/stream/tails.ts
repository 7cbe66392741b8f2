import type { WorkspaceId } from "../../domain/ids.ts";
import { FeedTail, type FeedTailOptions } from "./feed-tail.ts";
import type { Subscription } from "./subscription.ts";

/** The tails of all workspaces that somebody in this process listens to. */
export class Tails {
  readonly #options: Omit<FeedTailOptions, "workspaceId" | "onEmpty">;
  readonly #tails = new Map<WorkspaceId, FeedTail>();

  constructor(options: Omit<FeedTailOptions, "workspaceId" | "onEmpty">) {
    this.#options = options;
  }

  /** Lets a subscription in that has caught up; false when it has not (see `FeedTail.join`). */
  join(subscription: Subscription): boolean {
    const { workspaceId } = subscription.subscriber;
    return (this.#tails.get(workspaceId) ?? this.#add(subscription)).join(subscription);
  }

  leave(subscription: Subscription): void {
    this.#tails.get(subscription.subscriber.workspaceId)?.leave(subscription);
  }

  ring(workspaceId: WorkspaceId): void {
    this.#tails.get(workspaceId)?.ring();
  }

  #add({ subscriber: { workspaceId }, toldUpTo }: Subscription): FeedTail {
    const onEmpty = (): void => void this.#tails.delete(workspaceId);
    const tail = new FeedTail({ ...this.#options, workspaceId, onEmpty }, toldUpTo);
    this.#tails.set(workspaceId, tail);
    return tail;
  }
}
