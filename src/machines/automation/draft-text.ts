import { charsIn } from "../../domain/chars.ts";
import { TEXT_CHARS_MAX } from "../../domain/sending/outgoing/written.ts";

/** What a responder said, as the one message that a person approves (R12.5). */
export function draftText(texts: readonly string[]): string {
  return texts.join("\n\n");
}

/** Whether nobody could ever send it. */
export function isTooLongForADraft(texts: readonly string[]): boolean {
  return charsIn(draftText(texts)) > TEXT_CHARS_MAX;
}
