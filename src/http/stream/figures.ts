import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const LAG_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What `/metrics` says of live streams. */
export interface StreamFigures {
  ended: Counter<"how">;
  /** From an event's commit to the moment when the streams were told. */
  lagSeconds: Histogram;
}

export function createStreamFigures(registry: Registry, count: () => number): StreamFigures {
  const registers = [registry];
  const open: Gauge = new Gauge({
    name: "ventana_streams",
    help: "Live streams open in this process",
    registers,
    collect: () => open.set(count()),
  });
  return {
    ended: new Counter<"how">({
      name: "ventana_streams_ended_total",
      help: "Live streams that ended: told why, hung up by the reader, or given up as too slow",
      labelNames: ["how"] satisfies ["how"],
      registers,
    }),
    lagSeconds: new Histogram({
      name: "ventana_stream_lag_seconds",
      help: "Commit of an event to its telling on the live streams",
      buckets: LAG_BUCKETS_S,
      registers,
    }),
  };
}
