import type { GraphMedia } from "../../../src/channels/whatsapp/graph/media.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { Life, World } from "../core/life.ts";
import type { Ledger } from "./ledger.ts";

const HOUR = 3_600_000;

type Upload = GraphMedia["upload"];
type Uploaded = Awaited<ReturnType<Upload>>;

/** Files at WhatsApp: each has an id that is good on one line, and that WhatsApp forgets, sometimes long before its time. */
export interface Uploads {
  /** The network between one life of a process and the upload of files. */
  upload(life: Life): Upload;
  /** Whether the file that a message names is there; a message without one needs none. */
  hasFileOf(lineId: string, body: Record<string, unknown>): boolean;
}

export function createUploads(world: World, random: Random, ledger: Ledger): Uploads {
  const { scheduler, faults } = world;
  /** By the id: on which line it is good. */
  const lineOf = new Map<string, string>();
  const forgotten = new Set<string>();

  const receive = async ({ lineId }: Parameters<Upload>[0]): Promise<Uploaded> => {
    if (faults.strikes("graphFault")) {
      const kind = random.pick(["unclear", "throttled", "gone"] as const);
      if (random.chance(0.8)) return { kind };
      return { kind: "refused", code: 131_053, details: null };
    }
    const mediaId = String(7_000_000 + lineOf.size);
    lineOf.set(mediaId, lineId);
    if (random.chance(0.3) && !faults.isOver()) {
      scheduler.after(random.int(1, 20) * HOUR, () => void forgotten.add(mediaId));
    }
    return { kind: "uploaded", mediaId };
  };

  return {
    upload: (life) => (asked) =>
      life.call("graph.upload", () => receive(asked), {
        drawFault: () => (faults.strikes("answerLost") ? "after" : null),
        failed: (): Uploaded => ({ kind: "unclear" }),
      }),
    hasFileOf(lineId, body) {
      const { id } = (body["image"] ?? {}) as { id?: string };
      if (id === undefined) return true;
      if (lineOf.get(id) !== lineId) ledger.strangeFiles.push(`${id} on ${lineId}`);
      return lineOf.get(id) === lineId && !forgotten.has(id);
    },
  };
}
