import type { Doorbell } from "./doorbell.ts";

/** The doorbell of a process without any Redis: every ring is lost, which the sweep makes good. */
export function createSilentDoorbell(onLost: () => void): Doorbell {
  return {
    ringConversations: onLost,
    ringRelay: onLost,
    ringEndpoint: onLost,
    ringLine: onLost,
    ringMedia: onLost,
    ringTemplates: onLost,
    ringEffects: onLost,
    schedule: () => {},
  };
}
