import type { ContactPreferences, Preference } from "./contact.ts";
/** The preferences after a word was said; the very same object when one that was said later stands already. */
export function withPreference(
  preferences: ContactPreferences,
  which: keyof ContactPreferences,
  said: Preference,
): ContactPreferences {
  const known = preferences[which];
  if (known !== null && said.at <= known.at) return preferences;
  return { ...preferences, [which]: said };
}

/** The preferences after a user decided: what a person says now counts now, also when a clock of WhatsApp's runs ahead of ours. */
export function withDecision(
  preferences: ContactPreferences,
  which: keyof ContactPreferences,
  { wanted, at }: { wanted: boolean; at: number },
): ContactPreferences {
  const after = Math.max(at, (preferences[which]?.at ?? 0) + 1);
  return withPreference(preferences, which, { wanted, at: after, source: "user" });
}
