import { createSigner } from "../../../src/channels/endpoint/sign.ts";
import type { Store } from "../../../src/store/store.ts";
import { createAdvance } from "../../../src/workers/advance.ts";
import { createDeliver, type DeliverDeps } from "../../../src/workers/deliver.ts";
import { createRelay } from "../../../src/workers/relay.ts";
import { createReleaseConversations } from "../../../src/workers/release-conversations.ts";
import { createSweep, type Sweep, type SweepDeps } from "../../../src/workers/sweep.ts";
import type { Workshop } from "./workshop.ts";

/** The sweep over a workshop's store, as a process without any Redis has it. Posts go to `post`, which answers 200 by default. */
export function sweepOf(
  workshop: Workshop,
  options: {
    store?: Store;
    post?: DeliverDeps["post"];
    stopping?: AbortSignal;
    replayLine?: SweepDeps["replayLine"];
  } = {},
): Sweep & { posts: string[] } {
  const { post = async () => ({ kind: "delivered", status: 200 }), stopping } = options;
  const posts: string[] = [];
  const base = {
    ...workshop.deps,
    store: options.store ?? workshop.store,
    ...(stopping === undefined ? {} : { stopping }),
  };
  const sweep = createSweep({
    ...base,
    advance: createAdvance(base),
    relay: createRelay(base),
    release: createReleaseConversations(base),
    replayLine: options.replayLine ?? (async () => 0),
    deliver: createDeliver({
      ...base,
      sign: createSigner(),
      schedule: "28h",
      inFlightMax: 4,
      post(request) {
        posts.push(`${request.url} ${request.headers["webhook-id"]}`);
        return post(request);
      },
    }),
  });
  return { ...sweep, posts };
}
