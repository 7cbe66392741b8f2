import { request, type IncomingMessage } from "node:http";

/** One message of a stream; `data` is its JSON. */
export interface StreamMessage {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

/** A reader of `text/event-stream`, as a browser is one, over a connection of its own. */
export interface EventStream {
  status: number;
  headers: IncomingMessage["headers"];
  /** Everything heard so far but signs of life. */
  messages: StreamMessage[];
  /** Signs of life heard so far. */
  alive(): StreamMessage[];
  /** What stood in `retry:`. */
  retryMs(): number | null;
  /** The body of an answer that is no stream. */
  body(): string;
  /** The place to come back to. */
  lastEventId(): number | null;
  hasEnded(): boolean;
  /** Stops reading from the connection. */
  stopReading(): void;
  close(): void;
}

export interface EventStreamOptions {
  /** Base URL. */
  url: string;
  token: string;
  lastEventId?: number | string | null;
  /** With its question mark. */
  query?: string;
}

/** Opens a stream, and resolves when its head has come. */
export async function openEventStream(options: EventStreamOptions): Promise<EventStream> {
  const { url, token, lastEventId = null, query = "" } = options;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "text/event-stream",
    ...(lastEventId === null ? {} : { "last-event-id": String(lastEventId) }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // No agent: each stream has a connection of its own.
    request(`${url}/v1/stream${query}`, { headers, agent: false })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
  const messages: StreamMessage[] = [];
  const signs: StreamMessage[] = [];
  let [text, body, place, retry, ended] = ["", "", lastEventId, null as number | null, false];
  response.setEncoding("utf8").on("data", (part: string) => {
    body += part;
    text += part;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const fields = fieldsOf(text.slice(0, end));
      text = text.slice(end + 2);
      if (fields["retry"] !== undefined) retry = Number(fields["retry"]);
      if (fields["data"] === undefined) continue;
      const { id = "", event = "", data } = fields;
      place = Number(id);
      const message = { id: place, event, data: JSON.parse(data) as Record<string, unknown> };
      (event === "stream.alive" ? signs : messages).push(message);
    }
  });
  response.on("error", () => {}).on("close", () => (ended = true));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    messages,
    alive: () => signs,
    retryMs: () => retry,
    body: () => body,
    lastEventId: () => (place === null ? null : Number(place)),
    hasEnded: () => ended,
    stopReading: () => void response.pause(),
    close: () => void response.destroy(),
  };
}

function fieldsOf(block: string): Record<string, string> {
  const lines = block.split("\n").filter((line) => !line.startsWith(":"));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}
