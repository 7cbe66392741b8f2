/**
 * Classes of errors by which WhatsApp refuses a send (WhatsApp section 9).
 * - lost: nobody knows whether it was taken
 * - country: the account may not write to people of this country; it may to others
 * - unknown: a code that is newer than this table
 */
export type ErrorClass =
  | "transient"
  | "unclear"
  | "lost"
  | "throughput"
  | "pair"
  | "quality"
  | "window"
  | "recipient"
  | "ecosystem"
  | "template"
  | "media"
  | "request"
  | "authorization"
  | "account"
  | "country"
  | "unregistered"
  | "registration"
  | "unknown";

/** The table of section 9, row by row. */
const CODES: Partial<Record<ErrorClass, readonly number[]>> = {
  transient: [1, 2, 131_016, 131_057, 133_004],
  unclear: [131_000],
  throughput: [4, 80_007, 130_429],
  pair: [131_056],
  quality: [131_048],
  window: [131_047],
  recipient: [131_026, 131_021, 131_050, 130_472, 131_030, 131_062],
  ecosystem: [131_049],
  template: [132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016, 132_068, 132_069],
  media: [131_052, 131_053],
  request: [33, 100, 131_008, 131_009, 131_051, 135_000],
  authorization: [0, 3, 10, 190, 131_005],
  account: [368, 131_031, 131_037, 131_042, 131_045],
  country: [130_497],
  unregistered: [133_010],
  registration: [133_000, 133_005, 133_006, 133_008, 133_009, 133_015, 133_016],
};

const CLASS_OF_CODE = new Map(
  Object.entries(CODES).flatMap(([name, codes]) =>
    codes.map((code) => [code, name as ErrorClass] as const),
  ),
);

/** Class of an error code, the same for answers to sends and for `failed` statuses: nothing but the code classifies. */
export function classOfCode(code: number): ErrorClass {
  // Graph's permission errors are a range.
  if (code >= 200 && code <= 299) return "authorization";
  return CLASS_OF_CODE.get(code) ?? "unknown";
}

/**
 * Class of an answer that refused a send: by its code, and by the HTTP status only where there is none, or one that nobody knows. A bare
 * 401 or 403 says that the door is shut, not what is wrong with this message. What failed on their side (5xx) may have been taken first.
 */
export function classOfAnswer({
  status,
  code,
}: {
  status: number;
  code: number | null;
}): ErrorClass {
  const known = code === null ? "unknown" : classOfCode(code);
  if (known !== "unknown") return known;
  if (status >= 500) return "lost";
  if (code !== null) return "unknown";
  if (status === 401 || status === 403) return "authorization";
  return status === 429 ? "throughput" : "unknown";
}
