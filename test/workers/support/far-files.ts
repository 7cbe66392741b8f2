import { afterEach, beforeEach } from "vitest";
import { createGraphMedia, type GraphMedia } from "../../../src/channels/whatsapp/graph/media.ts";
import { createPlayground, type Playground } from "../../simulator/cloud-api/playground.ts";
import { createMemoryBlobs, type MemoryBlobs } from "../../support/memory-blobs.ts";

/** Simulated WhatsApp, our client of it, and a place for bytes. */
export interface FarFiles {
  play: Playground;
  graph: GraphMedia;
  /** The same for where WhatsApp says nothing: it gives up after two seconds. */
  impatient: GraphMedia;
  blobs: MemoryBlobs;
}

/** Opens them before each test. */
export function useFarFiles(): () => FarFiles {
  let open: FarFiles | null = null;
  beforeEach(async () => {
    const play = await createPlayground();
    const far = { baseUrl: play.sim.graphUrl, version: "v25.0" };
    const graph = createGraphMedia(far);
    const impatient = createGraphMedia({ ...far, timeouts: { silenceMs: 2_000 } });
    open = { play, graph, impatient, blobs: createMemoryBlobs() };
  });
  afterEach(async () => {
    await open?.graph.close();
    await open?.impatient.close();
    await open?.play[Symbol.asyncDispose]();
    open = null;
  });
  return () => {
    if (open === null) throw new Error("there is no far side outside of a test");
    return open;
  };
}
