/**
 * The first member name that stands twice in one object of `json`, which must be valid JSON; null when there is none.
 * `JSON.parse` takes the last of two and says nothing, so whoever looked at the first one saw another request than we do
 * (reliability.md 4.5). Names are compared as they read, not as they are spelled: `a` and `\u0061` are the same.
 */
export function duplicateMember(json: string): string | null {
  /** The names of each open object; null stands for an open array. */
  const open: (Set<string> | null)[] = [];
  let isNameNext = false;
  for (let at = 0; at < json.length; at += 1) {
    switch (json.charAt(at)) {
      case "{":
        open.push(new Set());
        isNameNext = true;
        break;
      case "[":
        open.push(null);
        isNameNext = false;
        break;
      case "}":
      case "]":
        open.pop();
        isNameNext = false;
        break;
      case ",":
        isNameNext = open.at(-1) instanceof Set;
        break;
      case '"': {
        const end = endOfString(json, at);
        if (isNameNext) {
          const name = JSON.parse(json.slice(at, end + 1)) as string;
          if (open.at(-1)?.has(name)) return name;
          open.at(-1)?.add(name);
          isNameNext = false;
        }
        at = end;
      }
    }
  }
  return null;
}

function endOfString(json: string, openedAt: number): number {
  let at = openedAt + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}
