import { randomBytes } from "node:crypto";

type IdPrefix =
  | "ct"
  | "ep"
  | "med"
  | "usr"
  | "rol"
  | "team"
  | "st"
  | "req"
  | "wrk"
  | "crash"
  | "opp"
  | "act"
  | "tsk"
  | "flow"
  | "bt";

/** Where new ids and secrets come from; the simulation draws them from its seed. */
export interface Ids {
  /** `<prefix>_<20 characters of [0-9a-z]>`: never digits only, no `:`, safe in URLs and job ids. About 100 random bits. */
  next(prefix: IdPrefix): string;
  bytes(length: number): Uint8Array;
}

const ALPHABET = "0123456789abcdefghijklmnopqrstuv";

export const randomIds: Ids = {
  next(prefix) {
    let id = `${prefix}_`;
    for (const byte of randomBytes(20)) id += ALPHABET[byte & 31];
    return id;
  },
  bytes: (length) => randomBytes(length),
};
