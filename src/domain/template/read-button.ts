import type { Button } from "./definition.ts";
import { listOf, textOf, wordOf, type JsonObject } from "./json.ts";

/** A placeholder, which WhatsApp permits at the end of a URL and nowhere else in it. Always `{{1}}`, also in named templates. */
const SUFFIX = /\{\{\s*\w+\s*\}\}$/;

/** Reads one button. A kind that this code does not know is reported and stands as one that takes nothing. */
export function readButton(
  button: JsonObject,
  isAuthentication: boolean,
  objections: string[],
): Button {
  const label = textOf(button["text"]) ?? "";
  const type = wordOf(button["type"]);
  switch (type) {
    case "QUICK_REPLY":
      return { kind: "quickReply", label };
    case "URL":
      // The API lists the button of a one-time code as a URL of WhatsApp's own.
      return isAuthentication ? { kind: "code", label } : readUrl(button, label, objections);
    case "OTP":
      return { kind: "code", label };
    case "COPY_CODE":
      return { kind: "copyCode", label, example: exampleOf(button) };
    case "FLOW":
      return { kind: "flow", label };
    case "CATALOG":
      return { kind: "catalog", label };
    case "MPM":
      return { kind: "products", label };
    case "PHONE_NUMBER":
    case "REQUEST_CONTACT_INFO":
    case "VOICE_CALL":
      return { kind: "fixed", label };
    default:
      objections.push(`button ${type || "without a type"} is not known`);
      return { kind: "fixed", label };
  }
}

function readUrl(button: JsonObject, label: string, objections: string[]): Button {
  const url = textOf(button["url"]) ?? "";
  const isSuffixed = SUFFIX.test(url);
  if (url.replace(SUFFIX, "").includes("{{")) {
    objections.push("a button's URL has a placeholder that is not at its end");
  }
  const placeholder = isSuffixed ? { name: "1", example: exampleOf(button) } : null;
  return { kind: "url", label, url: url.replace(SUFFIX, ""), placeholder };
}

/** A text, or a list with one. */
function exampleOf(button: JsonObject): string | null {
  return textOf(button["example"]) ?? textOf(listOf(button["example"])[0]);
}
