/** Limits and clocks of live streams. */
export interface StreamSettings {
  /** Streams that one user may have open in this process: a few devices, and many tabs. */
  perUserMax: number;
  /** Streams of all users in this process. */
  max: number;
  /** Bytes that may wait for a reader when more is to be told; a reader with more falls behind, and is told page by page. */
  waitingBytesMax: number;
  /** A reader that fell behind has this long for each page, or is given up: it comes back with `Last-Event-ID`. */
  slowMsMax: number;
  /** How often a silent stream shows that it is alive. Common proxies cut connections after 60 s of silence. */
  heartbeatMs: number;
  /** How often the feed is looked into while somebody listens, hints or not. */
  pollMs: number;
  /** How often it is asked whether a stream's token still holds, and what its reader may see. */
  recheckMs: number;
}

export const STREAM_SETTINGS_DEFAULTS: StreamSettings = {
  perUserMax: 100,
  max: 2_000,
  waitingBytesMax: 256 * 1_024,
  slowMsMax: 10_000,
  heartbeatMs: 15_000,
  pollMs: 200,
  recheckMs: 500,
};
