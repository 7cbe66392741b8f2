import { setTimeout as sleep } from "node:timers/promises";

/** The few calls of our own API that the demo makes, as any client would. */
export interface DemoClient {
  put(path: string, body: object): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read member by member, in a demo
export type Answer = Record<string, any>;

/**
 * Throws with the problem's code when the API refuses: in the demo nothing is refused. When the server is busy, as it is on a machine that has
 * other work, it comes back after as long as it was told; `signal` ends that.
 */
export function createClient(
  url: string,
  { token, signal }: { token: string; signal: AbortSignal },
): DemoClient {
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === "" ? {} : JSON.parse(text)) as Answer;
    if (answer["code"] === "server.busy") {
      const seconds = Number(response.headers.get("retry-after") ?? 1);
      await sleep(seconds * 1_000, undefined, { signal });
      return call(method, path, body);
    }
    if (!response.ok)
      throw new Error(`${method} ${path}: ${String(answer["code"] ?? response.status)}`);
    return answer;
  };
  return {
    put: (path, body) => call("PUT", path, body),
    post: (path, body) => call("POST", path, body),
    get: (path) => call("GET", path),
    remove: (path) => call("DELETE", path),
  };
}
