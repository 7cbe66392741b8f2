import { ADMINISTRATOR } from "../../../../src/domain/people/role.ts";
import { newUser } from "../../../../src/domain/people/user.ts";
import { createToken, tokenAtRest } from "../../../../src/http/access/tokens.ts";
import { randomIds } from "../../../../src/ids.ts";
import { openSqliteStore } from "../../../../src/store/sqlite/store.ts";
import type { Client } from "../client.ts";
import type { Inbox } from "./inbox.ts";
import { CLOSING_LEAD_MS, TENANTS, WINDOW_MS, type TenantId } from "./plan.ts";

/** Puts a second workspace with an administrator into a new database, as an operator would; answers its token. */
export async function plantSecondTenant(database: string): Promise<string> {
  const store = await openSqliteStore({ path: database });
  const token = createToken(randomIds);
  const user = { workspaceId: "globex" satisfies TenantId, id: "boss" };
  const createdAt = Date.now();
  await store.putWorkspace({ id: user.workspaceId, ...PLAN, createdAt, updatedAt: createdAt });
  await store.putUser(newUser({ ...user, name: "Boss", role: ADMINISTRATOR, createdAt }));
  await store.putToken(tokenAtRest(token, user, createdAt));
  await store.close();
  return token;
}

const PLAN = { name: "Globex", plan: "pro", addOns: ["whatsapp"] } as const;

/** Registers line and endpoint of each tenant through the API, each with its own token. */
export async function settleTenants(
  clients: Record<TenantId, Client>,
  inbox: Inbox,
): Promise<void> {
  for (const { id, line, waba, phone } of TENANTS) {
    const client = clients[id];
    const settings = { windowMs: WINDOW_MS, closingLeadMs: CLOSING_LEAD_MS };
    const put = await client.insist({
      method: "PUT",
      path: `/v1/lines/${line}`,
      body: { name: id, displayPhoneNumber: `+${phone}`, wabaId: waba, settings },
    });
    const made = await client.insist({
      method: "POST",
      path: "/v1/endpoints",
      body: { url: `${inbox.origin}/${id}`, events: ["conversation.started_by_contact"] },
    });
    if (put.status >= 300 || made.status !== 201) {
      throw new Error(`the tenant ${id} could not be settled: ${put.status}, ${made.status}`);
    }
    inbox.trust(`/${id}`, made.body.secret as string);
  }
}
