import type { Contact } from "../contact/contact.ts";
import { numbersOf } from "../contact/crm-profile.ts";
import { canonicalWaId } from "../contact/phone.ts";

/** One thing searched for: a contact fits when one of its tokens begins with one of these. All terms of a search must fit. */
export type SearchTerm = readonly string[];

/** Stands before the digits of phone numbers, so that they are not mistaken for words. No word begins with it. */
const PHONE = "#";
/** A shorter run of digits is in too many numbers to find anybody by (Q26). */
const RUN_MIN = 4;
/** Words are compared up to this length. */
const TOKEN_CHARS_MAX = 64;
/** A profile name may be anything, and every word of it costs room in the index. */
const WORDS_MAX = 32;

/**
 * Everything that a contact is found by (R4.6, R4.7, Q26), as the stores index it: words of its names, e-mail addresses and their parts,
 * and every end of its present phone numbers, so that any run of digits in a number is the beginning of one of them. No token has white
 * space in it.
 */
export function searchTokensOf({ name, username, aliases, crm }: Contact): string[] {
  const names = [name, username ?? "", crm?.firstName ?? "", crm?.lastName ?? ""];
  const words = names.flatMap((each) => tokensOfWords(each).slice(0, WORDS_MAX));
  const numbers = aliases
    .filter(({ kind, validTo }) => kind === "wa_id" && validTo === null)
    .flatMap(({ form, value }) => [form, value]);
  const emails = (crm?.emails ?? []).flatMap(tokensOfWords);
  const phones = crm === null ? [] : numbersOf(crm);
  return [
    ...new Set([
      ...words,
      ...emails,
      ...numbers.flatMap(tokensOfPhone),
      ...phones.flatMap((phone) => [phone, canonicalWaId(phone)]).flatMap(tokensOfPhone),
    ]),
  ];
}

/**
 * What a person typed, as terms to look for. Digits with the signs that people put into numbers are one number; a number is also
 * tried as a word, and in the canonical form of its country. Null when there is no letter, digit or sign to search by.
 */
export function searchTermsOf(text: string): SearchTerm[] | null {
  const number = phoneTerm(text);
  if (number !== null) return [number];
  const terms = wordsOf(text).map((word): SearchTerm => phoneTerm(word) ?? [word]);
  return terms.length === 0 ? null : terms;
}

/** Whether a contact with these tokens is found. The plain meaning of a search, for stores to be measured by. */
export function fitsSearch(tokens: readonly string[], terms: readonly SearchTerm[]): boolean {
  return terms.every((term) =>
    term.some((beginning) => tokens.some((token) => token.startsWith(beginning))),
  );
}

/** Words as they are typed, and compound ones in parts and in one: O'Brien is found by `brien` and `obrien` too, ana@acme.mx by `acme`. */
function tokensOfWords(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    const parts = word.split(/[^\p{L}\p{N}]+/u);
    return [word, ...[parts.join(""), ...parts].filter((other) => !word.startsWith(other))];
  });
}

function tokensOfPhone(phone: string): string[] {
  const digits = phone.replace(/\D/g, "");
  const ends = Math.max(0, digits.length - RUN_MIN + 1);
  return Array.from({ length: ends }, (_, from) => `${PHONE}${digits.slice(from)}`);
}

function phoneTerm(text: string): SearchTerm | null {
  if (!/^[\d\s+().\-/]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  if (digits.length < RUN_MIN) return null;
  const numbers = new Set([digits, canonicalWaId(digits)]);
  return [...[...numbers].map((number) => `${PHONE}${number}`), digits];
}

/** Words without accents, case, and the punctuation around them. Of longer ones the beginning: that is what an index has of them. */
export function wordsOf(text: string): string[] {
  return wholeWordsOf(text).map((word) => word.slice(0, TOKEN_CHARS_MAX).toWellFormed());
}

/** The same, however long they are. */
export function wholeWordsOf(text: string): string[] {
  return wordsOfLatin(text) ?? wordsByUnicode(text);
}

function wordsByUnicode(text: string): string[] {
  return folded(text)
    .split(GAPS)
    .map((word) => word.replace(EDGES, ""))
    .filter((word) => word !== "");
}

/**
 * The same for text in Latin letters, which most is: every message is looked at for keywords, and classes of Unicode cost several times as
 * much as a table. Null when a character stands in it that the table does not have.
 */
function wordsOfLatin(text: string): string[] | null {
  const words: string[] = [];
  let word = "";
  /** Length of the word up to the last character that may end it. */
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = LATIN[text.charCodeAt(at)];
    if (sign === undefined) return null;
    if (sign.kind === "edge" && end > 0) word += sign.folded;
    if (sign.kind === "word") end = (word += sign.folded).length;
    if (sign.kind !== "gap" || end === 0) continue;
    words.push(word.slice(0, end));
    word = "";
    end = 0;
  }
  if (end > 0) words.push(word.slice(0, end));
  return words;
}

const GAPS = /[\s\p{C}]+/u;
const EDGES = /^[^\p{L}\p{N}\p{S}]+|[^\p{L}\p{N}\p{S}]+$/gu;

/** Letters that Unicode does not take apart into a letter and its accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
};

/** Without accents and case, and with one apostrophe for all: telephones type a curved one. */
function folded(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđłı]/g, (letter) => LETTERS[letter] ?? letter);
}

/**
 * What becomes of each character from Basic Latin to Latin Extended-A, found out by the long way. None of them changes its neighbours; the
 * one or two that become a letter and a punctuation mark are left to the long way.
 */
const LATIN = Array.from({ length: 0x180 }, (_, unit) => {
  const becomes = folded(String.fromCharCode(unit));
  const rest = becomes.replace(EDGES, "");
  if (GAPS.test(becomes)) return { folded: becomes, kind: "gap" } as const;
  if (rest === "") return { folded: becomes, kind: "edge" } as const;
  return rest === becomes ? ({ folded: becomes, kind: "word" } as const) : undefined;
});
