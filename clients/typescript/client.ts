import { ROUTES, type Operations, type Route } from "./operations.ts";

/*
 * A client of the API by its OpenAPI document: one function for each operation, typed in all it takes and may answer. No dependencies;
 * it runs wherever there is `fetch`, and Node runs it as it stands.
 *
 *   const ventana = createClient({ url: "http://127.0.0.1:3000", token });
 *   const answer = await ventana.closeConversation({ path: { id }, body: { description: "Sold" } });
 *   if (answer.status === 200) ...          // answer.body is a Conversation
 *   else if (answer.status === 409) ...     // answer.body says why not, and what is possible
 */

export interface ClientOptions {
  /** Base URL, without a slash at its end. */
  url: string;
  token: string;
  /** Default: that of the platform. */
  fetch?: typeof fetch;
}

/** The answer of an operation, whatever it is, with its headers: `ETag`, `Location`, `Retry-After`. */
export type Answer<Name extends keyof Operations> = Operations[Name]["answer"] & {
  headers: Headers;
};

/** Requests without any member that must be there may be left out. */
type Parameters<Request> = Record<never, never> extends Request ? [request?: Request] : [Request];

export type Client = {
  readonly [Name in keyof Operations]: (
    ...parameters: Parameters<Operations[Name]["request"]>
  ) => Promise<Answer<Name>>;
};

/** Something between here and the API answered, or the API is newer than this client. */
export class UnknownAnswerError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`an answer with the status ${status}, which this operation does not know`);
    this.name = "UnknownAnswerError";
    this.status = status;
  }
}

/** What any operation takes. */
interface AnyRequest {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  header?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

/**
 * Its functions answer with every status that the operation knows, problems included.
 *
 * They throw `UnknownAnswerError`, and whatever `fetch` throws when there is no answer. A command may have been done then: send it again
 * under the same `idempotency-key`.
 */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(ROUTES).map(([name, route]) => [
    name,
    (request: AnyRequest = {}) => call(options, route, request),
  ]);
  return Object.fromEntries(calls) as Client;
}

async function call(
  { url, token, fetch: send = fetch }: ClientOptions,
  { method, path, statuses }: Route,
  { path: names = {}, query = {}, header = {}, body }: AnyRequest,
) {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  for (const [name, value] of Object.entries(header)) {
    if (value !== undefined) headers.set(name, value);
  }
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers.set("content-type", "application/json");
  const response = await send(url + filled(path, names) + queryOf(query), {
    method,
    headers,
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  if (!statuses.includes(response.status)) throw new UnknownAnswerError(response.status);
  return { status: response.status, headers: response.headers, body: await bodyOf(response) };
}

function filled(path: string, names: NonNullable<AnyRequest["path"]>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));
}

function queryOf(query: NonNullable<AnyRequest["query"]>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? "" : `?${given.toString()}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (/[/+]json\b/.test(type)) return response.json();
  if (type.startsWith("text/event-stream")) return response.body;
  if (response.status === 204) return null;
  return type.startsWith("text/") ? response.text() : response.blob();
}
