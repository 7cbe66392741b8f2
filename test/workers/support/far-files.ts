import { afterEach, beforeEach } from "vitest";
import { createGraphMedia, type GraphMedia } from "../../../src/channels/whatsapp/graph/media.ts";
import { createPlayground, type Playground } from "../../simulator/cloud-api/playground.ts";
import { createMemoryBlobs, type MemoryBlobs } from "../../support/memory-blobs.ts";

/** Simulated WhatsApp, our client of it, and a place for bytes. */
export interface FarFiles {
  play: Playground;
  graph: GraphMedia;
  blobs: MemoryBlobs;
}

/** Opens them before each test. */
export function useFarFiles(): () => FarFiles {
  let open: FarFiles | null = null;
  beforeEach(async () => {
    const play = await createPlayground();
    const graph = createGraphMedia({
      baseUrl: play.sim.graphUrl,
      version: "v25.0",
      timeouts: { silenceMs: 300, totalMs: 2_000 },
    });
    open = { play, graph, blobs: createMemoryBlobs() };
  });
  afterEach(async () => {
    await open?.graph.close();
    await open?.play[Symbol.asyncDispose]();
    open = null;
  });
  return () => {
    if (open === null) throw new Error("there is no far side outside of a test");
    return open;
  };
}
