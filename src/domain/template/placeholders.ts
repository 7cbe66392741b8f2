import type { ParameterFormat } from "./template.ts";

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Names of the placeholders of a text, each once: numbers rising, names in order of appearance. Null when they do not fit the format, or
 * a number is skipped: then nobody can say in which order WhatsApp expects the parameters.
 */
export function placeholdersOf(text: string, format: ParameterFormat): string[] | null {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))];
  if (format === "NAMED") return names.every((name) => /^[a-z_]\w*$/.test(name)) ? names : null;
  const numbers = names.map(Number).sort((a, b) => a - b);
  return numbers.every((number, index) => number === index + 1) ? numbers.map(String) : null;
}

/** The text with values in place of its placeholders, in one pass: a value that looks like a placeholder is none. What has no value stays. */
export function fill(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => valueOf(name) ?? whole);
}
