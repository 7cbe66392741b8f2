import { z } from "zod";
import { verifyHandshake } from "../../channels/whatsapp/signature.ts";
import { acceptWebhook } from "../intake/accept-webhook.ts";
import type { Api } from "../api.ts";
import type { HttpDeps } from "../deps.ts";
import { sendProblem } from "../problems/problem.ts";
import { plainText, problemsOnly } from "../schemas.ts";
import { WEBHOOK_BODY_BYTES_MAX } from "../server/server-options.ts";

const tags = ["WhatsApp"];

/** What Meta calls. No token: the handshake has its own, and each webhook its signature. */
export function registerWhatsapp(api: Api, deps: HttpDeps): void {
  registerHandshake(api, deps);
  registerWebhook(api, deps);
}

function registerHandshake(api: Api, { settings }: HttpDeps): void {
  api.get(
    "/webhooks/whatsapp",
    {
      schema: {
        tags,
        security: [],
        operationId: "answerHandshake",
        summary: "Answer Meta's handshake",
        description:
          "Meta asks once, when the callback URL is saved: `hub.mode=subscribe`, `hub.verify_token`, `hub.challenge`. The challenge is echoed as plain text.",
        // Documentation only: the handshake itself judges, and every answer to a bad one is its own.
        querystring: z.looseObject({
          "hub.mode": z
            .unknown()
            .optional()
            .meta({ examples: ["subscribe"] }),
          "hub.verify_token": z.unknown().optional(),
          "hub.challenge": z
            .unknown()
            .optional()
            .meta({ examples: ["1158201444"] }),
        }),
        response: {
          200: plainText("The challenge."),
          ...problemsOnly("handshake.malformed", "handshake.wrong_token"),
        },
      },
    },
    async (request, reply) => {
      const handshake = verifyHandshake(request.query, settings.whatsapp.verifyToken);
      switch (handshake.kind) {
        case "verified":
          return reply
            .type("text/plain; charset=utf-8")
            .header("x-content-type-options", "nosniff")
            .send(handshake.challenge);
        case "wrong_token":
          return sendProblem(reply, "handshake.wrong_token");
        case "malformed":
          return sendProblem(reply, "handshake.malformed");
      }
    },
  );
}

function registerWebhook(api: Api, deps: HttpDeps): void {
  // The signature is over the bytes as they came, so nobody may parse them before, whatever type they claim to be.
  api.removeAllContentTypeParsers();
  api.addContentTypeParser<Buffer>("*", { parseAs: "buffer" }, (_request, bytes, done) => {
    done(null, bytes);
  });

  const webhookDeps = { ...deps, secrets: deps.settings.whatsapp.appSecrets };
  api.post(
    "/webhooks/whatsapp",
    {
      bodyLimit: WEBHOOK_BODY_BYTES_MAX,
      schema: {
        tags,
        security: [],
        operationId: "takeWebhook",
        summary: "Take a webhook",
        description:
          "A webhook of Meta, up to 4 MiB, signed in `X-Hub-Signature-256` over the raw bytes. 200 with an empty body says that every item stands on disk; anything else, that Meta should send it again. Items that repeat change nothing; what cannot be placed is parked.",
        response: {
          200: plainText("Empty: every item is stored."),
          ...problemsOnly(
            "body.not_json",
            "body.not_an_object",
            "body.too_deep",
            "body.unsafe",
            "webhook.bad_signature",
            "body.too_large",
            "server.error",
            "server.busy",
            "store.unavailable",
          ),
        },
      },
    },
    async (request, reply) => {
      const startedAt = performance.now();
      const rawBody = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
      const signature = request.headers["x-hub-signature-256"];
      const answer = await acceptWebhook({ rawBody, signature }, webhookDeps);
      deps.onWebhook?.(answer, (performance.now() - startedAt) / 1_000);
      switch (answer.kind) {
        case "accepted":
          return reply.code(200).send();
        case "bad_signature":
          return sendProblem(reply, "webhook.bad_signature");
        case "bad_body":
          return sendProblem(reply, `body.${answer.reason}`);
        case "unavailable":
          return sendProblem(reply, "store.unavailable");
      }
    },
  );
}
