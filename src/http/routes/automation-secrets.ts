import { z } from "zod";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { changeProblems } from "../automations/flow-changed.ts";
import { changeFlow, isAnswer } from "../automations/flow-of.ts";
import type { HttpDeps } from "../deps.ts";
import { newSecret, secretSchema } from "../endpoint-input.ts";
import { idParams, iso, timeSchema } from "../schemas.ts";
import { ifMatchHeaders } from "./automations.ts";
import { ROTATION_MS } from "./endpoint-changes.ts";

/** What an automation's webhooks and responders are signed with. */
export function registerAutomationSecrets(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/automations/:id/rotate-secret",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Automations"],
        operationId: "rotateAutomationSecret",
        summary: "Rotate the secret of an automation",
        description:
          "For 24 hours what its webhooks and responders are sent carries a signature of both secrets; then the old one is void. Rotating again within that time voids the older one at once.",
        params: idParams,
        headers: ifMatchHeaders,
        body: z.strictObject({}).nullish(),
        response: {
          200: z.object({ secret: secretSchema, previousValidUntil: timeSchema }),
          ...changeProblems(),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const asked = { workspaceId, id, ifMatch: request.headers["if-match"], reply };
      const secret = newSecret(ids);
      const now = clock.now();
      const validUntil = now + ROTATION_MS;
      const changed = await changeFlow(
        asked,
        (flow) => {
          const previous = flow.secrets.slice(0, 1).map(({ value }) => ({ value, validUntil }));
          const secrets = [{ value: secret, validUntil: null }, ...previous];
          return Promise.resolve({ flow: { ...flow, secrets, updatedAt: now }, version: null });
        },
        store,
      );
      return isAnswer(changed) ? changed : { secret, previousValidUntil: iso(validUntil) };
    },
  );
}
