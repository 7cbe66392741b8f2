import { z } from "zod";

/** Our own id of a message, as the timeline gives it. Whether there is such a message is found out when it is needed. */
export const messageIdSchema = z.string().min(1).max(64);
