import { settledFile, type MediaFile } from "../../../domain/media/media.ts";
import type { MessageItem } from "../../../domain/conversation/message.ts";
import type { MediaStore } from "../../media-store.ts";
import type { Connection } from "../connection.ts";
import { PLACE } from "../conversations/places.ts";

export interface MediaFiles extends Pick<
  MediaStore,
  "mediaFiles" | "mediaFile" | "claimMedia" | "settleMedia" | "retryMedia"
> {
  /** To be called inside a write. Leaves a row that stands as it is. */
  addFile(file: MediaFile): void;
}

interface Row {
  pk: number;
  state: MediaFile["state"];
  attempts: number;
  due_at: number;
  doc: string;
}

const COLUMNS = "pk, state, attempts, due_at, doc";

export function createMediaFiles(connection: Connection): MediaFiles {
  const insert = connection.statement(
    `insert into media_files (workspace, conversation, id, state, attempts, due_at, doc)
     values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  );
  const one = connection.query<Row>(
    `select ${COLUMNS} from media_files where conversation = ? and id = ? and workspace = ?`,
  );
  const message = connection.query<{ doc: string }>(
    `select i.doc from places p join items i on i.pk = p.ref
     where p.conversation = (select pk from conversations where id = ? and workspace = ?)
       and p.kind = ${PLACE.item} and p.at = 0 and p.version = 0 and p.name = ?`,
  );
  const retry = connection.statement(
    `update media_files set state = 'pending', attempts = 0, due_at = ?
     where conversation = ? and id = ? and workspace = ? and state = 'failed'`,
  );
  return {
    ...createClaiming(connection),
    addFile(file) {
      const { workspaceId, conversationId, id, state, attempts, dueAt } = file;
      const doc = JSON.stringify(file);
      insert.run(workspaceId, conversationId, id, state, attempts, Math.trunc(dueAt), doc);
    },
    mediaFiles: (workspaceId, conversationId, ids) =>
      connection.read(() =>
        ids
          .map((id) => one.get(conversationId, id, workspaceId))
          .filter((row) => row !== undefined)
          .map(fileOf),
      ),
    mediaFile: (workspaceId, conversationId, id) =>
      connection.read(() => {
        const row = one.get(conversationId, id, workspaceId);
        if (row === undefined) return null;
        const file = fileOf(row);
        const item = message.get(conversationId, workspaceId, file.messageId);
        return item === undefined ? null : { file, message: JSON.parse(item.doc) as MessageItem };
      }),
    retryMedia: (workspaceId, conversationId, id, { dueAt }) =>
      connection.write(() => retry.run(Math.trunc(dueAt), conversationId, id, workspaceId) > 0),
  };
}

function createClaiming(connection: Connection): Pick<MediaFiles, "claimMedia" | "settleMedia"> {
  const due = connection.query<Row>(
    `select ${COLUMNS} from media_files where state = 'pending' and due_at <= ?
     order by due_at limit ?`,
  );
  const dueOf = connection.query<Row>(
    `select ${COLUMNS} from media_files
     where conversation = ? and workspace = ? and state = 'pending' and due_at <= ?
     order by due_at limit ?`,
  );
  const lease = connection.statement(
    "update media_files set attempts = attempts + 1, due_at = ? where pk = ?",
  );
  const settle = connection.statement(
    `update media_files set state = ?, due_at = ?, doc = ?
     where conversation = ? and id = ? and workspace = ? and state = 'pending' and attempts = ?`,
  );
  return {
    async claimMedia({ of, now, leaseMs, limit }) {
      const at = Math.trunc(now);
      const find = (): Row[] =>
        of === null ? due.all(at, limit) : dueOf.all(of.conversationId, of.workspaceId, at, limit);
      // Mostly there is nothing, which reading tells without waiting for the write lock.
      if ((await connection.read(find)).length === 0) return [];
      return connection.write(() => {
        const rows = find();
        const until = Math.trunc(now + leaseMs);
        for (const row of rows) lease.run(until, row.pk);
        return rows.map((row) => fileOf({ ...row, attempts: row.attempts + 1, due_at: until }));
      });
    },
    settleMedia: (file, settlement) =>
      connection.write(() => {
        const settled = settledFile(file, settlement);
        const { workspaceId, conversationId, id, state, dueAt, attempts } = settled;
        const doc = JSON.stringify(settled);
        return settle.run(state, dueAt, doc, conversationId, id, workspaceId, attempts) > 0;
      }),
  };
}

function fileOf({ state, attempts, due_at: dueAt, doc }: Row): MediaFile {
  const file = JSON.parse(doc) as MediaFile;
  const failure = state === "failed" ? file.failure : null;
  return { ...file, state, attempts, dueAt, failure };
}
