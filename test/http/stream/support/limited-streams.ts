import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import type { Visibility } from "../../../../src/domain/people/visibility.ts";
import { audienceOf } from "../../../../src/http/stream/audience.ts";
import { Streams } from "../../../../src/http/stream/streams.ts";
import { STREAM_SETTINGS_DEFAULTS } from "../../../../src/http/stream/settings.ts";
import type { Bench } from "../../support/bench.ts";

/** Live streams of readers with a given access, over real HTTP, on the store and the hints of a bench. */
export interface LimitedStreams extends AsyncDisposable {
  url: string;
}

export async function serveStreams(
  { deps, store }: Bench,
  access: Visibility,
): Promise<LimitedStreams> {
  const settings = { ...STREAM_SETTINGS_DEFAULTS, pollMs: 20 };
  const streams = new Streams({ ...deps, metrics: new Registry(), settings });
  const audience = audienceOf(access, null);
  const subscriber = { workspaceId: "default", userId: "me", audience };
  const credentials = {
    token: "",
    stand: () => Promise.resolve({ kind: "holds", access } as const),
  };
  const server = createServer(async (request, response) => {
    const lastSeq = await store.lastSeq("default");
    const given = request.headers["last-event-id"];
    const after = given === undefined ? lastSeq : Number(given);
    response.writeHead(200, { connection: "close" });
    const subscription = streams.open(subscriber, { response, after, credentials });
    const resumed = given !== undefined;
    subscription.start({ after, lastSeq, resumed, access: audience.accessMark, now: "" }, 1_000);
    streams.follow(subscription);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      streams.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
