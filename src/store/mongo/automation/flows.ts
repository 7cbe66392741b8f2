import type { Flow } from "../../../domain/automation/flow.ts";
import type { WorkspaceId } from "../../../domain/ids.ts";
import type { FlowStore, LiveFlows } from "../../automation-store.ts";
import { decodeCursor, pageOf } from "../../page-cursor.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import { keyOf } from "../keys.ts";
import { createFlowBooks, flowsOf, type FlowBooks } from "./flow-books.ts";
import { headOf, versionOf } from "./flow-version-documents.ts";

const LIST = "flows";
const OLDEST = [Number.MIN_SAFE_INTEGER, ""] as const;
const EVER = { $gte: Number.MIN_SAFE_INTEGER };

/** Flows: those of a workspace stand in one document (`flow-books.ts`). */
export function createFlows(
  collections: Pick<Collections, "flowBooks" | "flowVersions">,
): FlowStore {
  const books = createFlowBooks(collections);
  const { change } = books;
  return {
    ...createFlowReads(collections, books),
    ...createVersionReads(collections, books),
    async addFlow(flow, version) {
      const { workspaceId, id } = flow;
      const decide = (flows: readonly Flow[]) =>
        flows.some((each) => each.id === id) ? null : inOrder([...flows, flow]);
      await change(workspaceId, decide, version);
    },
    changeFlow: (flow, version) =>
      change(
        flow.workspaceId,
        (flows) => replaced(flows, flow.id, flow.revision - 1, [flow]),
        version,
      ),
    deleteFlow: (workspaceId, id, revision) =>
      change(workspaceId, (flows) => replaced(flows, id, revision, []), null),
  };
}

function createFlowReads(
  { flowBooks }: Pick<Collections, "flowBooks">,
  { read }: FlowBooks,
): Pick<FlowStore, "flow" | "flowByHook" | "flows" | "flowsToStop"> {
  return {
    async flow(workspaceId, id) {
      return (await read(workspaceId)).flows.find((flow) => flow.id === id) ?? null;
    },
    async flowByHook(hookHash) {
      const book = await flowBooks.findOne({ "flows.hook": hookHash });
      return flowsOf(book).find((flow) => flow.hookHash === hookHash) ?? null;
    },
    async flows(workspaceId, { cursor, limit }) {
      const [at, id] = cursor === null ? OLDEST : decodeCursor(LIST, cursor, OLDEST);
      const { flows } = await read(workspaceId);
      const rest = flows.filter(
        (flow) => flow.createdAt > at || (flow.createdAt === at && flow.id > id),
      );
      return pageOf(rest, {
        list: LIST,
        limit,
        placeOf: (flow) => [flow.createdAt, flow.id],
        itemOf: (flow) => flow,
      });
    },
    async flowsToStop({ limit }) {
      const books = await flowBooks.find({ "flows.stopBefore": EVER }).toArray();
      const stopping = books.flatMap(flowsOf).filter((flow) => flow.stopRunsBefore !== null);
      return stopping
        .toSorted((a, b) => (a.stopRunsBefore ?? 0) - (b.stopRunsBefore ?? 0))
        .slice(0, limit);
    },
  };
}

/** Each brings what rides in the flows' document to its place first. */
function createVersionReads(
  { flowBooks, flowVersions }: Pick<Collections, "flowBooks" | "flowVersions">,
  { read }: FlowBooks,
): Pick<FlowStore, "flowVersion" | "flowVersions" | "liveFlows" | "flowsVersion"> {
  async function live(workspaceId: WorkspaceId, flows: Flow[]): Promise<LiveFlows["flows"]> {
    const on = flows.filter(({ liveVersion }) => liveVersion !== null);
    const nameOf = ({ id, liveVersion }: Flow) => keyOf(workspaceId, id, String(liveVersion));
    if (on.length === 0) return [];
    const found = await flowVersions.find({ _id: { $in: on.map(nameOf) } }, NEWEST).toArray();
    const versions = new Map(found.map((document) => [document._id, versionOf(document)]));
    return on.flatMap((flow) => {
      const version = versions.get(nameOf(flow));
      return version === undefined ? [] : [{ flow, live: version }];
    });
  }

  return {
    async flowVersion(workspaceId, id, version) {
      await read(workspaceId);
      const _id = keyOf(workspaceId, id, String(version));
      const found = await flowVersions.findOne({ _id }, NEWEST);
      return found === null ? null : versionOf(found);
    },
    async flowVersions(workspace, flow) {
      await read(workspace);
      const options = { ...NEWEST, projection: { definition: 0 } };
      const found = flowVersions.find({ workspace, flow }, options).sort({ version: -1 });
      return (await found.toArray()).map(headOf);
    },
    async liveFlows(workspaceId) {
      const { version, flows } = await read(workspaceId);
      return { version, flows: await live(workspaceId, flows) };
    },
    async flowsVersion(_id) {
      const book = await flowBooks.findOne({ _id }, { ...NEWEST, projection: { version: 1 } });
      return book?.version ?? 0;
    },
  };
}

/** Null when no flow of this id has this revision. */
function replaced(
  flows: readonly Flow[],
  id: string,
  revision: number,
  by: readonly Flow[],
): Flow[] | null {
  const isIt = (flow: Flow) => flow.id === id && flow.revision === revision;
  if (!flows.some(isIt)) return null;
  return inOrder(flows.flatMap((flow) => (isIt(flow) ? by : [flow])));
}

/** By creation. */
function inOrder(flows: Flow[]): Flow[] {
  return flows.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}
