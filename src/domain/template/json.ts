/** Lenient reading of what WhatsApp sends: a member that is not what it should be is as good as none. */
export type JsonObject = Record<string, unknown>;

export function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** WhatsApp's words come in upper case, and in lower case from some versions. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value.toUpperCase() : "";
}
