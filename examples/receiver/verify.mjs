import { createHmac, timingSafeEqual } from "node:crypto";

/** Receivers refuse what is more than five minutes off: a request that somebody recorded is worth nothing later. */
const TOLERANCE_SECONDS = 300;

/** Why this request is not from Ventana, or is too old; null when it is genuine. `secrets`: those in force, `whsec_...`. */
export function objectionTo(rawBody, headers, secrets, nowSeconds = Date.now() / 1_000) {
  const { "webhook-id": id, "webhook-timestamp": sentAt, "webhook-signature": list } = headers;
  if (!id || !list || !/^\d{1,12}$/.test(sentAt ?? "")) return "a header is missing";
  if (Math.abs(nowSeconds - Number(sentAt)) > TOLERANCE_SECONDS) return "too old, or ahead of time";
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return createHmac("sha256", key).update(`${id}.${sentAt}.`).update(rawBody).digest();
  });
  // While a secret is rotated the header has two signatures, with a space between them.
  const given = list.split(" ").filter((each) => each.startsWith("v1,"));
  const fits = given.some((each) => {
    const bytes = Buffer.from(each.slice("v1,".length), "base64");
    return expected.some((one) => one.length === bytes.length && timingSafeEqual(one, bytes));
  });
  return fits ? null : "no signature fits";
}
