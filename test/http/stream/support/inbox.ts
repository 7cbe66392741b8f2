import { openEventStream, type EventStream } from "../../../support/event-stream.ts";
import { expectSoon } from "../../../support/expect-soon.ts";

/** What a row of the inbox shows: enough to tell whether it is the newest. */
export interface ShownRow {
  version: number;
  ownerId: string | null;
}

type Row = { id: string; version: number; owner: { id: string } | null };

/** An inbox that lives off the stream, over as many connections as it takes, as `docs/api.md` tells clients to. */
export class Inbox {
  readonly shown = new Map<string, ShownRow>();
  /** Ids of all messages that told something, as they came. */
  readonly ids: number[] = [];
  /** Whose conversations it ever showed. */
  readonly owners = new Set<string | null>();
  #stream: EventStream | null = null;
  #place: number | null;
  #taken = 0;

  /** `place`: where it begins in the feed; null: with what happens from now on. */
  constructor(place: number | null = null) {
    this.#place = place;
  }

  /** Opens the stream, if it is not open, where it was left. Resolves when it has started. */
  async connect(url: string, token = ""): Promise<void> {
    if (this.#stream !== null) return;
    this.#stream = await openEventStream({ url, token, lastEventId: this.#place });
    this.#taken = 0;
    await expectSoon(() => this.#stream?.messages.length).toBeGreaterThan(0);
    this.take();
  }

  disconnect(): void {
    this.take();
    this.#stream?.close();
    this.#stream = null;
  }

  /** Takes what has been heard. */
  take(): void {
    for (const { id, event, data } of this.#stream?.messages.slice(this.#taken) ?? []) {
      this.#taken += 1;
      this.#place = id;
      if (event === "stream.started") continue;
      this.ids.push(id);
      if (event === "conversation.removed") this.shown.delete(String(data["conversationId"]));
      else for (const row of data["rows"] as Row[]) this.#take(row);
    }
  }

  /** Puts in a row of the list, unless it knows a newer one. */
  show(id: string, row: ShownRow): void {
    if (row.version >= (this.shown.get(id)?.version ?? 0)) this.shown.set(id, row);
  }

  #take({ id, version, owner }: Row): void {
    const ownerId = owner?.id ?? null;
    this.owners.add(ownerId);
    this.show(id, { version, ownerId });
  }
}

/** The whole numbers behind `after`, up to and with `upTo`. */
export function seqsBetween(after: number, upTo: number): number[] {
  return Array.from({ length: upTo - after }, (_, at) => after + at + 1);
}
