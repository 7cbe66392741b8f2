import { eventually } from "./eventually.ts";
import type { Outside } from "./outside.ts";
import { readBacklog, readRecord } from "./storm/record.ts";

const PEOPLE = 100;

/** A hundred people write so many messages at once. Answers the ledger's key of each by its wamid. */
export function writeMany({ simulator, line }: Outside, messages: number): Map<string, string> {
  const contacts = Array.from({ length: PEOPLE }, (_, index) =>
    simulator.contact({ waId: `5215550${100_000 + index}`, name: `Persona ${index}` }),
  );
  const said = Array.from({ length: messages }, (_, index) =>
    contacts[index % PEOPLE]!.says(line, `mensaje ${index}`),
  );
  return new Map(said.map(({ id, key }) => [id, key]));
}

/** Waits until all messages were accepted and applied. */
export async function allAtRest({ simulator }: Outside, database: string): Promise<void> {
  const { ledger, pending } = simulator.webhooks;
  await eventually("all messages at rest", 120_000, () => {
    const isAccepted = ledger.open().length === 0 && pending() === 0;
    return isAccepted && readBacklog(database).waiting === 0 ? true : undefined;
  });
}

/** The wamids of all applied messages in the file. */
export function messagesIn(database: string): string[] {
  return [...readRecord(database).history.values()]
    .flat()
    .flatMap(({ input }) => (input.kind === "message" ? [input.message.sourceId] : []));
}
