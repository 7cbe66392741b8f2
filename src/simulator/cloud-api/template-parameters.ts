import type { Json, JsonObject } from "../payloads/json.ts";
import { GraphFailure } from "./graph-error.ts";
import type { SendRequest } from "./send-schema.ts";
import type { Template } from "./templates.ts";

type SentTemplate = Extract<SendRequest, { type: "template" }>["template"];
type SentComponent = NonNullable<SentTemplate["components"]>[number];
type Parameters = Record<string, unknown>[];

const codeMax = 15;
const hydratedMax = 1_024;

/**
 * Whether a send brings what the components of its template ask for.
 * @throws GraphFailure 132000 count, 132012 format, 132005 length, 131008 missing, 100 characters.
 */
export function checkParameters(template: Template, sent: readonly SentComponent[]): void {
  checkPart(template, template.components, sent);
  const offer = part(template.components, "LIMITED_TIME_OFFER");
  if (asObject(offer?.["limited_time_offer"])["has_expiration"] === true) {
    const given = find(sent, "limited_time_offer")[0]?.["limited_time_offer"];
    if (typeof asObject(given)["expiration_time_ms"] !== "number") {
      throw new GraphFailure(131008, "limited_time_offer: expiration_time_ms is required");
    }
  }
  const cards = asList(part(template.components, "CAROUSEL")?.["cards"]);
  const sentCards = asList(
    (sent.find(({ type }) => type === "carousel") as JsonObject | undefined)?.["cards"],
  );
  if (cards.length !== sentCards.length) {
    throw new GraphFailure(132012, `carousel: ${sentCards.length} cards, expected ${cards.length}`);
  }
  for (const [index, card] of cards.entries()) {
    const wanted = asList(asObject(card)["components"]).map(asObject) as JsonObject[];
    const given = asList(asObject(sentCards[index])["components"]) as SentComponent[];
    checkPart(template, wanted, given);
  }
}

/** Header, body and buttons, of the template itself or of one of its cards. */
function checkPart(
  template: Template,
  wanted: readonly JsonObject[],
  sent: readonly SentComponent[],
): void {
  const header = part(wanted, "HEADER");
  if (header !== undefined) checkHeader(template, header, find(sent, "header"));
  const body = find(sent, "body");
  const text = part(wanted, "BODY")?.["text"];
  const names = placeholders(text);
  checkTexts(template, { where: "body", names }, body);
  if (template.category === "AUTHENTICATION") checkCode(body);
  checkLength(text, names.length === 0 ? [] : body);
  const buttons = asList(part(wanted, "BUTTONS")?.["buttons"]);
  for (const [index, button] of buttons.entries()) {
    checkButton(asObject(button) as JsonObject, index, sent);
  }
}

function checkHeader(template: Template, header: JsonObject, given: Parameters): void {
  const format = asText(header["format"]);
  if (format === "TEXT") {
    checkTexts(template, { where: "header", names: placeholders(header["text"]) }, given);
    return;
  }
  const kind = format.toLowerCase();
  const [parameter] = given;
  const value = asObject(parameter?.[kind]);
  const isThere =
    format === "LOCATION" ? value["latitude"] !== undefined : (value["id"] ?? value["link"]);
  if (parameter?.["type"] === kind && isThere) return;
  const received = (asText(parameter?.["type"]) || "UNKNOWN").toUpperCase();
  throw new GraphFailure(
    132012,
    `header: Format mismatch, expected ${format}, received ${received}`,
  );
}

function checkTexts(
  template: Template,
  { where, names }: { where: string; names: readonly string[] },
  given: Parameters,
): void {
  if (given.length !== names.length) {
    const details = `${where}: number of localizable_params (${given.length}) does not match the expected number of params (${names.length})`;
    throw new GraphFailure(132000, details);
  }
  const sentNames = given.map((parameter) => parameter["parameter_name"]);
  if (template.parameterFormat === "NAMED" && names.some((name) => !sentNames.includes(name))) {
    throw new GraphFailure(132012, "Parameter name is missing or empty");
  }
  for (const { text } of given) {
    if (typeof text !== "string" || text.trim() === "") {
      throw new GraphFailure(131008, `${where}: Parameter of type text is missing text value`);
    }
    if (/[\n\t\r]| {5}/.test(text)) {
      const details =
        "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
      throw new GraphFailure(100, details);
    }
  }
}

function checkCode(given: Parameters): void {
  if (given.some(({ text }) => charsIn(asText(text)) > codeMax)) {
    throw new GraphFailure(
      132005,
      `template parameter at index 0 exceeds the maximum length in the AUTHENTICATION category (${codeMax} characters).`,
    );
  }
}

function checkLength(text: Json | undefined, given: Parameters): void {
  const values = given.map((parameter) => asText(parameter["text"]));
  const length = charsIn(asText(text).replace(placeholder, "")) + charsIn(values.join(""));
  if (values.length > 0 && length > hydratedMax) {
    throw new GraphFailure(132005, `body: ${length} characters exceed ${hydratedMax}`);
  }
}

/** Which parameter a button cannot do without: its `sub_type`, and the member that holds it. */
function neededBy(button: JsonObject): { subType: string; member: string } | null {
  switch (button["type"]) {
    case "URL":
      return asText(button["url"]).includes("{{") ? { subType: "url", member: "text" } : null;
    case "OTP":
      return { subType: "url", member: "text" };
    case "COPY_CODE":
      return { subType: "copy_code", member: "coupon_code" };
    case "MPM":
      return { subType: "mpm", member: "action" };
    default:
      return null;
  }
}

function checkButton(button: JsonObject, index: number, sent: readonly SentComponent[]): void {
  const needed = neededBy(button);
  if (needed === null) return;
  const given = sent.find(
    (component) =>
      component.type.toLowerCase() === "button" &&
      asText(component["sub_type"]).toLowerCase() === needed.subType &&
      Number(component["index"]) === index,
  );
  const value = given?.parameters?.[0]?.[needed.member];
  if (value === undefined || value === "") {
    const details = `buttons: Button at index ${index} of type ${asText(button["type"])} requires a parameter`;
    throw new GraphFailure(131008, details);
  }
  if (needed.subType === "copy_code" && charsIn(asText(value)) > codeMax) {
    throw new GraphFailure(132005, `buttons: coupon_code exceeds ${codeMax} characters`);
  }
}

/** Code points: an emoji is one character. */
function charsIn(text: string): number {
  return Array.from(text).length;
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g;

/** The distinct `{{...}}` of a text. */
function placeholders(text: Json | undefined): string[] {
  const found = typeof text === "string" ? text.matchAll(placeholder) : [];
  return [...new Set([...found].map((match) => match[1] ?? ""))];
}

function part(components: readonly JsonObject[], type: string): JsonObject | undefined {
  return components.find((component) => component["type"] === type);
}

function find(sent: readonly SentComponent[], type: string): Parameters {
  return sent.find((component) => component.type.toLowerCase() === type)?.parameters ?? [];
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
