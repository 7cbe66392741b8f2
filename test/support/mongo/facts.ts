import { MongoBulkWriteError, MongoServerError, type Collection } from "mongodb";

/** One document of the facts, which take from it what each needs. */
export type Item = {
  _id: number | string;
  workspace?: string;
  key?: string;
  claim?: string;
  state?: string;
  by?: string;
  version?: number;
  n?: number;
  at?: number;
  share?: number;
  even?: boolean;
  old?: boolean;
  none?: null;
  unset?: undefined;
  value?: unknown;
  map?: Record<string, unknown>;
  numbers?: number[];
  texts?: string[];
  pending?: { id: string }[];
  aliases?: { key: string }[];
};

/** A collection that no other test has. */
export type Collections = () => Collection<Item>;

/** The code of the server's refusal; undefined when the write went through. */
export async function codeOf(write: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof MongoServerError) return error.code;
    throw error;
  }
}

export async function bulkErrorOf(
  write: Promise<unknown>,
): Promise<{ index: number; code: number }[]> {
  const error: unknown = await write.catch((thrown: unknown) => thrown);
  if (!(error instanceof MongoBulkWriteError)) throw new Error("no bulk write error");
  return [error.writeErrors].flat().map(({ index, code }) => ({ index, code }));
}
