import type { EffectiveSettings, Line } from "../../../domain/line.ts";
import { needsSync } from "../../../domain/template/template-sync.ts";
import type { SettingsStore } from "../../settings-store.ts";
import type { TemplateStore } from "../../template-store.ts";
import type { Collections, LineDocument } from "../documents.ts";
import { duplicateOf } from "../errors.ts";
import { keyOf } from "../keys.ts";
import { again, untilDone, upsert } from "../retry.ts";

type LineSettings = Pick<SettingsStore, "line" | "lines" | "putLine" | "settingsOf">;

export function createLines(
  { lines, lineSettings }: Pick<Collections, "lines" | "lineSettings">,
  requestSync: TemplateStore["requestTemplateSync"],
): LineSettings {
  /** Before the line: it is never there without its templates being asked for. Asking for those of a line that fails to come does no harm. */
  async function askForTemplates(line: Line, before: LineDocument | null): Promise<void> {
    const known = before === null ? null : (JSON.parse(before.doc) as Line);
    if (!needsSync(known, line)) return;
    const { workspaceId, wabaId, updatedAt } = line;
    await requestSync(workspaceId, wabaId, { names: null, at: updatedAt });
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
        const before = await lines.findOne({ _id: line.id });
        if (before !== null && before.workspace !== line.workspaceId) return "taken";
        await askForTemplates(line, before);
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
