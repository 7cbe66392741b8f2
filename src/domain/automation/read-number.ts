/** More digits than these a number does not keep. */
const DIGITS_MAX = 15;

/**
 * A number as people type it, in its plain form (`1234.5`); null when it is none. The decimal sign is a comma or a point. Where one sign
 * alone has three digits behind it, and one to three before it that do not begin with 0, it groups thousands: `1,500` and `1.500` are
 * fifteen hundred. A currency's or percent sign around it does not matter.
 */
export function readNumber(text: string): string | null {
  const bare = text
    .normalize("NFKC")
    .replace(/[\s'\u2019]/g, "")
    .replace(/^([+\-\u2212]?)\p{Sc}/u, "$1")
    .replace(/[\p{Sc}%]$/u, "")
    .replace("\u2212", "-");
  const [, sign = "", digits] = /^([+-]?)([0-9][0-9.,]*)$/.exec(bare) ?? [];
  if (digits === undefined) return null;
  const parts = partsOf(digits);
  if (parts === null) return null;
  const [whole, fraction] = parts;
  if (whole.length + fraction.length > DIGITS_MAX) return null;
  const value = Number(`${whole}.${fraction || "0"}`);
  return plain(sign === "-" && value !== 0 ? -value : value);
}

function partsOf(digits: string): [string, string] | null {
  const signs = digits.replace(/\d/g, "").split("");
  const last = signs.at(-1);
  if (last === undefined) return [digits, ""];
  const decimal = decimalSign(digits, signs);
  const group = signs.find((sign) => sign !== decimal);
  const pieces = decimal === null ? [digits] : digits.split(decimal);
  const [whole = "", fraction = ""] = pieces;
  if (pieces.length > 2 || /\D/.test(fraction) || (decimal !== null && fraction === ""))
    return null;
  if (group === undefined) return [whole, fraction];
  const grouped = whole.split(group);
  const isGrouped =
    /^\d{1,3}$/.test(grouped[0] ?? "") && grouped.slice(1).every((each) => /^\d{3}$/.test(each));
  return isGrouped ? [grouped.join(""), fraction] : null;
}

/** The sign before the fraction; null when the signs group thousands only. */
function decimalSign(digits: string, signs: readonly string[]): string | null {
  const last = signs.at(-1) ?? "";
  if (new Set(signs).size > 1) return last;
  if (signs.length > 1 || /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) return null;
  return last;
}

/** Without an exponent: so many digits need none, except very small ones. */
function plain(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(DIGITS_MAX).replace(/0+$/, "") : text;
}
