import type { EnvelopeLayout } from "../payloads/envelope.ts";
import type { Update } from "../payloads/update.ts";
import type { Random } from "../random.ts";

/** How updates become bodies. Everything is drawn from the seed. */
export interface PlanOptions {
  /** Share of updates that come a second time, in another body. */
  duplicateShare: number;
  /** Share of those copies that are posted at the same moment as the original. */
  concurrentShare: number;
  /** Updates are shuffled within runs of this many; 0 or 1 keeps the order. */
  shuffleWindow: number;
  /** Updates per body; Meta's own limit of 1,000 holds on top. */
  batch: { min: number; max: number };
  /** Extra time before a body is posted, drawn per body. */
  delayMs: { min: number; max: number };
  /** Share of bodies that join updates of one line into one `value`. */
  joinShare: number;
  /** Share of bodies that write `object` and `field` last. */
  trailingNamesShare: number;
}

/** One body to post. */
export interface PlannedPost {
  updates: Update[];
  layout: EnvelopeLayout;
  delayMs: number;
}

/** Meta's limits for one body (section 6). */
const maxUpdatesPerBody = 1_000;
const maxBodyBytes = 3_000_000;

/** Bytes of envelope around each update, generously; escaping makes one character six bytes at most. */
const updateOverheadBytes = 256;
const copySpread = 20;

/** Cuts updates into bodies: duplicates, then disorder, then batches. Pure but for the draws. */
export function planPosts(updates: Update[], random: Random, options: PlanOptions): PlannedPost[] {
  const spread = Math.max(options.shuffleWindow, copySpread);
  const beside = new Set<Update>();
  const line: { update: Update; rank: number }[] = updates.map((update, rank) => ({
    update,
    rank,
  }));
  for (const [rank, update] of updates.entries()) {
    if (!random.chance(options.duplicateShare)) continue;
    if (random.chance(options.concurrentShare)) beside.add(update);
    else line.push({ update, rank: rank + random.int(1, spread) + 0.5 });
  }
  const ordered = line.sort((left, right) => left.rank - right.rank).map(({ update }) => update);
  return batches(shuffled(ordered, random, options.shuffleWindow), random, options).flatMap(
    (post) => [post, ...copiesBeside(post, beside)],
  );
}

function copiesBeside(post: PlannedPost, beside: Set<Update>): PlannedPost[] {
  const copies: PlannedPost[] = [];
  for (const update of post.updates) {
    if (beside.delete(update)) copies.push({ ...post, updates: [update] });
  }
  return copies;
}

function shuffled(updates: Update[], random: Random, window: number): Update[] {
  if (window < 2) return updates;
  const result: Update[] = [];
  for (let start = 0; start < updates.length; start += window) {
    result.push(...random.shuffle(updates.slice(start, start + window)));
  }
  return result;
}

function batches(updates: Update[], random: Random, options: PlanOptions): PlannedPost[] {
  const posts: PlannedPost[] = [];
  let start = 0;
  while (start < updates.length) {
    const wanted = Math.min(random.int(options.batch.min, options.batch.max), maxUpdatesPerBody);
    const end = fittingEnd(updates, start, Math.max(1, wanted));
    posts.push({
      updates: updates.slice(start, end),
      layout: {
        join: random.chance(options.joinShare),
        trailingNames: random.chance(options.trailingNamesShare),
      },
      delayMs: random.int(options.delayMs.min, options.delayMs.max),
    });
    start = end;
  }
  return posts;
}

/** End of the longest run from `start` that stays under the size limit; at least one update. */
function fittingEnd(updates: Update[], start: number, wanted: number): number {
  if (wanted === 1) return start + 1;
  let bytes = 0;
  for (let end = start; end < updates.length && end < start + wanted; end += 1) {
    bytes += escapedBytes(JSON.stringify(updates[end]?.value)) + updateOverheadBytes;
    if (bytes > maxBodyBytes && end > start) return end;
  }
  return Math.min(start + wanted, updates.length);
}

function escapedBytes(json: string): number {
  let bytes = 0;
  for (let index = 0; index < json.length; index += 1) {
    const unit = json.charCodeAt(index);
    bytes += unit > 0x7f ? 6 : unit === 0x2f ? 2 : 1;
  }
  return bytes;
}
