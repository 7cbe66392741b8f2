import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * What was written behind a command of `./ventana`, told apart into options and the rest.
 *
 * @throws Error for people: what is wrong with an option in one sentence, and how the command is used
 */
export function commandWords<T extends ParseArgsConfig>(
  asked: T,
  usage: string,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(asked);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    // Node goes on with advice for words that begin with a hyphen, which none here does.
    const [sentence = said] = said.split(". To specify");
    throw new Error(`${sentence}.\n\n${usage}`, { cause });
  }
}

/** Whether somebody asks how a command is used. */
export function asksForUsage(words: readonly string[]): boolean {
  return words.includes("--help") || words.includes("-h");
}
