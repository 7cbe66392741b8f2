import type { Collection } from "mongodb";
import { REACH_MS, type LineSendingStore } from "../../line-sending-store.ts";
import type { ReachedContactDocument } from "./sending-documents.ts";
import { NEWEST } from "../feed/append.ts";
import { keyOf } from "../keys.ts";
import { again, upsert } from "../retry.ts";

/** When others got in between, the next try is worth while soon. */
const CONTENDED_MS = 1_000;

/**
 * Whom each portfolio reached outside of windows. Without a transaction: written first, then counted, and taken back when it was one too
 * many. Two that come for the last place at once may both be sent away, and never both be let in.
 */
export function createReachedContacts(
  reached: Collection<ReachedContactDocument>,
): Pick<LineSendingStore, "reachContact"> {
  return {
    async reachContact(workspace, { portfolioId: portfolio, contactId, now, limit }) {
      const _id = keyOf(workspace, portfolio, contactId);
      const all = { workspace, portfolio };
      const since = { ...all, reachedAt: { $gt: now - REACH_MS } };
      const write = { $set: { workspace, portfolio, reachedAt: now } };
      const put = () => upsert(() => reached.updateOne({ _id }, write, { upsert: true }));
      const count = () => reached.countDocuments(since);
      const standing = await reached.findOne({ _id, ...since }, NEWEST);
      if (limit !== null && standing === null) {
        if ((await count()) >= limit) {
          const first = await reached.findOne(since, { ...NEWEST, sort: { reachedAt: 1 } });
          return { kind: "full", freeAt: (first?.reachedAt ?? now) + REACH_MS };
        }
        await put();
        if ((await count()) > limit) {
          await again(() => reached.deleteOne({ _id, reachedAt: now }));
          return { kind: "full", freeAt: now + CONTENDED_MS };
        }
      } else await put();
      await again(() => reached.deleteMany({ ...all, reachedAt: { $lte: now - REACH_MS } }));
      return { kind: "reached" };
    },
  };
}
