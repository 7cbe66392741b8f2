import type { Index } from "./indexes.ts";

/** Indexes of people and their rights; see `indexes.ts`. */
export const PEOPLE_INDEXES: readonly Index[] = [
  { collection: "users", name: "workspace", key: { workspace: 1, _id: 1 }, serves: "users" },
  {
    collection: "users",
    name: "toRelease",
    key: { releaseAt: 1 },
    sparse: true,
    serves: "sweep: users whose conversations are being given back",
  },
  {
    collection: "tokens",
    name: "user",
    key: { workspace: 1, user: 1 },
    serves: "tokens, revokeTokens",
  },
  { collection: "roles", name: "workspace", key: { workspace: 1, _id: 1 }, serves: "roles" },
  { collection: "teams", name: "workspace", key: { workspace: 1, _id: 1 }, serves: "teams" },
  {
    collection: "teams",
    name: "people",
    key: { workspace: 1, people: 1 },
    serves: "bearer: the teams of a user",
  },
  { collection: "statuses", name: "workspace", key: { workspace: 1, _id: 1 }, serves: "statuses" },
];
