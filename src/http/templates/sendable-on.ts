import type { HttpDeps } from "../deps.ts";
import type { SendableTemplates } from "./sendable-templates.ts";

/** What an answer shows; whoever wants more lists them. */
const SHOWN_MAX = 50;

/** The templates of a line's account that can be sent. */
export function createSendableTemplates(
  store: Pick<HttpDeps["store"], "line" | "templates">,
): SendableTemplates {
  return {
    async sendableOn({ workspaceId, lineId }) {
      const line = await store.line(workspaceId, lineId);
      if (line === null) return [];
      const { items } = await store.templates(workspaceId, {
        wabaIds: [line.wabaId],
        sendable: true,
        category: null,
        language: null,
        search: null,
        cursor: null,
        limit: SHOWN_MAX,
      });
      return items.map(({ name, language, category }) => ({ name, language, category }));
    },
  };
}
