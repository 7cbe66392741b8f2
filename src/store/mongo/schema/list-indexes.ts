import type { Index } from "./indexes.ts";

/** Indexes of the conversation list and its search; see `indexes.ts`. */
export const LIST_INDEXES: readonly Index[] = [
  {
    collection: "contacts",
    name: "tokens",
    key: { workspace: 1, tokens: 1 },
    serves: "reader: contacts by the beginnings of what they are found by",
  },
  {
    collection: "conversations",
    name: "listed",
    key: { workspace: 1, bucket: 1, lastActivityAt: -1, _id: -1 },
    serves: "reader: the list by status, state and attention; up to 16 ranges merged",
  },
  {
    collection: "conversations",
    name: "listedOfLine",
    key: { workspace: 1, line: 1, bucket: 1, lastActivityAt: -1, _id: -1 },
    serves: "reader: the same of one line",
  },
  {
    collection: "conversations",
    name: "listedOfOwner",
    key: { workspace: 1, owner: 1, bucket: 1, lastActivityAt: -1, _id: -1 },
    serves: "reader: the same of some owners, or of nobody",
  },
  {
    collection: "conversations",
    name: "tagged",
    key: { workspace: 1, tags: 1, bucket: 1, lastActivityAt: -1, _id: -1 },
    serves: "reader: the same of what carries a tag",
  },
  {
    collection: "conversations",
    name: "contact",
    key: { workspace: 1, contact: 1 },
    serves: "reader: conversations of the contacts that a search found",
  },
];
