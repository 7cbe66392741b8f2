import { newLineSending } from "../../../src/domain/sending/line-sending.ts";
import { REACH_MS, type LineSendingStore } from "../../../src/store/line-sending-store.ts";
import { copyOf } from "./copy.ts";
import { workspaceOf, type LineSendingRow, type State } from "./state.ts";

/** Who dispatches a line, whether it may send, and whom its portfolio has reached. */
export function createLineSending(state: State): LineSendingStore {
  const rowOf = (workspaceId: string, lineId: string): LineSendingRow => {
    const { sendings } = workspaceOf(state, workspaceId);
    const known = sendings.get(lineId);
    if (known !== undefined) return known;
    const made = { sending: newLineSending(lineId), holder: null, heldUntil: 0, spent: null };
    sendings.set(lineId, made);
    return made;
  };
  return {
    async holdLine(workspaceId, lineId, { holder, now, leaseMs }) {
      const row = rowOf(workspaceId, lineId);
      if (row.sending.stop !== null) return { kind: "stopped" };
      if (row.holder !== holder && row.heldUntil > now) return { kind: "taken" };
      const { holder: other, heldUntil: until, spent } = row;
      Object.assign(row, { holder, heldUntil: now + leaseMs, spent: null });
      const before = other === null || other === holder ? null : { until, spent };
      return { kind: "held", sending: copyOf(row.sending), before };
    },
    async releaseLine(workspaceId, lineId, { holder, now, spent }) {
      const row = rowOf(workspaceId, lineId);
      if (row.holder === holder && row.heldUntil > now)
        Object.assign(row, { heldUntil: now, spent });
    },
    async lineSending(workspaceId, lineId) {
      const row = workspaceOf(state, workspaceId).sendings.get(lineId);
      return copyOf(row?.sending ?? newLineSending(lineId));
    },
    async lineSendings(workspaceId) {
      const rows = [...workspaceOf(state, workspaceId).sendings.values()];
      const all = rows.map(({ sending }) => sending);
      return copyOf(all.sort((a, b) => (a.lineId < b.lineId ? -1 : 1)));
    },
    async stopLine(workspaceId, lineId, { resumes, ...stop }) {
      const { sending } = rowOf(workspaceId, lineId);
      if (sending.stop !== null || sending.resumes !== resumes) return "ignored";
      sending.stop = stop;
      return "stopped";
    },
    async resumeLine(workspaceId, lineId, resumedAt) {
      const { sending } = rowOf(workspaceId, lineId);
      const hadStopped = sending.stop !== null;
      Object.assign(sending, { stop: null, resumes: sending.resumes + 1, resumedAt });
      return hadStopped;
    },
    async learnCapacity(workspaceId, lineId, capacity) {
      rowOf(workspaceId, lineId).sending.capacity = copyOf(capacity);
    },
    async reachContact(workspaceId, { portfolioId, contactId, now, limit }) {
      const { reached } = workspaceOf(state, workspaceId);
      const times = reached.get(portfolioId) ?? new Map<string, number>();
      reached.set(portfolioId, times);
      for (const [id, at] of times) if (at <= now - REACH_MS) times.delete(id);
      if (limit !== null && !times.has(contactId) && times.size >= limit) {
        return { kind: "full", freeAt: Math.min(...times.values(), now) + REACH_MS };
      }
      times.set(contactId, now);
      return { kind: "reached" };
    },
  };
}
