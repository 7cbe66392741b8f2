import type { User } from "../../domain/user.ts";
import type { SettingsStore } from "../settings-store.ts";
import type { Collections } from "./documents.ts";
import { keyOf } from "./keys.ts";
import { upsert } from "./retry.ts";

type UserSettings = Pick<
  SettingsStore,
  "user" | "users" | "putUser" | "tokenByHash" | "putToken" | "revokeTokens"
>;

export function createUsers({
  users,
  tokens,
}: Pick<Collections, "users" | "tokens">): UserSettings {
  return {
    async user(workspaceId, userId) {
      const found = await users.findOne({ _id: keyOf(workspaceId, userId) });
      return found === null ? null : (JSON.parse(found.doc) as User);
    },

    async users(workspace) {
      const found = await users.find({ workspace }).sort({ _id: 1 }).toArray();
      return found.map(({ doc }) => JSON.parse(doc) as User);
    },

    async putUser(user) {
      const { workspaceId: workspace, id } = user;
      const change = { $set: { workspace, doc: JSON.stringify(user) } };
      const filter = { _id: keyOf(workspace, id) };
      await upsert(() => users.updateOne(filter, change, { upsert: true }));
    },

    async tokenByHash(hash) {
      const token = await tokens.findOne({ _id: hash, revokedAt: null });
      if (token === null) return null;
      const { workspace: workspaceId, user: userId, hint, createdAt, revokedAt } = token;
      const user = await users.findOne({ _id: keyOf(workspaceId, userId) });
      if (user === null) return null;
      return {
        token: { workspaceId, hash, userId, hint, createdAt, revokedAt },
        user: JSON.parse(user.doc) as User,
      };
    },

    async putToken({ workspaceId: workspace, hash, userId: user, hint, createdAt, revokedAt }) {
      const change = { $set: { workspace, user, hint, createdAt, revokedAt } };
      await upsert(() => tokens.updateOne({ _id: hash }, change, { upsert: true }));
    },

    async revokeTokens(workspace, user, at) {
      const valid = { workspace, user, revokedAt: null };
      const { matchedCount } = await tokens.updateMany(valid, { $set: { revokedAt: at } });
      return matchedCount > 0;
    },
  };
}
