import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { createReceiver, type Receiver } from "../../../support/receiver.ts";
import type { Random } from "../../../../src/simulator/random.ts";

/** One delivery as it reached somebody's endpoint. */
export interface Delivered {
  /** `/default` or `/globex`. */
  path: string;
  id: string;
  bodyHash: string;
  body: { id: string; type: string; workspaceId: string; seq: number };
  isGenuine: boolean;
}

export interface Inbox extends AsyncDisposable {
  readonly origin: string;
  readonly delivered: readonly Delivered[];
  /** The secret of the endpoint at this path. */
  trust(path: string, secret: string): void;
}

/**
 * Some are kept waiting, so that kills hit requests under way. None is refused: after a kill, which counts as an attempt too, a refusal
 * waits for five minutes by the schedule (reliability.md 2.2).
 */
const SLOW_SHARE = 0.2;
const ACCEPTED = 204;

/** The customers' endpoints: record everything, and check signatures as it comes. */
export async function openInbox(random: Random): Promise<Inbox> {
  const delivered: Delivered[] = [];
  const secrets = new Map<string, Webhook>();
  const receiver: Receiver = await createReceiver({
    record: false,
    answer: ({ path, headers, rawBody }) => {
      delivered.push({
        path,
        id: String(headers["webhook-id"]),
        bodyHash: createHash("sha256").update(rawBody).digest("hex"),
        body: JSON.parse(rawBody.toString()) as Delivered["body"],
        isGenuine: isGenuine(secrets.get(path), rawBody, headers as Record<string, string>),
      });
      const delayMs = random.chance(SLOW_SHARE) ? random.int(20, 200) : 0;
      return { kind: "answer", status: ACCEPTED, delayMs };
    },
  });
  return {
    origin: receiver.origin,
    delivered,
    trust: (path, secret) => void secrets.set(path, new Webhook(secret)),
    [Symbol.asyncDispose]: () => receiver.close(),
  };
}

function isGenuine(
  webhook: Webhook | undefined,
  rawBody: Buffer,
  headers: Record<string, string>,
): boolean {
  try {
    webhook?.verify(rawBody, headers);
    return webhook !== undefined;
  } catch {
    return false;
  }
}
