import { afterEach, beforeEach } from "vitest";
import {
  createGraphTemplates,
  type GraphTemplates,
} from "../../../src/channels/whatsapp/graph/templates.ts";
import type { TemplateSync } from "../../../src/domain/template/template-sync.ts";
import { createSyncTemplates } from "../../../src/workers/templates/sync-templates.ts";
import { createPlayground, type Playground } from "../../simulator/cloud-api/playground.ts";
import { aLine, ACME, HOUR } from "../../support/builders.ts";
import { useWorkshop, type Workshop } from "../support/workshop.ts";

/** An account at the simulated WhatsApp, whose line Acme has. */
export interface Account extends Omit<Workshop, "ask"> {
  play: Playground;
  graph: GraphTemplates;
  /** Gives the line to Acme once more, with this token. */
  connect(accessToken: string | null): Promise<void>;
  /** Fetches what is due. Returns how many accounts had a turn. */
  sync(through?: Pick<GraphTemplates, "list">): Promise<number>;
  /** Asks for templates by their names, as webhooks do. */
  ask(...names: string[]): Promise<void>;
  state(): Promise<TemplateSync>;
  /** Of the templates that are there, in order: all, or those that can be sent. */
  names(sendable?: boolean): Promise<string[]>;
  /** The client, noting the names it asked for, and perhaps doing something after each call. */
  watched(after?: (calls: number) => void): Pick<GraphTemplates, "list"> & {
    asked: (string | null)[];
  };
}

/** Opens an account before each test; nothing has been fetched yet. */
export function useAccount(): () => Account {
  const workshop = useWorkshop();
  let account: Account | null = null;
  beforeEach(async () => {
    const play = await createPlayground();
    const baseUrl = play.sim.graphUrl;
    const graph = createGraphTemplates({ baseUrl, version: "v25.0" });
    account = accountOf(workshop(), play, graph);
    await account.connect(play.line.accessToken);
  });
  afterEach(async () => {
    await account?.graph.close();
    await account?.play[Symbol.asyncDispose]();
    account = null;
  });
  return () => {
    if (account === null) throw new Error("the account is not open outside of a test");
    return account;
  };
}

function accountOf(workshop: Workshop, play: Playground, graph: GraphTemplates): Account {
  const { store, clock, deps } = workshop;
  const { wabaId } = play.line;
  return {
    ...workshop,
    play,
    graph,
    async connect(accessToken) {
      const { phoneNumberId: id } = play.line;
      await store.putLine(aLine({ id, wabaId, accessToken, updatedAt: clock.now() }));
    },
    sync: (through = graph) =>
      createSyncTemplates({ ...deps, graph: through, everyMs: HOUR })(null),
    ask: (...names) => store.requestTemplateSync(ACME, wabaId, { names, at: clock.now() }),
    async state() {
      const found = (await store.templateSyncs(ACME)).find((one) => one.wabaId === wabaId);
      if (found === undefined) throw new Error("nobody asked for templates");
      return found;
    },
    async names(sendable) {
      const filter = { wabaIds: null, category: null, language: null, search: null };
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const query = { ...filter, sendable: sendable ?? null, cursor, limit: 100 };
        const page = await store.templates(ACME, query);
        found.push(...page.items.map(({ name }) => name));
        ({ cursor } = page);
      } while (cursor !== null);
      return found;
    },
    watched(after = () => {}) {
      const asked: (string | null)[] = [];
      const list: GraphTemplates["list"] = async (query) => {
        asked.push(query.name);
        const answer = await graph.list(query);
        after(asked.length);
        return answer;
      };
      return { list, asked };
    },
  };
}
