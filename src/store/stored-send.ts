import type { NewSend } from "../domain/sending/send.ts";

/** A send as a store has written it down. What none could say yet when it was written has its default. */
export function storedSend(text: string): NewSend {
  const stored = JSON.parse(text) as Omit<NewSend, "lease"> & Partial<Pick<NewSend, "lease">>;
  // Of before automations, when people sent all there was.
  return { ...stored, lease: stored.lease ?? null };
}
