import {
  claimSync,
  requestedSync,
  settledSync,
  syncDueAt,
  type ClaimedSync,
  type TemplateSync,
} from "../../../domain/template/template-sync.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { TemplateStore } from "../../template-store.ts";
import type { Collections } from "../documents.ts";
import type { TemplateSyncDocument } from "./template-documents.ts";
import { duplicateOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { untilDone } from "../retry.ts";

type TemplateSyncs = Pick<
  TemplateStore,
  "requestTemplateSync" | "claimTemplateSyncs" | "settleTemplateSync" | "templateSyncs"
>;

interface Change<T> {
  /** Null: nothing is to be written. */
  sync: TemplateSync | null;
  answer: T;
}

/** One document per account, changed by compare-and-set on its revision: of several at once each sees what the others did. */
export function createTemplateSyncs({
  templateSyncs,
}: Pick<Collections, "templateSyncs">): TemplateSyncs {
  async function change<T>(
    workspaceId: WorkspaceId,
    wabaId: string,
    decide: (known: TemplateSync | null) => Change<T>,
  ): Promise<T> {
    const _id = keyOf(workspaceId, wabaId);
    const { answer } = await untilDone(async () => {
      const found = await templateSyncs.findOne({ _id });
      const { sync, answer: decided } = decide(found === null ? null : syncOf(found));
      if (sync === null) return { answer: decided };
      return (await save(sync, found)) ? { answer: decided } : null;
    });
    return answer;
  }

  /** False: somebody was faster. */
  async function save(sync: TemplateSync, found: TemplateSyncDocument | null): Promise<boolean> {
    const { _id, ...document } = documentOf(sync, (found?.revision ?? 0) + 1);
    if (found !== null) {
      const { matchedCount } = await templateSyncs.updateOne(
        { _id, revision: found.revision },
        { $set: document },
      );
      return matchedCount > 0;
    }
    try {
      await templateSyncs.insertOne({ _id, ...document });
      return true;
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return false;
    }
  }

  return {
    requestTemplateSync: (workspaceId, wabaId, request) =>
      change(workspaceId, wabaId, (known) => ({
        sync: requestedSync(known, { workspaceId, wabaId }, request),
        answer: undefined,
      })),

    async claimTemplateSyncs({ of, now, leaseMs, limit }) {
      const place = of === null ? {} : { _id: keyOf(of.workspaceId, of.wabaId) };
      const due = await templateSyncs
        .find({ ...place, dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray();
      const claims = due.map(({ workspace, waba }) =>
        change(workspace, waba, (known): Change<ClaimedSync | null> => {
          // Somebody else may have it by now.
          if (known === null || syncDueAt(known) > now) return { sync: null, answer: null };
          const { sync, claimed } = claimSync(known, { now, leaseMs });
          return { sync, answer: claimed };
        }),
      );
      return (await Promise.all(claims)).filter((claimed) => claimed !== null);
    },

    settleTemplateSync: (claimed, result) =>
      change(claimed.workspaceId, claimed.wabaId, (known) => {
        const sync = known === null ? null : settledSync(known, claimed, result);
        return { sync, answer: sync !== null };
      }),

    async templateSyncs(workspace) {
      const found = await templateSyncs.find({ workspace }).sort({ waba: 1 }).toArray();
      return found.map(syncOf);
    },
  };
}

function documentOf(sync: TemplateSync, revision: number): TemplateSyncDocument {
  const { workspaceId, wabaId } = sync;
  return {
    _id: keyOf(workspaceId, wabaId),
    workspace: workspaceId,
    waba: wabaId,
    revision,
    dueAt: Math.trunc(syncDueAt(sync)),
    doc: JSON.stringify(sync),
  };
}

function syncOf({ doc }: TemplateSyncDocument): TemplateSync {
  return JSON.parse(doc) as TemplateSync;
}
