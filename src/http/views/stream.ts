import { z } from "zod";
import { NOTHING } from "../../domain/people/visibility.ts";
import type { ConversationRow } from "../../store/reader.ts";
import { timeSchema } from "../schemas.ts";
import { CONVERSATION_EXAMPLE } from "./conversation-example.ts";
import { conversationSchema, conversationView } from "./conversation.ts";
import { eventSchema } from "./event.ts";

const { commands: _commands, episode: _episode, ...ROW_EXAMPLE } = CONVERSATION_EXAMPLE;

const streamRowSchema = conversationSchema.omit({ commands: true, episode: true }).meta({
  id: "ConversationRow",
  description: "A conversation as its row in the list needs it.",
  examples: [ROW_EXAMPLE],
});

/** What a row of the list shows; whoever opens the conversation reads it whole. */
export function streamRow(row: ConversationRow, now: number): z.infer<typeof streamRowSchema> {
  const { commands: _, episode: __, ...shown } = conversationView(row, { now, act: NOTHING });
  return shown;
}

const streamEventSchema = eventSchema
  .extend({
    rows: z.array(streamRowSchema).meta({
      description:
        "The conversations that it concerns as they are now, which may be ahead of the event: one, or of a contact's event all that you may see. Of several events of a conversation that are told together the last one has its row. Ignore a row when you know a greater `version`.",
    }),
  })
  .meta({ id: "StreamEvent", description: "`event:` is its `type`, `id:` its `seq`." });

const accessSchema = z.string().meta({
  description:
    "Stands for what you may see, and says nothing else. Read your lists again when it is not the one of your last stream.",
  examples: ["all"],
});

const startedSchema = z
  .object({
    after: z.int().meta({ description: "The stream tells what comes behind this `seq`." }),
    lastSeq: z.int().meta({ description: "The newest `seq` of the feed at that moment." }),
    resumed: z.boolean().meta({
      description:
        "Whether it goes on from the place you gave. False: it begins with what happens from now on; read your lists after it has started.",
    }),
    access: accessSchema,
    now: timeSchema,
  })
  .meta({ id: "StreamStarted", description: "`event: stream.started`, the first of each stream." });

const aliveSchema = z.object({ now: timeSchema }).meta({
  id: "StreamAlive",
  description:
    "`event: stream.alive`, every 15 seconds: nothing for a minute means that the connection is dead. Its `id:` counts like any other.",
});

const removedSchema = z
  .object({
    conversationId: z.string(),
    version: z.int().meta({
      description: "Its version then: a row of a smaller one was read before this.",
    }),
  })
  .meta({
    id: "ConversationRemoved",
    description:
      "`event: conversation.removed`: you may not see this conversation any more. Perhaps you never knew of it.",
  });

const endedSchema = z
  .object({
    reason: z.string().meta({
      description:
        "`stream.access_changed` when what you may see is another now: come back, and read your lists again. `stream.stopping` when the server stops: come back. Otherwise the code of the problem that you would get now.",
      examples: ["stream.access_changed", "auth.invalid_token"],
    }),
  })
  .meta({ id: "StreamEnded", description: "`event: stream.ended`, the last of a stream." });

/** What stands behind `data:`, by `event:`. */
export const streamDataSchema = z.union([
  startedSchema,
  streamEventSchema,
  removedSchema,
  aliveSchema,
  endedSchema,
]);

export type StreamStarted = z.infer<typeof startedSchema>;
export type ConversationRemoved = z.infer<typeof removedSchema>;
