import { expect } from "vitest";
import type { Bench } from "./bench.ts";

export const ANA = { firstName: "Ana", lastName: "Souza", consent: true };

/** What tests read of a contact. */
export interface Card {
  id: string;
  name: string;
  version: number;
  ownerId: string | null;
  crm: Record<string, unknown> | null;
  links: Record<string, unknown>;
  conversations: unknown[];
}

/** The CRM over HTTP, in one word each. */
export function crmOf(bench: () => Bench) {
  return {
    async create(changes: object = {}): Promise<Card> {
      const response = await bench().ask("POST", "/v1/contacts", { ...ANA, ...changes });
      expect(response.statusCode).toBe(201);
      return response.json<Card>();
    },
    async card(id: string): Promise<Card> {
      return (await bench().ask("GET", `/v1/contacts/${id}`)).json<Card>();
    },
    async list(query = "") {
      const response = await bench().ask("GET", `/v1/contacts${query}`);
      return response.json<{ items: Card[]; cursor: string | null }>();
    },
    async history(id: string) {
      const response = await bench().ask("GET", `/v1/contacts/${id}/history`);
      const { items } = response.json<{
        items: { type: string; data: object; actor: { kind: string }; conversationId: string }[];
      }>();
      return items;
    },
  };
}
