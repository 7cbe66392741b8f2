import type { EndpointClient } from "../channels/endpoint/client.ts";
import type { GraphMedia } from "../channels/whatsapp/graph/media.ts";
import type { GraphMessages } from "../channels/whatsapp/graph/messages.ts";
import type { GraphTemplates } from "../channels/whatsapp/graph/templates.ts";

/** Whose answers this process may have to wait for. */
type FarSide = "endpoints" | "whatsapp";

/** What workers ask of others, counted while it is under way: a stop that waits for an answer can say whose. */
export interface FarCalls {
  post: EndpointClient["post"];
  ask: EndpointClient["ask"];
  send: GraphMessages["post"];
  media: Pick<GraphMedia, "fetch">;
  templates: Pick<GraphTemplates, "list">;
  underWay: Readonly<Record<FarSide, number>>;
}

export function createFarCalls({
  client,
  graphMedia,
  graphMessages,
  graphTemplates,
}: {
  client: Pick<EndpointClient, "post" | "ask">;
  graphMedia: Pick<GraphMedia, "fetch">;
  graphMessages: Pick<GraphMessages, "post">;
  graphTemplates: Pick<GraphTemplates, "list">;
}): FarCalls {
  const underWay: Record<FarSide, number> = { endpoints: 0, whatsapp: 0 };
  const counted =
    <Args extends unknown[], Answer>(
      side: FarSide,
      call: (...args: Args) => Promise<Answer>,
    ): ((...args: Args) => Promise<Answer>) =>
    async (...args) => {
      underWay[side] += 1;
      try {
        return await call(...args);
      } finally {
        underWay[side] -= 1;
      }
    };
  return {
    post: counted("endpoints", (request) => client.post(request)),
    ask: counted("endpoints", (request) => client.ask(request)),
    send: counted("whatsapp", (message) => graphMessages.post(message)),
    media: { fetch: counted("whatsapp", (file) => graphMedia.fetch(file)) },
    templates: { list: counted("whatsapp", (query) => graphTemplates.list(query)) },
    underWay,
  };
}
