import { isIP } from "node:net";
import type { AddressGuard, AddressVerdict } from "./address-guard.ts";
import type { LookupAll } from "./checked-lookup.ts";

/** The rule that a refused URL breaks. */
export type EndpointUrlRule =
  | "length"
  | "syntax"
  | "user-info"
  | "fragment"
  | "scheme"
  | "port"
  | "address";

/** What the operator permits beyond https on port 443 to public addresses. */
export interface EndpointUrlPolicy {
  guard: AddressGuard;
  /** Plain http (port 80) also to public addresses. */
  allowHttp: boolean;
  /** Further ports, for public addresses too. Addresses on the allow-list may use http and any port. */
  ports: readonly number[];
}

/** Where a request goes, taken apart once. */
export interface EndpointTarget {
  /** Scheme, host and port, as undici wants it. */
  origin: string;
  /** Path and query. */
  path: string;
  /** Host without brackets, in the form the URL standard gives it: odd spellings of addresses are plain here. */
  hostname: string;
  isSecure: boolean;
  port: number;
}

export type EndpointUrlCheck =
  | { kind: "accepted"; url: string; target: EndpointTarget }
  | { kind: "rejected"; rule: EndpointUrlRule; message: string };

const URL_LENGTH_MAX = 2_048;

const MESSAGES: Record<EndpointUrlRule, string> = {
  length: `The URL is longer than ${URL_LENGTH_MAX} characters.`,
  syntax: "This is not an absolute URL.",
  "user-info": "The URL must not carry a user name or password.",
  fragment: "The URL must not carry a fragment (#).",
  scheme: "The URL must begin with https://.",
  port: "This port is not permitted; use 443.",
  address: "The host is not a public address.",
};

/** Spaces, control characters and backslashes: the URL standard repairs them silently, other parsers read them differently. */
const AMBIGUOUS = /[\s\\\p{Cc}]/u;
const USER_INFO = /^[^/?#]*\/\/[^/?#]*@/;

/**
 * Checks a URL as far as its text goes (reliability.md 4.4): when it is saved, and again before each request.
 * A host name is judged when it is resolved: by `checkEndpointUrl` at save and by the connector at each connection.
 */
export function parseEndpointUrl(text: string, policy: EndpointUrlPolicy): EndpointUrlCheck {
  if (text.length > URL_LENGTH_MAX) return rejected("length");
  if (AMBIGUOUS.test(text) || !URL.canParse(text)) return rejected("syntax");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return rejected("scheme");
  if (USER_INFO.test(text) || url.username !== "" || url.password !== "") {
    return rejected("user-info");
  }
  if (text.includes("#")) return rejected("fragment");

  const isSecure = url.protocol === "https:";
  const target: EndpointTarget = {
    origin: url.origin,
    path: url.pathname + url.search,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    isSecure,
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
  };
  const brokenRule = ruleBrokenBy(target, policy);
  return brokenRule === null ? { kind: "accepted", url: url.href, target } : rejected(brokenRule);
}

/**
 * The check at save: the text, and all addresses that the host resolves to now. A host that does not resolve is accepted:
 * endpoints may be registered before their DNS entry exists, and each connection is judged again anyway.
 */
export async function checkEndpointUrl(
  text: string,
  policy: EndpointUrlPolicy,
  lookup: LookupAll,
): Promise<EndpointUrlCheck> {
  const check = parseEndpointUrl(text, policy);
  if (check.kind === "rejected" || isIP(check.target.hostname) !== 0) return check;
  for (const address of await resolveAll(check.target.hostname, lookup)) {
    const brokenRule = ruleBrokenAt(policy.guard.judge(address), check.target, policy);
    if (brokenRule !== null) return rejected(brokenRule);
  }
  return check;
}

/**
 * The rule that a connection of this kind to an address with this verdict would break, null when it may be made.
 * http and unlisted ports are only for addresses that the operator listed.
 */
export function ruleBrokenAt(
  verdict: AddressVerdict,
  target: Pick<EndpointTarget, "isSecure" | "port">,
  policy: EndpointUrlPolicy,
): EndpointUrlRule | null {
  switch (verdict.kind) {
    case "denied":
      return "address";
    case "listed":
      return null;
    case "public":
      if (!target.isSecure && !policy.allowHttp) return "scheme";
      if (target.port === (target.isSecure ? 443 : 80)) return null;
      return policy.ports.includes(target.port) ? null : "port";
  }
}

function ruleBrokenBy(target: EndpointTarget, policy: EndpointUrlPolicy): EndpointUrlRule | null {
  if (isIP(target.hostname) !== 0) {
    return ruleBrokenAt(policy.guard.judge(target.hostname), target, policy);
  }
  // A name may turn out to lie on the allow-list, if there is one.
  return policy.guard.hasListed ? null : ruleBrokenAt({ kind: "public" }, target, policy);
}

function resolveAll(hostname: string, lookup: LookupAll): Promise<string[]> {
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      resolve(error ? [] : addresses.map(({ address }) => address));
    });
  });
}

function rejected(rule: EndpointUrlRule): EndpointUrlCheck {
  return { kind: "rejected", rule, message: MESSAGES[rule] };
}
