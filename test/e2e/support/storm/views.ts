import type { Client } from "../client.ts";

/** Everything that one tenant's token can see. */
export interface View {
  conversations: { id: string; contact: { id: string }; line: { id: string } }[];
  /** Source ids of messages in the timelines, and how often each is shown. */
  shown: Map<string, number>;
  events: { seq: number; id: string; type: string; workspaceId: string }[];
}

/** Reads lists, timelines and feed to their ends. */
export async function readViews(client: Client): Promise<View> {
  const conversations = await readPages<View["conversations"][number]>(
    client,
    "/v1/conversations?status=all&limit=100",
  );
  const shown = new Map<string, number>();
  for (const { id } of conversations) {
    const items = await readPages<{ kind: string; sourceId?: string | null }>(
      client,
      `/v1/conversations/${id}/timeline?limit=100`,
    );
    for (const { sourceId } of items) {
      if (sourceId) shown.set(sourceId, (shown.get(sourceId) ?? 0) + 1);
    }
  }
  return { conversations, shown, events: await readFeed(client) };
}

async function readPages<T>(client: Client, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await client.insist({ path: path + from });
    items.push(...(body.items as T[]));
    cursor = body.cursor as string | null;
  }
  return items;
}

async function readFeed(client: Client): Promise<View["events"]> {
  const events: View["events"] = [];
  for (let after = 0; ;) {
    const { body } = await client.insist({ path: `/v1/events?after=${after}&limit=1000` });
    const page = body.events as View["events"];
    events.push(...page);
    if (page.length === 0) return events;
    after = body.next as number;
  }
}
