import type { PostAnswer } from "../../channels/whatsapp/graph/message-answers.ts";
import type { Line } from "../../domain/line.ts";
import { mediaIdsIn, type Send } from "../../domain/sending/send.ts";
import type { MediaIdForLine } from "../media/send-media.ts";

/** What WhatsApp says of an id that has expired: 100 with this subcode, or that the file cannot be had (WhatsApp section 9). */
const INVALID_PARAMETER = 100;
const ID_GONE = 33;
const FILE_UNUSABLE = 131_053;

/**
 * Uploads the files of a refused send afresh when it may have been refused for their ids. Once: what was refused so before is not for that
 * reason. Returns whether another try is worth while.
 */
export async function renewFiles(
  mediaIdForLine: MediaIdForLine,
  line: Line,
  { send, answer }: { send: Send; answer: PostAnswer },
): Promise<boolean> {
  if (answer.kind !== "refused" || !blamesFiles(answer) || wasBlamedBefore(send)) return false;
  const mediaIds = mediaIdsIn(send.content);
  if (mediaIds.length === 0) return false;
  for (const mediaId of mediaIds) {
    const fresh = await mediaIdForLine(line, mediaId, { afresh: true });
    if (fresh.kind !== "ready") return false;
  }
  return true;
}

function blamesFiles({ error, subcode }: PostAnswer & { kind: "refused" }): boolean {
  if (error?.code === FILE_UNUSABLE) return true;
  return error?.code === INVALID_PARAMETER && subcode === ID_GONE;
}

function wasBlamedBefore({ lastErrors }: Send): boolean {
  return lastErrors.some(({ code }) => code === INVALID_PARAMETER || code === FILE_UNUSABLE);
}
