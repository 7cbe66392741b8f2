import { z } from "zod";
import { messageIdSchema } from "./message-id-schema.ts";

/** One emoji as people see one, however many code points it takes: flags, families, skin tones. */
const ONE_EMOJI = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v;

/** A reaction to a message of this conversation. Null takes it back. */
export const reactionSchema = z.strictObject({
  type: z.literal("reaction"),
  targetId: messageIdSchema,
  emoji: z.string().max(64).regex(ONE_EMOJI, "must be one emoji").nullable(),
});
