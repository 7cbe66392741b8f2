import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What people and machines must never find in a log, in Redis, or among the figures. */
export const CANARY = {
  name: "Zoë Canaria",
  phone: "5511998877665",
  text: "Canary text, with 4711 and a heart",
  description: "Canary description of a closing",
  agent: "Canary Agent",
  accessToken: "EAAGcanaryaccesstoken",
  urlKey: "canary-url-key",
  error: "Canary words of an error",
} as const;

const FIXTURES = join(import.meta.dirname, "..", "fixtures", "whatsapp");

/** Members that hold what people wrote, are called or are reached by. */
const PERSONAL =
  /^(body|text|caption|name|formatted_name|first_name|last_name|username|wa_id|from|to|recipient_id|phone|user_id|filename|address|title|description|emoji|email)$/;

export interface Fixture {
  file: string;
  body: unknown;
}

/** All bodies that Meta's documentation and our readings of it know. */
export function webhookFixtures(): Fixture[] {
  return readdirSync(FIXTURES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ file, body: JSON.parse(readFileSync(join(FIXTURES, file), "utf8")) }));
}

/** The personal strings of these bodies that are long enough to stand nowhere by chance. */
export function personalStrings(fixtures: readonly Fixture[]): string[] {
  const found = new Set<string>();
  const walk = (value: unknown, member: string): void => {
    if (typeof value === "string") {
      if (PERSONAL.test(member) && value.length >= 8) found.add(value);
    } else if (Array.isArray(value)) for (const one of value) walk(one, member);
    else if (typeof value === "object" && value !== null)
      for (const [name, one] of Object.entries(value)) walk(one, name);
  };
  for (const { body } of fixtures) walk(body, "");
  // The line's own id stands in `to` as well, and is nobody's number.
  return [...found].filter((text) => !/^20000000000000000\d$/.test(text));
}

/** Which of the canaries and these strings stand in a text; none should. */
export function canariesIn(text: string, others: readonly string[] = []): string[] {
  return [...Object.values(CANARY), ...others].filter(
    (canary) => text.includes(canary) || text.includes(JSON.stringify(canary).slice(1, -1)),
  );
}
