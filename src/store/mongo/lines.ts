import type { EffectiveSettings, Line } from "../../domain/line.ts";
import type { SettingsStore } from "../settings-store.ts";
import type { Collections } from "./documents.ts";
import { duplicateOf } from "./errors.ts";
import { keyOf } from "./keys.ts";
import { again, untilDone, upsert } from "./retry.ts";

type LineSettings = Pick<SettingsStore, "line" | "lines" | "putLine" | "settingsOf">;

export function createLines({
  lines,
  lineSettings,
}: Pick<Collections, "lines" | "lineSettings">): LineSettings {
  async function isTaken({ id, workspaceId }: Line): Promise<boolean> {
    const holder = await lines.findOne({ _id: id }, { projection: { workspace: 1 } });
    return holder !== null && holder.workspace !== workspaceId;
  }

  async function putSettings({ workspaceId, id, settings }: Line): Promise<void> {
    const _id = keyOf(workspaceId, id, String(settings.version));
    const change = { $set: { workspace: workspaceId, doc: JSON.stringify(settings) } };
    await upsert(() => lineSettings.updateOne({ _id }, change, { upsert: true }));
  }

  /** Null when the line was made by somebody a moment ago: then it matters by whom. */
  async function replace(line: Line): Promise<"saved" | null> {
    const { id, workspaceId: workspace, portfolioId: portfolio, wabaId: waba } = line;
    const change = { $set: { portfolio, waba, doc: JSON.stringify(line) } };
    try {
      await lines.updateOne({ _id: id, workspace }, change, { upsert: true });
      return "saved";
    } catch (error) {
      if (duplicateOf(error) === null) throw error;
      return null;
    }
  }

  return {
    async line(workspaceId, lineId) {
      const found = await lines.findOne({ _id: lineId, workspace: workspaceId });
      return found === null ? null : (JSON.parse(found.doc) as Line);
    },

    async lines(workspace) {
      const found = await lines.find({ workspace }).sort({ _id: 1 }).toArray();
      return found.map(({ doc }) => JSON.parse(doc) as Line);
    },

    putLine: (line) =>
      untilDone(async () => {
        if (await isTaken(line)) return "taken";
        // Before the line: a step is never taken under settings that cannot be read again.
        await putSettings(line);
        return again(() => replace(line));
      }),

    async settingsOf(workspaceId, lineId, version) {
      const found = await lineSettings.findOne({
        _id: keyOf(workspaceId, lineId, String(version)),
      });
      return found === null ? null : (JSON.parse(found.doc) as EffectiveSettings);
    },
  };
}
