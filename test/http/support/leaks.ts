/** What a broken part says in the tests on leaks: words of SQL, places in our source, paths, addresses and secrets. */
export const BROKEN_WORDS =
  "SQLITE_ERROR: near select * from conversations where token = 's3cret' at /home/somebody/src/x.ts:1 mongodb://u:p@db.internal:27017";

const LEAK =
  /SQLITE|select \*|E11000|BSON|mongodb:|redis:|syntax error|node_modules|node:internal|\/home\/|\/src\/|file:\/\/|s3cret|\b\w+\.(?:ts|js):\d|^\s+at |\\n\s+at |\b(?:TypeError|RangeError|ReferenceError|ZodError)\b/im;

/** The first thing in a text that only we should know; null when there is none. */
export function leakIn(text: string): string | null {
  return LEAK.exec(text)?.[0] ?? null;
}
