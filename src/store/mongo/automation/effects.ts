import { ObjectId } from "mongodb";
import type { Effect, EffectLane, NewEffect } from "../../../domain/automation/effect.ts";
import type { IntakeEntry } from "../../../domain/intake/intake.ts";
import { settlementEntry } from "../../automation-entries.ts";
import type { EffectStore } from "../../automation-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import type { Entries } from "../intake/entries.ts";
import { keyOf } from "../keys.ts";
import { again } from "../retry.ts";
import type { EffectDocument } from "./automation-documents.ts";

const EVER = { $gte: Number.MIN_SAFE_INTEGER };
const LANES: readonly EffectLane[] = ["inside", "outside"];

type Outbox = Pick<
  EffectStore,
  "claimEffects" | "retryEffect" | "settleEffect" | "nextEffectAt" | "effectDepth"
>;

export interface Effects extends Outbox {
  /** Reports the ends of effects that a crash left unreported. Returns how many. */
  repairEffects(query: { limit: number }): Promise<number>;
}

/**
 * The outbox of automations. The end of an effect and its entry are one write: the entry rides in the effect's document until it stands in the
 * mailbox, under a key of its own, so that reporting may happen any number of times. What a crash leaves unreported the sweep finds.
 */
export function createEffects(
  { effects }: Pick<Collections, "effects">,
  entries: Pick<Entries, "add">,
): Effects {
  const { end, report, repairEffects } = createEnding(effects, entries);
  return {
    repairEffects,

    async claimEffects({ lane, now, leaseMs, limit }) {
      const claimed: Effect[] = [];
      const until = now + leaseMs;
      while (claimed.length < limit) {
        // One at a time: each takes the first that is free, whoever else claims.
        const taken = await effects.findOneAndUpdate(
          { "due.lane": lane, "due.at": { $lte: now } },
          { $set: { "due.at": until, leaseUntil: until }, $inc: { attempts: 1 } },
          { sort: { "due.at": 1 }, returnDocument: "after" },
        );
        if (taken === null) break;
        claimed.push(effectOf(taken));
      }
      return claimed;
    },

    async retryEffect({ workspaceId, id, attempts }, { nextAttemptAt, failures }) {
      const held = { _id: keyOf(workspaceId, id), attempts, "due.at": EVER };
      const change = { nextAttemptAt, failures, leaseUntil: null, "due.at": nextAttemptAt };
      await again(() => effects.updateOne(held, { $set: change }));
    },

    async settleEffect(settlement) {
      const { workspaceId, id, attempts } = settlement;
      const _id = keyOf(workspaceId, id);
      const standing = await effects.findOne({ _id, attempts, "due.at": EVER }, NEWEST);
      if (standing === null) return "ignored";
      const effect = effectOf(standing);
      const ended = await end(standing, {
        at: settlement.at,
        line: effect.lineId,
        contact: effect.contactId,
        entry: settlementEntry(effect, settlement),
      });
      if (ended === null) return "ignored";
      await report(ended);
      return "settled";
    },

    async nextEffectAt({ now }) {
      const first = await Promise.all(
        LANES.map((lane) =>
          effects.findOne(
            { "due.lane": lane, "due.at": { $gt: now } },
            { sort: { "due.at": 1 }, projection: { due: 1 } },
          ),
        ),
      );
      const times = first.flatMap((found) => found?.due?.at ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },

    async effectDepth() {
      const [waiting, oldest] = await Promise.all([
        effects.countDocuments({ "due.createdAt": EVER }),
        effects.findOne(
          { "due.createdAt": EVER },
          { sort: { "due.createdAt": 1 }, projection: { due: 1 } },
        ),
      ]);
      return { waiting, oldestCreatedAt: oldest?.due?.createdAt ?? null };
    },
  };
}

function createEnding(effects: Collections["effects"], entries: Pick<Entries, "add">) {
  /** Brings the entry into the mailbox, and takes it off the effect. */
  async function report({ _id, workspace, conversation, report: left }: EffectDocument) {
    if (left === undefined) return;
    const { line: lineId, contact: contactId } = left;
    const entry = JSON.parse(left.body) as Omit<IntakeEntry, "seq">;
    await entries.add({ workspaceId: workspace, id: conversation, lineId, contactId }, [
      { entry, raw: null, fingerprint: null, applied: null },
    ]);
    await again(() => effects.updateOne({ _id }, { $unset: { report: true } }));
  }

  /** Null when it has ended otherwise, or somebody else has it by now. By its mark an end is known again whose answer got lost. */
  async function end(
    { _id, attempts }: EffectDocument,
    ending: { at: number; line: string; contact: string; entry: Omit<IntakeEntry, "seq"> },
  ): Promise<EffectDocument | null> {
    const { at, line, contact, entry } = ending;
    const id = new ObjectId();
    const told = { since: at, body: JSON.stringify(entry), line, contact };
    const ended = await again(() =>
      effects.findOneAndUpdate(
        { _id, attempts, "due.at": EVER },
        { $set: { end: { id, at }, report: told }, $unset: { due: true, doc: true } },
        { returnDocument: "after" },
      ),
    );
    return ended ?? effects.findOne({ _id, "end.id": id }, NEWEST);
  }

  return {
    end,
    report,
    async repairEffects({ limit }: { limit: number }) {
      if (limit <= 0) return 0;
      const left = await effects.find({ "report.since": EVER }, NEWEST).limit(limit).toArray();
      for (const document of left) await report(document);
      return left.length;
    },
  };
}

function effectOf(document: EffectDocument): Effect {
  if (document.doc === undefined) throw new Error("an effect that has ended");
  const { workspace, conversation, attempts, failures, nextAttemptAt, leaseUntil } = document;
  return {
    ...(JSON.parse(document.doc) as NewEffect),
    workspaceId: workspace,
    conversationId: conversation,
    attempts,
    failures,
    nextAttemptAt,
    leaseUntil,
  };
}
