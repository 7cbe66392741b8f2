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

/** The commands of the program; true: words may follow. */
const COMMANDS: ReadonlyMap<string, boolean> = new Map([
  ["start", false],
  ["config", false],
  ["token", false],
  ["workspace", true],
  ["backtest", true],
]);

/** Why this command cannot be meant, for people: it is none of ours, or takes no words. Null when it can. */
export function misuse(command: string, words: readonly string[]): string | null {
  const takesWords = COMMANDS.get(command);
  if (takesWords === undefined)
    return `There is no command ${command}: it is one of ${[...COMMANDS.keys()].join(", ")}.`;
  if (takesWords || words.length === 0) return null;
  return `${command} takes no words, and "${words.join(" ")}" was written behind it. Settings come from the environment: \`./ventana config\` explains them.`;
}

/** Whether somebody asks how a command is used. */
export function asksForUsage(words: readonly string[]): boolean {
  return words.includes("--help") || words.includes("-h");
}
