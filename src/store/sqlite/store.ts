import type { Store } from "../store.ts";
import { connect, CONNECTION_DEFAULTS, type Connection } from "./connection.ts";
import { createAutomation } from "./automation/automation.ts";
import { createConversations } from "./conversations/conversations.ts";
import { createCrashes } from "./intake/crashes.ts";
import { createCrm } from "./crm/crm.ts";
import { createDeliveries } from "./feed/deliveries.ts";
import { createDeliveryLog } from "./feed/delivery-log.ts";
import { createEndpoints } from "./feed/endpoints.ts";
import { createGroups } from "./people/groups.ts";
import { createFeed } from "./feed/feed.ts";
import { createIntake } from "./intake/intake.ts";
import { createLineHolds } from "./sending/line-holds.ts";
import { createLineSending } from "./sending/line-sending.ts";
import { createLines } from "./people/lines.ts";
import { createMediaAssets } from "./media/media-assets.ts";
import { createMediaFiles } from "./media/media-files.ts";
import { openDatabase } from "./open.ts";
import { createPasts } from "./conversations/pasts.ts";
import { createReachedContacts } from "./sending/reached-contacts.ts";
import { createReader } from "./conversations/reader.ts";
import { createRequests } from "./intake/requests.ts";
import { createSends } from "./sending/sends.ts";
import { createTemplates } from "./sending/templates.ts";
import { createTemplateSyncs } from "./sending/template-syncs.ts";
import { createTokens } from "./people/tokens.ts";
import { createUsers } from "./people/users.ts";
import { createWorkspaces } from "./people/workspaces.ts";

export interface SqliteStoreOptions {
  /** The database file, made with its folder when missing; `:memory:` keeps everything in memory, for tests. */
  path: string;
  /** How long calls wait for another process's lock before they throw `StoreUnavailableError`. Default 2,000. */
  retryForMs?: number;
}

/** How long a start waits for another process that starts, migrates or recovers the same file. */
const START_RETRY_FOR_MS = 10_000;

/**
 * The embedded store: one SQLite file in WAL mode, all writes grouped into few commits that are on the disk before anybody is answered. Made for one
 * machine; a second process on the same file works. Throws `StoreUnavailableError` when the file cannot be used.
 */
export async function openSqliteStore({
  path,
  retryForMs = CONNECTION_DEFAULTS.retryForMs,
}: SqliteStoreOptions): Promise<Store> {
  const db = await openDatabase({ path, retryForMs: START_RETRY_FOR_MS });
  return createSqliteStore(connect(db, path, { ...CONNECTION_DEFAULTS, retryForMs }), path);
}

/** The parts of the store on one connection. Closing the store closes the connection. */
export function createSqliteStore(connection: Connection, path: string): Store {
  const { append, ...feed } = createFeed(connection);
  const { addFile, ...files } = createMediaFiles(connection);
  const { request: requestSync, ...syncs } = createTemplateSyncs(connection);
  const { crm, followUp } = createCrm(connection, { append });
  const touch = connection.statement("update heartbeat set beats = beats + 1 where id = 1");
  return {
    name: `SQLite ${path}`,
    ...createIntake(connection, { requestSync, append }),
    ...createConversations(connection, {
      feed: { append, ...feed },
      files: { addFile },
      followUp,
    }),
    ...feed,
    ...createDeliveries(connection),
    ...createDeliveryLog(connection),
    ...createSends(connection),
    ...createLineSending(connection),
    ...createLineHolds(connection),
    ...createReachedContacts(connection),
    ...createRequests(connection),
    ...createCrashes(connection),
    ...createLines(connection, requestSync),
    ...createUsers(connection),
    ...createTokens(connection),
    ...createGroups(connection),
    ...createWorkspaces(connection),
    ...createEndpoints(connection),
    ...createReader(connection),
    ...createPasts(connection),
    ...files,
    ...createMediaAssets(connection),
    ...createTemplates(connection),
    ...syncs,
    ...crm,
    ...createAutomation(connection),
    ping: () =>
      connection.write(() => {
        touch.run();
      }),
    close: () => connection.close(),
  };
}
