import { CONVERSATION_EXAMPLE } from "../../views/conversation-example.ts";

/*
 * The examples of the documentation tell one story: Bruno Díaz writes to the line "Sales", Ursula Prado answers.
 */

export const BRUNO = CONVERSATION_EXAMPLE.contact.id;
export const CONVERSATION = CONVERSATION_EXAMPLE.id;
export const LINE = CONVERSATION_EXAMPLE.line.id;
export const WABA = "102290129340398";
export const AT = "2026-11-22T21:48:00.000Z";
export const LATER = "2026-11-22T21:49:00.000Z";
export const ursula = { kind: "user", id: "usr_0k2f7v9c1m3n5p7q9s1u", name: "Ursula Prado" };
export const bruno = { kind: "contact", id: BRUNO, name: "Bruno Díaz" };
