import type { OutgoingContent } from "../../../src/domain/sending/outgoing.ts";
import type { Command } from "../../../src/domain/conversation/commands.ts";
import type { Random } from "../../../src/simulator/random.ts";
import { drawRights, pursue, type AgentsOptions } from "./agents.ts";
import { USERS, WORKSPACES } from "./places.ts";

/** People who write to contacts: by hand and by template, one message or several, in and outside the window, in the middle of it all. */
export function planSenders(options: AgentsOptions): void {
  const { world, random, conversationsOf, spanMs } = options;
  const count = random.int(15, 60);
  for (let number = 0; number < count; number++) {
    world.scheduler.after(random.int(0, spanMs), () => {
      const workspaceId = random.pick(WORKSPACES);
      const conversations = conversationsOf(workspaceId);
      if (conversations.length === 0) return;
      const userId = random.pick(USERS);
      void pursue(options, {
        workspaceId,
        userId,
        within: drawRights(random, userId),
        callerKey: `send-${number}`,
        conversationId: random.pick(conversations.slice(-random.int(1, 40))),
        command: drawCommand(random),
        expectedVersion: random.chance(0.1) ? random.int(1, 12) : null,
      });
    });
  }
}

function drawCommand(random: Random): Command {
  const draw = random.int(1, 10);
  if (draw === 1) return { name: "typing" };
  if (draw === 2) return { name: "read", receipt: true };
  const messages = Array.from({ length: random.chance(0.3) ? random.int(2, 6) : 1 }, () => ({
    content: random.chance(0.3) ? TEMPLATE : textOf(random),
    replyToId: null,
  }));
  return { name: "send", messages, refused: [] };
}

function textOf(random: Random): OutgoingContent {
  return { type: "text", text: `respuesta ${random.int(1, 99)}`, previewUrl: false };
}

const TEMPLATE: OutgoingContent = {
  type: "template",
  name: "seguimiento",
  language: "es_MX",
  category: "UTILITY",
  components: [],
  text: "¿Seguimos?",
  values: {},
};
