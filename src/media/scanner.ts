import type { Bytes } from "../domain/media/bytes.ts";

/** What an antivirus says of a file. */
export type Verdict =
  | { kind: "clean" }
  /** `virus`: its name in the antivirus's own words. */
  | { kind: "infected"; virus: string }
  /** It takes no file of this size. */
  | { kind: "too_large" }
  /** It cannot be reached, or did not answer. The same can be tried later. */
  | { kind: "away" };

/** Looks for malicious software in a file before anybody keeps it (reliability.md section 5). Never rejects for what is wrong at its end. */
export interface Scanner {
  scan(file: Bytes): Promise<Verdict>;
}

/** Nobody looks. */
export const NO_SCANNER: Scanner = {
  scan: () => Promise.resolve({ kind: "clean" }),
};

/** Lets through what could not be looked into: for those who would rather have a file unseen than not at all. */
export function lenient(scanner: Scanner): Scanner {
  return {
    async scan(file) {
      const verdict = await scanner.scan(file);
      return verdict.kind === "infected" ? verdict : { kind: "clean" };
    },
  };
}
