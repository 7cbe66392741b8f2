import type { ToldCapacity } from "../../../src/channels/whatsapp/graph/line-capacity.ts";
import type { PostAnswer } from "../../../src/channels/whatsapp/graph/message-answers.ts";
import type { AskCapacity, PostMessage } from "../../../src/channels/whatsapp/graph/messages.ts";
import type { IdMint } from "../../../src/simulator/ids.ts";
import type { StatusName } from "../../../src/simulator/payloads/status.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { CallFault, Life, World } from "../core/life.ts";
import type { Ledger, TakenSend } from "./ledger.ts";
import type { Meta } from "./meta.ts";
import type { Person } from "./people.ts";
import { REGISTERED_LINES, type SimulatedLine } from "./places.ts";
import { createUploads, type Uploads } from "./uploads.ts";
import { statusDraft } from "./wire.ts";

/** WhatsApp's side of sending: takes, refuses, loses answers, and reports later what became of what it took (reliability.md 3.3, F8). */
export interface Graph {
  /** The network between one life of a process and the Graph API. */
  post(life: Life): PostMessage;
  askCapacity(life: Life): AskCapacity;
  upload: Uploads["upload"];
  /** A line's token is good again. */
  renew(lineId: string): void;
  /** Told of each send that was taken. */
  onTaken(task: (taken: TakenSend) => void): void;
  /** Where statuses go; told once WhatsApp's other side stands. */
  connect(meta: Pick<Meta, "emit">): void;
}

export interface GraphOptions {
  world: World;
  random: Random;
  mint: IdMint;
  ledger: Ledger;
  people: readonly Person[];
}

const SECOND = 1_000;

export function createGraph({ world, random, mint, ledger, people }: GraphOptions): Graph {
  const { scheduler, faults } = world;
  const expired = new Set<string>();
  const uploads = createUploads(world, random, ledger);
  const habits = { capacity: drawCapacity(random), spreadMs: random.pick([500, 30_000, 600_000]) };
  let meta: Pick<Meta, "emit"> | null = null;
  let tell: (taken: TakenSend) => void = () => {};

  /** From now on it is WhatsApp's, whatever becomes of the answer. */
  const take = (line: SimulatedLine, body: Record<string, unknown>): TakenSend => {
    const taken: TakenSend = {
      sendId: String(body["biz_opaque_callback_data"]),
      lineId: line.phoneNumberId,
      sourceId: mint.wamid("10000000000", "out"),
      at: scheduler.now(),
      person: people.find((person) => isAt(person, body))?.name ?? null,
      freeForm: body["type"] !== "template",
    };
    ledger.sends.push(taken);
    tell(taken);
    return taken;
  };

  /** What is reported of it: all, some, or nothing; in the order of a bad network. */
  const report = (line: SimulatedLine, taken: TakenSend, failure: number | null): void => {
    const person = people.find(({ name }) => name === taken.person);
    if (person === undefined || random.chance(0.1)) return;
    const way: StatusName[] = failure === null ? drawWay(random) : ["failed"];
    let ms = 0;
    for (const status of way) {
      ms += random.int(0, habits.spreadMs);
      scheduler.after(random.chance(0.2) ? random.int(0, habits.spreadMs) : ms, () =>
        meta?.emit(
          statusDraft(
            { person: person.name, as: person.shownInStatus(), line },
            {
              sourceId: taken.sourceId,
              status,
              at: scheduler.now(),
              callbackData: taken.sendId,
              ...(failure !== null && { errorCode: failure }),
            },
          ),
        ),
      );
    }
  };

  const accept = (line: SimulatedLine, body: Record<string, unknown>, failure: number | null) => {
    const taken = take(line, body);
    report(line, taken, failure);
    return { kind: "accepted", sourceId: taken.sourceId, waId: null, userId: null } as const;
  };

  const receive = async (message: Parameters<PostMessage>[0]): Promise<PostAnswer> => {
    const { lineId, body } = message;
    const line = REGISTERED_LINES.find(({ phoneNumberId }) => phoneNumberId === lineId);
    if (line === undefined) return refusal(100);
    if (expired.has(lineId)) return refusal(190, { status: 401 });
    if (body["status"] === "read") return { kind: "acknowledged" };
    if (!uploads.hasFileOf(lineId, body)) return refusal(100, { subcode: 33 });
    if (!faults.strikes("graphFault")) return accept(line, body, null);
    switch (random.int(1, 12)) {
      case 1:
        return refusal(random.pick([131_016, 131_000, 2]));
      case 2:
        return refusal(130_429, { retryAfterMs: random.pick([null, random.int(1, 60) * SECOND]) });
      case 3:
        return refusal(131_056);
      case 4:
        return refusal(131_047);
      case 5:
        return refusal(131_026);
      case 6:
        expired.add(lineId);
        return refusal(190, { status: 401 });
      case 7:
        return { ...refusal(0), error: null, status: random.pick([500, 502, 429]) };
      case 8:
        return { kind: "not_sent" };
      case 9:
        accept(line, body, null);
        return { kind: "lost" };
      case 10:
        accept(line, body, null);
        return { ...refusal(0), error: null, status: 500 };
      case 11:
        return accept(line, body, random.pick([131_026, 131_047, 131_049]));
      default:
        return { kind: "lost" };
    }
  };

  return {
    post: (life) => (message) => {
      message.onLeave?.();
      return life.call("graph.post", () => receive(message), {
        drawFault: () => drawNetworkFault(world),
        failed: (fault) => (fault === "before" ? drawLoss(random) : { kind: "lost" }),
      });
    },
    askCapacity: (life) => () =>
      life.call<ToldCapacity | null>("graph.capacity", async () => habits.capacity, {
        drawFault: () => drawNetworkFault(world),
        failed: () => null,
      }),
    upload: uploads.upload,
    renew: (lineId) => void expired.delete(lineId),
    onTaken: (task) => void (tell = task),
    connect: (other) => void (meta = other),
  };
}

function drawNetworkFault({ faults }: World): CallFault | null {
  if (faults.strikes("requestLost")) return "before";
  return faults.strikes("answerLost") ? "after" : null;
}

/** A request that got nowhere: sometimes we know, sometimes we do not. */
function drawLoss(random: Random): PostAnswer {
  return { kind: random.chance(0.5) ? "not_sent" : "lost" };
}

function refusal(
  code: number,
  changes: Partial<PostAnswer & { kind: "refused" }> = {},
): PostAnswer & { kind: "refused" } {
  return {
    kind: "refused",
    status: 400,
    error: { code, title: null, details: null },
    subcode: null,
    retryAfterMs: null,
    ...changes,
  };
}

/** Whoever the number or user id belongs to, or belonged to: WhatsApp forwards nothing, but here nobody answers for that. */
function isAt({ identities }: Person, { to, recipient }: Record<string, unknown>): boolean {
  return identities.some(
    ({ waId, userId, parentUserId }) =>
      (waId !== undefined && `+${waId}` === to) ||
      (recipient !== undefined && (userId === recipient || parentUserId === recipient)),
  );
}

function drawCapacity(random: Random): ToldCapacity {
  return {
    perSecond: random.pick([20, 80, 1_000]),
    messagingLimit: random.pick([null, 250, 5]),
  };
}

function drawWay(random: Random): StatusName[] {
  const way: StatusName[] = ["sent", "delivered", "read"];
  return way.slice(0, random.int(1, 3));
}
