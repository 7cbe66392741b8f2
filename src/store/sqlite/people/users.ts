import { userDoc, userOf } from "../../../domain/people/user.ts";
import type { User } from "../../../domain/people/user.ts";
import type { UserStore } from "../../people-store.ts";
import type { Connection } from "../connection.ts";

export interface UserRow {
  doc: string;
  last_active_at: number | null;
}

export function createUsers(connection: Connection): UserStore {
  const one = connection.query<UserRow>(
    "select doc, last_active_at from users where workspace = ? and id = ?",
  );
  const all = connection.query<UserRow>(
    "select doc, last_active_at from users where workspace = ? order by id",
  );
  const put = connection.statement(
    `insert into users (workspace, id, doc, release_at) values (?, ?, ?, ?)
     on conflict do update set doc = excluded.doc, release_at = excluded.release_at`,
  );
  const toRelease = connection.query<UserRow>(
    `select doc, last_active_at from users where release_at is not null order by release_at limit ?`,
  );

  function find(workspaceId: string, userId: string): User | null {
    const row = one.get(workspaceId, userId);
    return row === undefined ? null : fromRow(row);
  }

  function write(user: User): void {
    put.run(user.workspaceId, user.id, userDoc(user), user.releaseAt);
  }

  return {
    user: (workspaceId, userId) => connection.read(() => find(workspaceId, userId)),
    users: (workspaceId) => connection.read(() => all.all(workspaceId).map(fromRow)),
    putUser: (user) => connection.write(() => write(user)),
    changeUser: (workspaceId, userId, changes) =>
      connection.write(() => {
        const user = find(workspaceId, userId);
        if (user === null) return null;
        const changed = { ...user, ...changes };
        write(changed);
        return changed;
      }),
    usersToRelease: ({ limit }) => connection.read(() => toRelease.all(limit).map(fromRow)),
    endRelease: (workspaceId, userId, releaseAt) =>
      connection.write(() => {
        const user = find(workspaceId, userId);
        if (user?.releaseAt === releaseAt) write({ ...user, releaseAt: null });
      }),
  };
}

function fromRow({ doc, last_active_at: lastActiveAt }: UserRow): User {
  return userOf(doc, lastActiveAt);
}
