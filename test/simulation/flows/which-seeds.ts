/** Every fifth world has flows. The others stay the stories that they were: seeds that once found something among them (`seeds.ts`). */
export const FLOWS_EVERY = 5;

export function hasFlows(seed: number): boolean {
  return seed % FLOWS_EVERY === 0;
}
