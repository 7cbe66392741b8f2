import type { Doorbell } from "../../src/queues/doorbell.ts";

/** Rings as words: `live <conversation>`, `relay <workspace>`, `endpoint <endpoint>`, `line <line>`, `effects <workspace>`, `timer <conversation> <due time>`. */
export interface RecordingDoorbell extends Doorbell {
  rings: string[];
}

/** A doorbell that nobody hears: it keeps what was rung, so that a test sees it, or plays the worker who comes. */
export function createRecordingDoorbell(): RecordingDoorbell {
  const rings: string[] = [];
  return {
    rings,
    ringConversations(lane, conversations) {
      for (const { conversationId } of conversations) rings.push(`${lane} ${conversationId}`);
    },
    ringRelay: (workspaceId) => void rings.push(`relay ${workspaceId}`),
    ringTemplates: ({ wabaId }) => void rings.push(`templates ${wabaId}`),
    ringMedia: ({ conversationId }) => void rings.push(`media ${conversationId}`),
    ringLine: (_workspaceId, lineId) => void rings.push(`line ${lineId}`),
    ringEndpoint: (_workspaceId, endpointId) => void rings.push(`endpoint ${endpointId}`),
    ringEffects: (workspaceId) => void rings.push(`effects ${workspaceId}`),
    schedule: ({ conversationId }, dueAt) => void rings.push(`timer ${conversationId} ${dueAt}`),
  };
}
