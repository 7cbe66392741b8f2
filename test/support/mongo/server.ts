/** A server that speaks the MongoDB protocol, for the tests of one file. */
export type MongoServer = AsyncDisposable & {
  /** Without a database: take a fresh name each time, `freshDatabaseName()`. A given MONGO_URL may carry credentials. */
  url: string;
  /** For people: "mongo-java-server 1.47.0 (memory)", "MongoDB 8.0.4 (MONGO_URL)". */
  server: string;
  /** True when what was acknowledged with `w: "majority", j: true` outlives the server process. */
  durable: boolean;
  /** Ends the server if it is ours, with its data; again is a no-op. */
  stop(): Promise<void>;
  /** The handle for crash tests; undefined where the process is not ours to kill. */
  process: MongoProcess | undefined;
};

type MongoProcess = {
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Brings the server up again on the same port, with its data if it is durable; a running one is ended first. */
  restart(): Promise<void>;
};
