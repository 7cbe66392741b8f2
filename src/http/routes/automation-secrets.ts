import { z } from "zod";
import type { Flow } from "../../domain/automation/flow.ts";
import type { Api } from "../api.ts";
import { principalOf } from "../access/auth.ts";
import { hashToken } from "../access/tokens.ts";
import { changeProblems } from "../automations/flow-changed.ts";
import { changeFlow, isAnswer } from "../automations/flow-of.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import type { HttpDeps } from "../deps.ts";
import { newSecret, secretSchema } from "../endpoint-input.ts";
import { sendProblem } from "../problems/problem.ts";
import { idParams, iso, timeSchema } from "../schemas.ts";
import { ifMatchHeaders } from "./automations.ts";
import { ROTATION_MS } from "./endpoint-changes.ts";

/** What an automation's webhooks and responders are signed with, and the address by which it is called. */
export function registerAutomationSecrets(api: Api, deps: HttpDeps): void {
  registerRotation(api, deps);
  registerHook(api, deps);
}

function registerRotation(api: Api, { store, clock, ids }: HttpDeps): void {
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

const SECRET_BYTES = 24;

/** The secret address by which calls from outside start an automation. */
function registerHook(api: Api, { store, clock, ids }: HttpDeps): void {
  api.post(
    "/v1/automations/:id/hook",
    {
      config: { right: "settings" },
      schema: {
        tags: ["Automations"],
        operationId: "makeAutomationHook",
        summary: "Make the address for calls from outside",
        description:
          "The path, on this host, under which other programs start the automation. Shown here and never again. The address before it is good for nothing from now on. 409 `automation.not_called`: neither its newest version nor its live one starts by `http`.",
        params: idParams,
        body: emptyBody,
        headers: ifMatchHeaders,
        response: {
          201: z
            .object({ path: z.string().meta({ description: "`POST` it: see `callAutomation`." }) })
            .meta({
              id: "AutomationHook",
              examples: [{ path: "/hooks/automations/5xkq0f3Jm0hVd5c2aYQh3c1mXn9sLw2T" }],
            }),
          ...changeProblems("automation.not_called"),
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = principalOf(request);
      const { id } = request.params;
      const secret = Buffer.from(ids.bytes(SECRET_BYTES)).toString("base64url");
      const asked = { workspaceId, id, ifMatch: request.headers["if-match"], reply };
      const hookHash = hashToken(secret);
      const changed = await changeFlow(
        asked,
        async (flow) =>
          (await isCalled(flow, store))
            ? { flow: { ...flow, hookHash, updatedAt: clock.now() }, version: null }
            : sendProblem(reply, "automation.not_called", { detail: NOT_CALLED }),
        store,
      );
      if (isAnswer(changed)) return changed;
      return reply.code(201).send({ path: `/hooks/automations/${secret}` });
    },
  );
}

const NOT_CALLED =
  "`start.on` must be `http`, in the newest version of the automation or in the live one.";

/** Whether a call starts the flow, or will once its newest version is switched on. */
async function isCalled(
  { workspaceId, id, newestVersion, liveVersion }: Flow,
  store: Pick<HttpDeps["store"], "flowVersion">,
): Promise<boolean> {
  for (const number of new Set([newestVersion, liveVersion ?? newestVersion])) {
    const version = await store.flowVersion(workspaceId, id, number);
    if (version?.definition.start.on === "http") return true;
  }
  return false;
}
