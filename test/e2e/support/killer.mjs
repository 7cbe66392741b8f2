import { registerHooks } from "node:module";

/*
 * Loaded before the program (`node --import`): plants a defect into the machine that ends the process for good, as a native crash or an
 * endless loop of allocations would, over every message with certain words. The program itself knows nothing of it.
 */
const PLACE = "const outcome = applyEntry(";
const DEFECT = `
  const told = JSON.stringify(entry.input);
  if (told.includes("ends the process")) process.abort();
  if (told.includes("eats the memory")) for (const eaten = [];;) eaten.push(new Array(100_000).fill(eaten.length));
  `;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith("/src/machines/take-step.ts")) return loaded;
    const source = String(loaded.source);
    if (!source.includes(PLACE)) throw new Error("there is no such place in the machine any more");
    return { ...loaded, source: source.replace(PLACE, `${DEFECT}${PLACE}`) };
  },
});
