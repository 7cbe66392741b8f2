import { expect } from "vitest";
import type { Bench } from "./bench.ts";

/** Strings that mean something to SQL, MongoDB, shells, templates, terminals or parsers. */
export const PAYLOADS = [
  "' or '1'='1",
  "'; drop table conversations; --",
  '" or ""="',
  "1; select pg_sleep(10)",
  "admin'--",
  "%' escape '!",
  "_%",
  '{"$ne":null}',
  '{"$gt":""}',
  '{"$where":"sleep(1000)"}',
  '{"$regex":".*"}',
  '["a"]',
  "[object Object]",
  "$where",
  "$expr",
  "a.b.$[]",
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "\u0000",
  "a\u0000b",
  "\r\nset-cookie: a=b",
  "\u001b[31mred",
  "<script>alert(1)</script>",
  "${7*7}",
  "{{7*7}}",
  "`id`",
  "$(id)",
  "|| id",
  "\ud800",
  "\uffff",
  "İ",
  "😀".repeat(50),
  "NaN",
  "Infinity",
  "-0",
  "9007199254740993",
  "null",
  "undefined",
  "true",
  "[]",
  "{}",
  "*",
  "\\",
  "\\'",
  "' union select doc from users --",
  "1 or 1=1",
  "a' and (select 1)='1",
  '"; return true; var x="',
  '{"$function":{"body":"1","args":[],"lang":"js"}}',
  '{"$in":["a"]}',
  'a" OR "b" *',
  "NEAR(a b)",
  "tokens:a",
  "^a",
  "a,,b",
  "%00",
  "hasOwnProperty",
];

/** Every parameter in a path or a query string, and what stands around it. */
export const PARAMETERS: [string, (value: string) => string][] = [
  ["status", (value) => `/v1/conversations?status=${value}`],
  ["line", (value) => `/v1/conversations?line=${value}`],
  ["lines", (value) => `/v1/conversations?line=x,${value}`],
  ["owner", (value) => `/v1/conversations?owner=${value}`],
  ["state", (value) => `/v1/conversations?state=${value}`],
  ["since", (value) => `/v1/conversations?since=${value}`],
  ["from", (value) => `/v1/conversations?from=${value}`],
  ["to", (value) => `/v1/conversations?status=closed&to=${value}`],
  ["unread", (value) => `/v1/conversations?status=closed&unread=${value}`],
  ["tag", (value) => `/v1/conversations?tag=${value}`],
  ["search", (value) => `/v1/conversations?status=closed&q=${value}`],
  ["cursor of conversations", (value) => `/v1/conversations?cursor=${value}`],
  ["limit", (value) => `/v1/conversations?limit=${value}`],
  ["a name of a parameter", (value) => `/v1/conversations?${value}=1`],
  ["id of a conversation", (value) => `/v1/conversations/${value}`],
  ["id of a timeline", (value) => `/v1/conversations/${value}/timeline`],
  ["key of an outcome", (value) => `/v1/outcomes/${value}`],
  ["after", (value) => `/v1/events?after=${value}`],
  ["types", (value) => `/v1/events?types=${value}`],
  ["id of an endpoint", (value) => `/v1/endpoints/${value}`],
  ["id of deliveries", (value) => `/v1/endpoints/${value}/deliveries`],
  ["id of a delivery", (value) => `/v1/deliveries/${value}`],
  ["id of a line", (value) => `/v1/lines/${value}`],
  ["id of a user", (value) => `/v1/users/${value}`],
  ["reason", (value) => `/v1/parked?reason=${value}`],
  ["line of parked items", (value) => `/v1/parked?line=${value}`],
  ["cursor of parked items", (value) => `/v1/parked?cursor=${value}`],
  ["kind of media", (value) => `/v1/media?kind=${value}`],
  ["cursor of media", (value) => `/v1/media?cursor=${value}`],
  ["id of media", (value) => `/v1/media/${value}`],
  ["id of media whose bytes are wanted", (value) => `/v1/media/${value}/content`],
  ["conversation of a file", (value) => `/v1/conversations/${value}/media/m1`],
  ["id of a file", (value) => `/v1/conversations/100000000000001-ct_1/media/${value}`],
  ["cursor of notices", (value) => `/v1/notices?cursor=${value}`],
];

/** Refused, not found, or an empty list: never somebody's data, never an error of ours, never a new header. */
export async function expectHarmless(
  { ask, logged }: Pick<Bench, "ask" | "logged">,
  url: string,
): Promise<void> {
  const response = await ask("GET", url);
  expect([200, 400, 404, 414]).toContain(response.statusCode);
  if (response.statusCode === 200) {
    expect(response.json()).toSatisfy(
      (body: { items?: unknown[]; events?: unknown[]; limit?: unknown }) =>
        body.items?.length === 0 || body.events !== undefined,
    );
  }
  expect(response.headers).not.toHaveProperty("set-cookie");
  expect(response.body).not.toMatch(/SQLITE|syntax error|node_modules|\bat .*\.ts/i);
  expect(logged).toEqual([]);
}

/** As it stands in a URL. `encodeURIComponent` throws on half a surrogate pair. */
export function inUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
