/** The few calls of our own API that the demo makes, as any client would. */
export interface DemoClient {
  put(path: string, body: object): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read member by member, in a demo
export type Answer = Record<string, any>;

/** Throws with the problem's code when the API refuses: in the demo nothing is refused. */
export function createClient(url: string, token: string): DemoClient {
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === "" ? {} : JSON.parse(text)) as Answer;
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
