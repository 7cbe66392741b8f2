/** What happened, in order: as a hash always, as lines for whoever wants to read them. */
export interface Trace {
  /** `what` is a word such as `store.commit`; `detail` must be the same in every run of the seed. */
  note(who: string, what: string, detail?: string): void;
  /** 16 hex digits over all notes so far. */
  hash(): string;
}

/**
 * @param print given each line as it is noted; lines cost time, so by default there are none
 */
export function createTrace(
  clock: { now(): number; startAt: number },
  print?: (line: string) => void,
): Trace {
  let high = 0x811c9dc5;
  let low = 0x01000193;

  const mix = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      high = Math.imul(high ^ unit, 0x01000193);
      low = Math.imul(low ^ unit, 0x85ebca6b) ^ (high >>> 13);
    }
  };

  return {
    note(who, what, detail = "") {
      const at = clock.now() - clock.startAt;
      high ^= at;
      mix(who);
      mix(what);
      mix(detail);
      print?.(`${virtualTime(at)}  ${who.padEnd(8)}  ${what}${detail === "" ? "" : `  ${detail}`}`);
    },
    hash: () => hex(high) + hex(low),
  };
}

/** `+26:03:11.482`: hours, minutes, seconds and milliseconds since the start. */
function virtualTime(ms: number): string {
  const part = (value: number, digits: number): string => String(value).padStart(digits, "0");
  const seconds = Math.floor(ms / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `+${part(hours, 2)}:${part(minutes, 2)}:${part(seconds % 60, 2)}.${part(ms % 1_000, 3)}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
