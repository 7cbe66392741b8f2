import { expect, test } from "vitest";
import { createAddressGuard } from "../../../src/channels/endpoint/address-guard.ts";
import {
  checkEndpointUrl,
  parseEndpointUrl,
  type EndpointUrlCheck,
  type EndpointUrlPolicy,
} from "../../../src/channels/endpoint/endpoint-url.ts";
import { createFakeDns } from "../../support/fake-dns.ts";

const policy = (change: Partial<EndpointUrlPolicy> & { allow?: string[] } = {}) => ({
  guard: createAddressGuard({ allow: change.allow ?? [] }),
  allowHttp: change.allowHttp ?? false,
  ports: change.ports ?? [],
});
const ruleOf = (check: EndpointUrlCheck) => (check.kind === "rejected" ? check.rule : null);
const STRICT = policy();
const broken = (url: string, by = STRICT) => ruleOf(parseEndpointUrl(url, by));

test("a plain https URL is accepted and taken apart", () => {
  expect(parseEndpointUrl("https://Hooks.Example.com/a/b?c=d&e=@", policy())).toEqual({
    kind: "accepted",
    url: "https://hooks.example.com/a/b?c=d&e=@",
    target: {
      origin: "https://hooks.example.com",
      path: "/a/b?c=d&e=@",
      hostname: "hooks.example.com",
      isSecure: true,
      port: 443,
    },
  });
});

test.each([
  ["length", `https://example.com/${"a".repeat(2_048)}`],
  ["syntax", ""],
  ["syntax", "example.com/hook"],
  ["syntax", "/hook"],
  ["syntax", "https://"],
  ["syntax", "https://exa mple.com/"],
  ["syntax", " https://example.com/"],
  ["syntax", "https://example.com/\r\nx-evil: 1"],
  ["syntax", "https://exam\tple.com/"],
  ["syntax", "https:\\\\example.com\\hook"],
  ["syntax", "https://example.com:99999/"],
  ["syntax", "https://[::1/"],
  ["scheme", "http://example.com/"],
  ["scheme", "ftp://example.com/"],
  ["scheme", "file:///etc/passwd"],
  ["scheme", "javascript:alert(1)"],
  ["scheme", "data:text/plain,x"],
  ["scheme", "wss://example.com/"],
  ["user-info", "https://user@example.com/"],
  ["user-info", "https://user:secret@example.com/"],
  ["user-info", "https://@example.com/"],
  ["user-info", "https://example.com@10.0.0.1/"],
  ["fragment", "https://example.com/#top"],
  ["fragment", "https://example.com/#"],
  ["port", "https://example.com:8443/"],
  ["port", "https://example.com:80/"],
  ["port", "https://8.8.8.8:22/"],
  ["address", "https://127.0.0.1/"],
  ["address", "https://2130706433/"],
  ["address", "https://0x7f.1/"],
  ["address", "https://１２７.０.０.１/"],
  ["address", "https://[::ffff:10.0.0.1]/"],
  ["address", "https://169.254.169.254/latest/meta-data/"],
  ["address", "http://127.0.0.1:3000/"],
])("the rule %s refuses %j", (rule, url) => {
  expect(broken(url)).toBe(rule);
});

test("a refusal explains itself in words that do not repeat the URL", () => {
  const check = parseEndpointUrl("https://u:secret@example.com/", policy());
  expect(check).toEqual({
    kind: "rejected",
    rule: "user-info",
    message: "The URL must not carry a user name or password.",
  });
});

test("no port but 443 is open on public hosts", () => {
  const ports = Array.from({ length: 65_535 }, (_, index) => index + 1);
  expect(ports.filter((port) => broken(`https://example.com:${port}/`) === null)).toEqual([443]);
});

test("listed ports are open besides 443, and http only where it is allowed", () => {
  const by = policy({ ports: [8443] });
  expect(broken("https://example.com:8443/", by)).toBeNull();
  expect(broken("https://example.com:8444/", by)).toBe("port");
  expect(broken("http://example.com:8443/", by)).toBe("scheme");
  const http = policy({ allowHttp: true });
  expect(broken("http://example.com/", http)).toBeNull();
  expect(broken("http://example.com:8080/", http)).toBe("port");
  expect(broken("http://10.0.0.1/", http)).toBe("address");
});

test("an address on the allow-list may be reached with http and on any port", () => {
  const by = policy({ allow: ["127.0.0.0/8", "::1"] });
  expect(broken("http://127.0.0.1:4000/", by)).toBeNull();
  expect(broken("http://[::1]:4000/", by)).toBeNull();
  expect(broken("http://10.0.0.1:4000/", by)).toBe("address");
  expect(broken("http://8.8.8.8:4000/", by)).toBe("scheme");
  expect(broken("http://user@127.0.0.1:4000/", by)).toBe("user-info");
});

const dns = createFakeDns({
  "public.test": ["8.8.8.8", "2606:4700::1111"],
  "private.test": ["10.0.0.1"],
  "mixed.test": ["8.8.8.8", "127.0.0.1"],
  "local.test": ["127.0.0.1"],
  "half-local.test": ["127.0.0.1", "8.8.8.8"],
});
const brokenAtSave = async (url: string, by = STRICT) =>
  ruleOf(await checkEndpointUrl(url, by, dns));

test("at save a name is judged by all its addresses", async () => {
  expect(await brokenAtSave("https://public.test/")).toBeNull();
  expect(await brokenAtSave("https://private.test/")).toBe("address");
  expect(await brokenAtSave("https://mixed.test/")).toBe("address");
});

test("at save http is accepted for a name only if all its addresses are listed", async () => {
  const by = policy({ allow: ["127.0.0.0/8"] });
  expect(await brokenAtSave("http://local.test:4000/", by)).toBeNull();
  expect(await brokenAtSave("http://half-local.test:4000/", by)).toBe("scheme");
  expect(await brokenAtSave("https://half-local.test:4000/", by)).toBe("port");
  expect(await brokenAtSave("http://public.test/", by)).toBe("scheme");
});

test("at save a name that does not resolve yet is accepted", async () => {
  expect(await brokenAtSave("https://tomorrow.test/")).toBeNull();
});
