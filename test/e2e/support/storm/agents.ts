import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../../../src/simulator/random.ts";
import { isFinal, type Client } from "../client.ts";

/** A close command that was asked for until there was a final answer. */
export interface Issued {
  key: string;
  conversationId: string;
  status: number;
  code: string | null;
  /** Answers of the same request repeated at the same moment; each must agree. */
  twin: { status: number; code: string | null } | null;
}

const AGENTS = 3;
const TWIN_SHARE = 0.3;

/** Agents who close whatever is open, until told to stop. Each request is repeated under its key until the answer is final. */
export async function work(
  client: Client,
  random: Random,
  isOver: () => boolean,
): Promise<Issued[]> {
  const issued: Issued[] = [];
  const one = async (name: string, mine: Random): Promise<void> => {
    for (let count = 0; !isOver(); count += 1) {
      await sleep(mine.int(50, 300));
      const list = await client.insist({ path: "/v1/conversations?status=open&limit=100" });
      const open = list.body.items as { id: string }[];
      if (open.length === 0) continue;
      const close = { conversationId: mine.pick(open).id, key: `${name}-${count}` };
      const [answer, twin] = await Promise.all([
        insistOnClose(client, close),
        mine.chance(TWIN_SHARE) ? insistOnClose(client, close) : null,
      ]);
      issued.push({ ...close, ...answer, twin });
    }
  };
  const agents = Array.from({ length: AGENTS }, (_, index) => `agent-${index}`);
  await Promise.all(agents.map((name) => one(name, random.fork(name))));
  return issued;
}

/** Posts the close until the answer is final: neither an error of a server nor "not dealt with yet". */
export async function insistOnClose(
  client: Client,
  { conversationId, key }: Pick<Issued, "conversationId" | "key">,
): Promise<{ status: number; code: string | null }> {
  const answer = await client.insist(
    {
      method: "POST",
      path: `/v1/conversations/${conversationId}/close`,
      body: { description: "Pedido tomado" },
      headers: { "idempotency-key": key },
    },
    isFinal,
  );
  const code: unknown = answer.body?.code;
  return { status: answer.status, code: typeof code === "string" ? code : null };
}
