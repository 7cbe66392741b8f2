/**
 * Why a media call came to nothing.
 * - gone: WhatsApp does not have this id (100 with subcode 33); it never comes back
 * - unauthorized: the line's token does not do, which people may mend
 * - throttled: too many calls
 * - refused: this file, or this request, will never do (100, 131053, ...)
 * - unclear: no answer, or one that says nothing: try again
 */
export type MediaProblem =
  | { kind: "gone" | "unauthorized" | "throttled" | "unclear" }
  | { kind: "refused"; code: number; details: string | null };

const UNAUTHORIZED = new Set([0, 3, 10, 190, 131_005, 131_031]);
const THROTTLED = new Set([4, 80_007, 130_429]);
const TRANSIENT = new Set([1, 2, 131_000, 131_016, 131_057, 133_004]);

/** Classified by code first, then by HTTP status: Meta throttles with 400 (WhatsApp section 9). */
export function mediaProblem(status: number, answer: Record<string, unknown>): MediaProblem {
  const { code, subcode, details } = errorOf(answer);
  if (code === null) {
    if (status === 401 || status === 403) return { kind: "unauthorized" };
    return { kind: status === 429 ? "throttled" : "unclear" };
  }
  if (subcode === 33 || code === 33) return { kind: "gone" };
  if (UNAUTHORIZED.has(code) || (code >= 200 && code <= 299)) return { kind: "unauthorized" };
  if (THROTTLED.has(code)) return { kind: "throttled" };
  if (TRANSIENT.has(code) || status >= 500) return { kind: "unclear" };
  return { kind: "refused", code, details };
}

function errorOf({ error }: Record<string, unknown>) {
  const none = { code: null, subcode: null, details: null };
  if (typeof error !== "object" || error === null) return none;
  const { code, error_subcode: subcode, error_data: data } = error as Record<string, unknown>;
  if (typeof code !== "number") return none;
  const details =
    typeof data === "object" && data !== null && "details" in data ? data.details : null;
  return {
    code,
    subcode: typeof subcode === "number" ? subcode : null,
    details: typeof details === "string" ? details.slice(0, 500) : null,
  };
}

/** Hosts of Meta's from which media come. */
const META = /(^|\.)(facebook\.com|fbsbx\.com|fbcdn\.net|whatsapp\.net)$/;

/** Whether our token may go to this URL: Meta over https, or the very Graph API that we were told to use. */
export function isMediaHost(url: string, base: URL): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== "" || parsed.password !== "") return false;
  if (parsed.origin === base.origin) return true;
  return parsed.protocol === "https:" && parsed.port === "" && META.test(parsed.hostname);
}
