import type { LineId } from "../../../domain/ids.ts";
import type { EffectiveSettings } from "../../../domain/line.ts";
import type { Past } from "../../../store/past-store.ts";
import type { SettingsStore } from "../../../store/settings-store.ts";

/** Settings that steps of the past were taken under, each read once. */
export class PastSettings {
  readonly #store: Pick<SettingsStore, "settingsOf">;
  /** By line, then by version. */
  readonly #known = new Map<LineId, Map<number, EffectiveSettings>>();

  constructor(store: Pick<SettingsStore, "settingsOf">) {
    this.#store = store;
  }

  /** Reads what the steps of a conversation were taken under. */
  async learn({ line, history }: Past): Promise<void> {
    const known = this.#known.get(line.id) ?? new Map<number, EffectiveSettings>();
    this.#known.set(line.id, known);
    for (const { applied } of history) {
      const { settingsVersion } = applied;
      if (known.has(settingsVersion)) continue;
      const settings = await this.#store.settingsOf(line.workspaceId, line.id, settingsVersion);
      known.set(settingsVersion, settings ?? line.settings);
    }
  }

  /** A line's settings by their version; its present ones where that is not known. */
  of({ id, settings }: Past["line"]): (version: number) => EffectiveSettings {
    const known = this.#known.get(id);
    return (version) => known?.get(version) ?? settings;
  }
}
