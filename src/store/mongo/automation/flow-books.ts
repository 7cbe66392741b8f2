import { ObjectId } from "mongodb";
import type { Flow, FlowVersion } from "../../../domain/automation/flow.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import { duplicateOf } from "../errors.ts";
import { insertNew } from "../insert-new.ts";
import { again, untilDone } from "../retry.ts";
import type { FlowBookDocument, FlowMembers } from "./automation-documents.ts";
import { versionDocument } from "./flow-version-documents.ts";

export interface FlowBooks {
  /** A workspace's flows, after what rides in their document was brought to its place. */
  read(workspaceId: WorkspaceId): Promise<{ version: number; flows: Flow[] }>;
  /**
   * Writes what `decide` makes of the flows, counts the change, and brings a new version to its place: all or nothing. False when `decide`
   * says null.
   */
  change(
    workspaceId: WorkspaceId,
    decide: (flows: readonly Flow[]) => Flow[] | null,
    version: FlowVersion | null,
  ): Promise<boolean>;
}

export function createFlowBooks({
  flowBooks,
  flowVersions,
}: Pick<Collections, "flowBooks" | "flowVersions">): FlowBooks {
  /** Safe to repeat, and for several at once. */
  async function moveOut({ _id, moving }: Pick<FlowBookDocument, "_id" | "moving">) {
    if (moving === undefined) return;
    await insertNew(flowVersions, [versionDocument(JSON.parse(moving.body) as FlowVersion)]);
    const moved = { _id, "moving.id": moving.id };
    await again(() => flowBooks.updateOne(moved, { $unset: { moving: true } }));
  }

  async function settled(_id: WorkspaceId): Promise<FlowBookDocument | null> {
    const book = await flowBooks.findOne({ _id }, NEWEST);
    if (book !== null) await moveOut(book);
    return book;
  }

  async function write(book: FlowBookDocument): Promise<boolean> {
    const { _id, version } = book;
    if (version > 1) {
      const unchanged = { _id, version: version - 1 };
      const { matchedCount } = await again(() => flowBooks.replaceOne(unchanged, book));
      return matchedCount === 1;
    }
    try {
      await flowBooks.insertOne(book);
      return true;
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return false;
    }
  }

  return {
    async read(workspaceId) {
      const book = await settled(workspaceId);
      return { version: book?.version ?? 0, flows: flowsOf(book) };
    },
    async change(workspaceId, decide, version) {
      const id = new ObjectId();
      const { changed } = await untilDone(async () => {
        const before = await settled(workspaceId);
        if (before?.lastChange.equals(id) === true) return { changed: true };
        const flows = decide(flowsOf(before));
        if (flows === null) return { changed: false };
        const book: FlowBookDocument = {
          _id: workspaceId,
          version: (before?.version ?? 0) + 1,
          flows: flows.map(membersOf),
          lastChange: id,
          ...(version === null ? {} : { moving: { id, body: JSON.stringify(version) } }),
        };
        if (!(await write(book))) return null;
        await moveOut(book);
        return { changed: true };
      });
      return changed;
    },
  };
}

export function flowsOf(book: Pick<FlowBookDocument, "flows"> | null): Flow[] {
  return book?.flows.map(({ doc }) => JSON.parse(doc) as Flow) ?? [];
}

function membersOf(flow: Flow): FlowMembers {
  const { id, hookHash, stopRunsBefore } = flow;
  return {
    id,
    ...(hookHash === null ? {} : { hook: hookHash }),
    ...(stopRunsBefore === null ? {} : { stopBefore: stopRunsBefore }),
    doc: JSON.stringify(flow),
  };
}
