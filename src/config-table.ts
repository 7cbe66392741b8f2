import { SETTINGS } from "./config.ts";

/** The settings as a table for people: key, default, meaning. Values of secrets are never shown, only whether they are set. */
export function configTable(environment: Readonly<Record<string, string | undefined>>): string {
  const rows = Object.entries(SETTINGS).map(([key, { doc, shown, secret }]) => {
    const given = environment[key] ?? "";
    return [key, shown, given === "" || !secret ? oneLine(given) : "(set)", doc];
  });
  const head = ["key", "default", "now", "meaning"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A value that breaks lines, or colours them, would forge other rows. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
