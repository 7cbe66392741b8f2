import { REACH_MS, type LineSendingStore } from "../../line-sending-store.ts";
import type { Connection } from "../connection.ts";

/** Rows that have served their time go with each new one. */
const FORGOTTEN_AT_ONCE = 100;

/** Whom each portfolio reached outside of windows; counted and written in one transaction. */
export function createReachedContacts(
  connection: Connection,
): Pick<LineSendingStore, "reachContact"> {
  const count = connection.query<{ count: number; first: number | null }>(
    `select count(*) as count, min(reached_at) as first from reached_contacts
     where workspace = ? and portfolio = ? and reached_at > ?`,
  );
  const known = connection.query<{ reached_at: number }>(
    "select reached_at from reached_contacts where workspace = ? and portfolio = ? and contact = ?",
  );
  const put = connection.statement(
    `insert into reached_contacts (workspace, portfolio, contact, reached_at) values (?, ?, ?, ?)
     on conflict do update set reached_at = excluded.reached_at`,
  );
  const forget = connection.statement(
    `delete from reached_contacts where workspace = ? and portfolio = ? and contact in (
       select contact from reached_contacts where workspace = ? and portfolio = ? and reached_at <= ?
       order by reached_at limit ${FORGOTTEN_AT_ONCE})`,
  );
  return {
    reachContact: (workspaceId, { portfolioId, contactId, now, limit }) =>
      connection.write(() => {
        const since = Math.trunc(now - REACH_MS);
        const standing = known.get(workspaceId, portfolioId, contactId);
        if (limit !== null && (standing === undefined || standing.reached_at <= since)) {
          const others = count.get(workspaceId, portfolioId, since);
          if (others !== undefined && others.count >= limit) {
            return { kind: "full", freeAt: (others.first ?? Math.trunc(now)) + REACH_MS };
          }
        }
        put.run(workspaceId, portfolioId, contactId, Math.trunc(now));
        forget.run(workspaceId, portfolioId, workspaceId, portfolioId, since);
        return { kind: "reached" };
      }),
  };
}
