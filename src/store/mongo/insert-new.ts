import type { Collection, Document, OptionalUnlessRequiredId } from "mongodb";
import { duplicatesOf } from "./errors.ts";
import { again } from "./retry.ts";

/**
 * Inserts those documents whose `_id` does not stand yet, and answers for each whether it was new. Safe to repeat: then
 * nothing is new.
 */
export async function insertNew<D extends Document>(
  collection: Collection<D>,
  documents: readonly D[],
): Promise<boolean[]> {
  const added = documents.map(() => true);
  if (documents.length === 0) return added;
  await again(async () => {
    try {
      await collection.insertMany(documents as unknown as OptionalUnlessRequiredId<D>[], {
        ordered: false,
      });
    } catch (error) {
      const refused = duplicatesOf(error);
      if (refused === null) throw error;
      for (const position of refused) added[position] = false;
    }
  });
  return added;
}
