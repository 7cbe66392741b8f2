/** When each pair of line and contact may be written to freely (section 7). */
export interface WindowBook {
  /** The contact wrote or called at `at`. Only moves forward. */
  touched(lineId: string, contactId: string, at: number): void;
  isOpen(lineId: string, contactId: string, now: number): boolean;
  /** When it closes or closed; undefined if it was never open. */
  closesAt(lineId: string, contactId: string): number | undefined;
}

export const dayMs = 86_400_000;

/** @param lengthMs 24 hours at Meta; a demo shortens it. */
export function createWindowBook(lengthMs: number): WindowBook {
  const lastInboundAt = new Map<string, number>();
  const pair = (lineId: string, contactId: string): string => `${lineId}/${contactId}`;
  const closesAt = (lineId: string, contactId: string): number | undefined => {
    const at = lastInboundAt.get(pair(lineId, contactId));
    return at === undefined ? undefined : at + lengthMs;
  };
  return {
    touched: (lineId, contactId, at) => {
      const known = lastInboundAt.get(pair(lineId, contactId)) ?? -Infinity;
      if (at > known) lastInboundAt.set(pair(lineId, contactId), at);
    },
    isOpen: (lineId, contactId, now) => now < (closesAt(lineId, contactId) ?? -Infinity),
    closesAt,
  };
}

/**
 * Whether an inbound message of this type opens the window. Reactions and edits are not documented
 * either way; the fake is strict, so that a program which counts on them is caught (section 7).
 */
export function opensWindow(type: string): boolean {
  return !["reaction", "edit", "revoke", "system", "unknown"].includes(type);
}
