import { RE2JS, RE2JSException } from "re2js";
import { TEXT_CHARS_MAX } from "../sending/outgoing/written.ts";

/** Instructions of a compiled pattern: what a character of a text may cost. `\p{L}{1,200}` has 400 of them. */
const PROGRAM_MAX = 500;
/** Compiled patterns that are kept. */
const CACHE_MAX = 500;
/** The engine remembers what it learns of a pattern, up to 8 MB; one that has learnt this much is let go, and compiled anew when needed. */
const MEMORY_MAX = 256 * 1_024;
const ENGINE_MEMORY = 8 * 1_024 * 1_024;

/** The oldest used stands first. */
const cache = new Map<string, RE2JS>();

/** Why a pattern cannot be used, in the words of the engine; null when it can. */
export function patternProblem(pattern: string): string | null {
  try {
    compiled(pattern);
    return null;
  } catch (error) {
    if (error instanceof RE2JSException || error instanceof TooLargeError) {
      return `must be a pattern of RE2: ${error.message.replace("error parsing regexp: ", "")}`;
    }
    throw error;
  }
}

/** Whether the pattern is found somewhere in the text. A pattern that cannot be used is found nowhere: it was refused when it was written. */
export function isFound(pattern: string, text: string): boolean {
  return patternProblem(pattern) === null && test(pattern, (engine) => engine.test(bounded(text)));
}

/** Whether the whole of the text is what the pattern says. */
export function isWhole(pattern: string, text: string): boolean {
  return (
    patternProblem(pattern) === null &&
    text.length <= TEXT_CHARS_MAX &&
    test(pattern, (engine) => engine.testExact(text))
  );
}

function test(pattern: string, ask: (engine: RE2JS) => boolean): boolean {
  const engine = compiled(pattern);
  const answer = ask(engine);
  // Not there until the first text that needs it.
  const { lazyDFA } = engine.re2() as { lazyDFA?: { memBudget: number } | null };
  if (lazyDFA && ENGINE_MEMORY - lazyDFA.memBudget > MEMORY_MAX) cache.delete(pattern);
  return answer;
}

class TooLargeError extends Error {}

function compiled(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined) {
    cache.delete(pattern);
    cache.set(pattern, known);
    return known;
  }
  const engine = RE2JS.compile(pattern);
  if (engine.programSize() > PROGRAM_MAX) throw new TooLargeError("it is too large");
  cache.set(pattern, engine);
  if (cache.size > CACHE_MAX) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return engine;
}

function bounded(text: string): string {
  return text.slice(0, TEXT_CHARS_MAX);
}
