import type { AutomationStore } from "./automation-store.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { CrashStore } from "./crash-store.ts";
import type { CrmStore } from "./crm-store.ts";
import type { DeadEntryStore } from "./dead-entry-store.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import type { FeedStore } from "./feed-store.ts";
import type { IntakeStore } from "./intake-store.ts";
import type { LineSendingStore } from "./line-sending-store.ts";
import type { MediaStore } from "./media-store.ts";
import type { PastStore } from "./past-store.ts";
import type { PeopleStore } from "./people-store.ts";
import type { Reader } from "./reader.ts";
import type { RecordStore } from "./record-store.ts";
import type { RequestStore } from "./request-store.ts";
import type { SendStore } from "./send-store.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { TemplateStore } from "./template-store.ts";

/**
 * The store port: one interface, several implementations, one contract suite (`test/store/contract`).
 *
 * Not in it, on purpose: transactions, sessions, cursors of a driver, or any query language. Each call is one unit of
 * meaning that succeeds or fails as a whole, which is what lets a document store without transactions implement it too.
 * Every call that reads or writes tenant data takes the workspace; calls without one serve the engine itself.
 */
export interface Store
  extends
    IntakeStore,
    ConversationStore,
    DeadEntryStore,
    CrashStore,
    FeedStore,
    DeliveryStore,
    SendStore,
    LineSendingStore,
    RequestStore,
    SettingsStore,
    PeopleStore,
    Reader,
    MediaStore,
    TemplateStore,
    CrmStore,
    RecordStore,
    AutomationStore,
    PastStore {
  /** Human name of what stands behind, for the log: `SQLite data/ventana.db`. */
  readonly name: string;
  /** Answers when the store can write; throws `StoreUnavailableError` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The store cannot be reached, is locked, full or read-only. Whether the write happened is unknown; every caller repeats it
 * under the same key, or tells its client to.
 */
export class StoreUnavailableError extends Error {
  readonly code = "store.unavailable";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailableError";
  }
}

/** A page cursor that this store never made. */
export class InvalidCursorError extends Error {
  readonly code = "cursor.invalid";

  constructor() {
    super("the cursor was not made by this list");
    this.name = "InvalidCursorError";
  }
}
