import { createHash } from "node:crypto";

/** Makes the ids Meta makes. Unique within a run; a new run id gives a disjoint set. */
export interface IdMint {
  /** A message id. `digits` is the person's number, which real wamids embed. */
  wamid(digits: string, direction: "in" | "out"): string;
  /** A call id. */
  wacid(): string;
  /** A media id: 15 or 16 digits as a string. */
  mediaId(): string;
  /** `fbtrace_id` of an error answer. */
  traceId(): string;
}

/**
 * @param scope seed and run id, e.g. `42/run-1`: the same scope gives the same ids in the same order.
 */
export function createIdMint(scope: string): IdMint {
  let counter = 0;
  const digest = (kind: string): Buffer => {
    counter += 1;
    return createHash("sha256").update(`${scope}/${kind}/${counter}`).digest();
  };
  return {
    wamid: (digits, direction) => {
      const tail = digest("wamid").toString("hex").toUpperCase().slice(0, 20);
      const bytes = Buffer.concat([
        Buffer.from([0x1c, 0x18, digits.length]),
        Buffer.from(digits, "ascii"),
        Buffer.from([0x15, 0x02, 0x00, direction === "in" ? 0x12 : 0x11, 0x18, tail.length]),
        Buffer.from(tail, "ascii"),
        Buffer.from([0x00]),
      ]);
      return `wamid.${bytes.toString("base64")}`;
    },
    wacid: () => `wacid.${digest("wacid").toString("base64url").slice(0, 32)}`,
    mediaId: () => String(1_000_000_000_000_000 + Number(digest("media").readUIntBE(0, 6) % 9e14)),
    traceId: () => `A${digest("trace").toString("base64url").slice(0, 22)}`,
  };
}
