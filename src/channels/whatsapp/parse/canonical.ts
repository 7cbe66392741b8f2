import { createHash } from "node:crypto";

/** Deeper than any body that `json-guard.ts` lets through; below it, values count as equal. */
const DEPTH_MAX = 64;

/** SHA-256, in hex, of a JSON value. Equal values give equal hashes, in whatever order their members stand. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value, 0)).digest("hex");
}

function canonicalJson(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth >= DEPTH_MAX) return '"..."';
  if (Array.isArray(value)) {
    return `[${value.map((member) => canonicalJson(member, depth + 1)).join(",")}]`;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, depth + 1)}`)
    .join(",")}}`;
}
