import { keys } from "../../channels/whatsapp/parse/keys.ts";
import type { Clock } from "../../clock.ts";
import type { Line } from "../../domain/line.ts";
import type { IntakeStore } from "../../store/intake-store.ts";
import { nobody } from "./stop-line.ts";

export interface NoteFaultDeps {
  store: Pick<IntakeStore, "accept">;
  clock: Clock;
}

/**
 * Notes what the answer to a send says of its whole line and does not stop it: too many of its messages are unwanted (131048). The same notice
 * as of a status that says so, once an hour together.
 */
export async function noteFault(
  { id: lineId, wabaId }: Pick<Line, "id" | "wabaId">,
  code: number,
  { store, clock }: NoteFaultDeps,
): Promise<void> {
  const at = clock.now();
  const notice = {
    kind: "notice" as const,
    key: keys.lineFault(lineId, code, at),
    field: "messages",
    event: String(code),
    wabaId,
    lineId,
    occurredAt: at,
    raw: { code },
  };
  await store.accept([notice], { receivedAt: at, newContactId: nobody });
}
