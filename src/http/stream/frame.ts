/** A message of an event stream, before it is text. */
export interface Message {
  /** Place in the feed up to which the reader has been told everything: what a browser sends back as `Last-Event-ID`. */
  id: number;
  event: string;
  /** JSON text. It has no line breaks, so it is one line. */
  data: string;
}

/** A message as `text/event-stream` writes it (HTML standard, section 9.2.6): its lines, and an empty one. */
export function frameOf({ id, event, data }: Message): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}

/** How long a browser waits before it comes back, in milliseconds. */
export function retryFrame(ms: number): string {
  return `retry: ${ms}\n\n`;
}
