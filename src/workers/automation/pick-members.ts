/** A variable is compared, and put into messages; whoever needs more asks for less of it. */
const VALUE_CHARS_MAX = 1_000;

/**
 * Members of an answer as texts. `save`: by the name of the variable, the path to the member (`a.b.0.c`). Numbers and truth values as JSON writes them,
 * lists and objects as JSON. What is not there, is null, or is longer than a variable may be is left out, so that its default stands.
 */
export function pickMembers(
  answer: Record<string, unknown>,
  save: Readonly<Record<string, string>>,
): Record<string, string> {
  const picked = Object.entries(save).flatMap(([name, path]): [string, string][] => {
    const text = textOf(memberAt(answer, path.split(".")));
    return text === null || text.length > VALUE_CHARS_MAX ? [] : [[name, text]];
  });
  return Object.fromEntries(picked);
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    return (at as Record<string, unknown>)[name];
  }, value);
}

function textOf(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? value : null;
    case "number":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? null : JSON.stringify(value);
    default:
      return null;
  }
}
