import { describe, expect, it } from "vitest";
import { emptyContact, type Contact } from "../../../src/domain/contact/contact.ts";
import {
  fitsSearch,
  searchTermsOf,
  searchTokensOf,
  wholeWordsOf,
} from "../../../src/domain/conversation/search.ts";
import { ACME, T0 } from "../../support/builders.ts";

function aContact(changes: Partial<Contact> = {}): Contact {
  return { ...emptyContact(ACME, "contact1", T0), ...changes };
}

const finds = (text: string, contact: Contact) =>
  fitsSearch(searchTokensOf(contact), searchTermsOf(text) ?? []);

describe("what a contact is found by", () => {
  it.each([
    ["jose", "José"],
    ["ÑUÑ", "nuñez"],
    ["istanbul", "İSTANBUL"],
    ["lukasz", "Łukasz"],
    ["strasse", "Straße"],
    ["анн", "Анна"],
    ["brien", "O'Brien"],
    ["obrien", "O'Brien"],
    ["o\u2019b", "O'Brien"],
    ["o'b", "O\u00b4Brien"],
    ["jeanp", "Jean-Pierre"],
    ["@ana", "Ana"],
    ["ana", "🌸Ana🌸"],
    ["🌸", "🌸"],
  ])("%s finds %s", (text, name) => {
    expect(finds(text, aContact({ name }))).toBe(true);
  });

  it("is also the username, and a number only from four digits on", () => {
    const alias = { kind: "wa_id", scope: "", validFrom: T0, validTo: null } as const;
    const aliases = [{ ...alias, value: "5511987654321", form: "551187654321" }];
    const contact = aContact({ username: "ana.souza", aliases });
    for (const text of ["ana.s", "souza", "+55 11 8765-4321", "119876", "4321"]) {
      expect({ text, found: finds(text, contact) }).toEqual({ text, found: true });
    }
    expect(finds("551", contact)).toBe(false);
  });

  it("has no white space, whatever the name", () => {
    const tokens = searchTokensOf(aContact({ name: "a\u00a0b\u0000c\u2028d\ud800e ﷺ" }));
    expect(tokens.filter((token) => /[\s\p{C}]/u.test(token))).toEqual([]);
  });

  it("is nothing for a text without letters and digits", () => {
    expect(searchTermsOf(" .,-  ")).toBeNull();
  });
});

describe("text in Latin letters", () => {
  it("is taken apart as it is beside letters of another script", () => {
    const units = Array.from({ length: 0x180 }, (_, unit) => String.fromCharCode(unit));
    const texts = [
      ...units,
      ...units.map((unit) => `${unit}Word${unit}9${unit}`),
      ...units.map((unit) => `a${unit}B ${unit}${unit} c`),
      "  Don`t, (Won't) $5 +x- 10% ",
      "¿Cuánto cuesta el envío a Łódź?",
      "",
    ];
    for (const text of texts) {
      expect([text, wholeWordsOf(`${text} д`)]).toEqual([text, [...wholeWordsOf(text), "д"]]);
    }
  });
});
