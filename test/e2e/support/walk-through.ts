import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** A command of a page, and the answer that the page shows for it. */
export interface Shown {
  command: string;
  /** Null: none is shown. */
  answer: unknown;
}

const FENCE = /^```(\w+)(?: (\w+))?\n([^]*?)^```$/gm;

/** The commands of a page in their order; those marked `setup` are for people, who have other values there. */
export function commandsOf(file: URL): Shown[] {
  const shown: Shown[] = [];
  for (const [, language, mark, text = ""] of readFileSync(file, "utf8").matchAll(FENCE)) {
    if (language === "sh" && mark !== "setup") shown.push({ command: text, answer: null });
    const last = shown.at(-1);
    if (language === "json" && last !== undefined) last.answer = JSON.parse(text);
  }
  return shown;
}

const MARK = "@@@ next @@@";

/** Whoever types is told when the server is busy, and types it again. */
const PATIENT_CURL = `curl() {
  local answer status
  while :; do
    answer=$(command curl "$@") && status=0 || status=$?
    case $answer in *'"server.busy"'*) sleep 2 ;; *) printf '%s\n' "$answer"; return $status ;; esac
  done
}
`;

/** Runs the commands one after another in one shell, as somebody would who types them, and gives what each wrote. */
export async function typeAll(
  shown: readonly Shown[],
  options: { cwd: string; env: Record<string, string> },
): Promise<string[]> {
  const typed = shown.map(({ command }) => `${command}\necho; echo '${MARK}'\n`);
  const script = PATIENT_CURL + typed.join("");
  const { cwd, env } = options;
  const { PATH = "" } = process.env;
  const run = promisify(execFile);
  const { stdout } = await run("bash", ["-eu", "-c", script], { cwd, env: { PATH, ...env } });
  return stdout.split(MARK).slice(0, -1);
}

/** What of an answer is not as the page shows it: members may be left out there, and `…` stands for anything. Paths of what differs. */
export function differences(answer: unknown, shown: unknown, path = ""): string[] {
  if (typeof shown === "string" && shown.includes("…")) {
    const parts = shown.split("…").map((part) => RegExp.escape(part));
    return new RegExp(`^${parts.join("[^]*")}$`).test(String(answer)) ? [] : [path];
  }
  if (typeof shown !== "object" || shown === null) return answer === shown ? [] : [path];
  if (typeof answer !== "object" || answer === null) return [path];
  return Object.entries(shown).flatMap(([name, member]) =>
    differences((answer as Record<string, unknown>)[name], member, `${path}.${name}`),
  );
}
