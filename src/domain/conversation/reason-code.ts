import { notedLine } from "../sending/outgoing/written.ts";

/** Why a conversation was closed, in a word that can be counted (Q7); null: not said. */
export const reasonCodeSchema = notedLine(64).nullable().default(null);
