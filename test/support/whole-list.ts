import type { ConversationQuery } from "../../src/store/reader.ts";

/** The whole list, as somebody sees it who may see everything. */
export const WHOLE_LIST: ConversationQuery = {
  visibility: { kind: "all" },
  status: "all",
  lineIds: null,
  owners: null,
  states: null,
  unread: null,
  from: null,
  until: null,
  tag: null,
  search: null,
  cursor: null,
  limit: 100,
};
