import type { Visibility } from "../../domain/people/visibility.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { audienceOf } from "./audience.ts";
import type { Subscription } from "./subscription.ts";

/** What a token is worth now. */
export type Standing =
  | { kind: "holds"; access: Visibility }
  | { kind: "refused"; code: ProblemCode };

/** What a stream was opened with. */
export interface Credentials {
  /** The token; streams with the same one are asked for once. */
  token: string;
  /** @throws StoreUnavailableError */
  stand(): Promise<Standing>;
}

/**
 * Ends the streams whose token does not hold any more, or whose reader may see something else than when they were opened: a stream lives
 * as long as its access. While the store cannot be reached nobody is judged, and nobody is told anything either.
 */
export async function recheck(opened: ReadonlyMap<Subscription, Credentials>): Promise<void> {
  const byToken = Map.groupBy(opened, ([, { token }]) => token);
  await Promise.all([...byToken.values()].map(judge));
}

async function judge(streams: [Subscription, Credentials][]): Promise<void> {
  const standing = await streams[0]?.[1].stand().catch(ignoreUnavailable);
  if (standing === undefined) return;
  for (const [subscription] of streams) {
    if (standing.kind === "refused") {
      subscription.end(standing.code);
      continue;
    }
    const { accessMark, types } = subscription.subscriber.audience;
    if (audienceOf(standing.access, types).accessMark !== accessMark) {
      subscription.end("stream.access_changed");
    }
  }
}

function ignoreUnavailable(error: unknown): undefined {
  if (!(error instanceof StoreUnavailableError)) throw error;
}
