import type { Step } from "./step.ts";
import { contentOf } from "./step-graph.ts";

/** Versions are immutable, and the same steps are asked about with every run. */
const known = new WeakMap<Step, string>();

/** Tells whether two steps do the same (R14.7): the hash of what a step does, without its id and without where it leads. */
export function stepHash(step: Step): string {
  const before = known.get(step);
  if (before !== undefined) return before;
  const hash = hash53(canonicalJson(contentOf(step)));
  known.set(step, hash);
  return hash;
}

/** JSON with the members of objects in the order of the alphabet: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** cyrb53: two rounds of multiplying and mixing, 53 bits. No defence against forgers, who could only deceive their own flow. */
function hash53(text: string): string {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    one = Math.imul(one ^ unit, 2_654_435_761);
    two = Math.imul(two ^ unit, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & two) + (one >>> 0)).toString(16).padStart(14, "0");
}
