import type { Collection, Document, Filter, OptionalUnlessRequiredId } from "mongodb";
import { duplicateOf, type Duplicate } from "../errors.ts";
import { again, untilDone } from "../retry.ts";

/** A sequence of documents: those of a collection that a filter finds, each with a place `seq`, counted 1, 2, 3, ... */
export interface Sequence<D extends Document> {
  collection: Collection<D>;
  filter: Filter<D>;
}

export interface Appended {
  /** For each document whether it is new; `false`: its `_id` stands already, somewhere in the collection. */
  added: boolean[];
  /** The last place that is known to be filled. */
  lastSeq: number;
}

/** Name of the unique index over a sequence's members and `seq`, in every collection that has sequences. */
const SEQ_INDEX = "seq";

/**
 * Reads what is newest on the primary, confirmed by the majority or not: a place that somebody took a moment ago must be
 * seen, or this would try to take it for as long as the confirmation lasts. What is then written behind it can only be
 * confirmed together with it.
 */
export const NEWEST = { readConcern: { level: "local" } } as const;

/**
 * Adds documents at the end of a sequence, in their order. Each is made for the place it gets, and known by its `_id`.
 *
 * Compare and append: a document is written at the place behind the last one that is seen, and the unique index lets one
 * writer have it. So a place is filled only after the one before it can be seen, however many processes append: no reader
 * sees a gap that fills later. Safe to repeat.
 *
 * @param options.lastSeq the last place, where the caller has just read it
 */
export async function append<D extends Document>(
  sequence: Sequence<D>,
  documents: readonly ((seq: number) => D)[],
  options: { lastSeq?: number } = {},
): Promise<Appended> {
  const result: Appended = { added: [], lastSeq: options.lastSeq ?? (await lastSeqOf(sequence)) };
  return untilDone(async () => {
    while (result.added.length < documents.length) {
      const step = await again(() => appendRest(sequence, documents, result));
      // Somebody else took the place: they may take the next one too, so wait a moment.
      if (step === "taken") return null;
    }
    return result;
  });
}

/** Appends what is not decided yet, as far as it goes in one write, and notes it in the result. */
async function appendRest<D extends Document>(
  sequence: Sequence<D>,
  documents: readonly ((seq: number) => D)[],
  result: Appended,
): Promise<"written" | "known" | "taken"> {
  const { added, lastSeq } = result;
  const rest = documents.slice(added.length).map((make, index) => make(lastSeq + 1 + index));
  const refused = await insertInOrder(sequence, rest);
  const written = refused?.position ?? rest.length;
  for (let count = 0; count < written; count++) added.push(true);
  result.lastSeq += written;
  if (refused === null) return "written";
  if (refused.index === SEQ_INDEX) {
    result.lastSeq = await lastSeqOf(sequence);
    return "taken";
  }
  added.push(false);
  return "known";
}

/** Null when all were written; otherwise the first that was refused. Nothing behind it was written. */
async function insertInOrder<D extends Document>(
  { collection }: Sequence<D>,
  documents: D[],
): Promise<Duplicate | null> {
  try {
    await collection.insertMany(documents as OptionalUnlessRequiredId<D>[], { ordered: true });
    return null;
  } catch (error) {
    const duplicate = duplicateOf(error);
    if (duplicate === null) throw error;
    return duplicate;
  }
}

/** The last place of a sequence; 0 when it has not begun. */
export async function lastSeqOf<D extends Document>({
  collection,
  filter,
}: Sequence<D>): Promise<number> {
  const options = { ...NEWEST, sort: { seq: -1 }, projection: { _id: 0, seq: 1 } } as const;
  const last = await collection.findOne<{ seq: number }>(filter, options);
  return last?.seq ?? 0;
}
