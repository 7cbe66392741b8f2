import { userDoc, userOf, type User } from "../../../domain/people/user.ts";
import type { UserStore } from "../../people-store.ts";
import { NEWEST } from "../feed/append.ts";
import type { Collections } from "../documents.ts";
import { keyOf } from "../keys.ts";
import type { UserDocument } from "./people-documents.ts";
import { untilDone, upsert } from "../retry.ts";

export function createUsers({ users }: Pick<Collections, "users">): UserStore {
  /** Writes what `change` makes of a user, unless somebody else wrote in between: then it is made again. Null when there is none. */
  async function change(_id: string, change: (user: User) => User): Promise<User | null> {
    const { user } = await untilDone<{ user: User | null }>(async () => {
      const before = await users.findOne({ _id }, NEWEST);
      if (before === null) return { user: null };
      const user = change(fromDocument(before));
      const { matchedCount } = await users.updateOne({ _id, doc: before.doc }, updateOf(user));
      return matchedCount === 1 ? { user } : null;
    });
    return user;
  }

  return {
    async user(workspaceId, userId) {
      const found = await users.findOne({ _id: keyOf(workspaceId, userId) });
      return found === null ? null : fromDocument(found);
    },

    async users(workspace) {
      const found = await users.find({ workspace }).sort({ _id: 1 }).toArray();
      return found.map(fromDocument);
    },

    async putUser(user) {
      const filter = { _id: keyOf(user.workspaceId, user.id) };
      await upsert(() => users.updateOne(filter, updateOf(user), { upsert: true }));
    },

    changeUser: (workspaceId, userId, changes) =>
      change(keyOf(workspaceId, userId), (user) => ({ ...user, ...changes })),

    async usersToRelease({ limit }) {
      const found = await users
        .find({ releaseAt: { $gt: 0 } })
        .sort({ releaseAt: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    async endRelease(workspaceId, userId, releaseAt) {
      await change(keyOf(workspaceId, userId), (user) =>
        user.releaseAt === releaseAt ? { ...user, releaseAt: null } : user,
      );
    },
  };
}

export function fromDocument({ doc, lastActiveAt }: Pick<UserDocument, "doc" | "lastActiveAt">) {
  return userOf(doc, lastActiveAt ?? null);
}

function updateOf(user: User) {
  const { workspaceId: workspace, id, releaseAt } = user;
  const $set = { workspace, user: id, doc: userDoc(user) };
  return releaseAt === null
    ? { $set, $unset: { releaseAt: "" } as const }
    : { $set: { ...$set, releaseAt } };
}
