import type { Api } from "../api.ts";
import { emptyBody } from "../commands/command-bodies.ts";
import { createCommandRoute } from "../commands/command-route.ts";
import type { HttpDeps } from "../deps.ts";
import { versionIn } from "../commands/if-match.ts";
import { idParams, idSchema } from "../schemas.ts";
import { messagesBody } from "../sending/asked-message.ts";
import { issueResend } from "../sending/issue-resend.ts";
import { issueSend } from "../sending/issue-send.ts";
import { sentSchema } from "../sending/sent.ts";

const DESCRIPTION = `
One message, or a list of 1 to 30. Each is judged on its own: what breaks a limit of WhatsApp, names a file or message that cannot be used, or
may not be sent to this contact stands in \`refused\` with its index, and all others are queued in one step and leave in their order. If none can
be sent, the answer is the problem of the first.

Free-form messages need the customer service window until a minute before its end. Outside it: 409 \`window.closed\` with the evidence, and the
templates that could be sent. A template goes at any time; everything that its slots lack is said at once (\`template.incomplete\`). 200 means queued: what becomes of each message is told by its status, and by \`message.*\` events.
`.trim();

/** What people write to contacts. */
export function registerSending(api: Api, deps: HttpDeps): void {
  registerMessages(api, deps);
  registerResend(api, deps);
  registerTyping(api, deps);
}

function registerMessages(api: Api, deps: HttpDeps): void {
  const { route } = createCommandRoute(deps);
  const { config, schema } = route("send", messagesBody, "Send messages", {
    answer: sentSchema,
    codes: [
      "window.closed",
      "message.unfit_target",
      "message.media_unusable",
      "contact.opted_out",
      "template.not_sendable",
      "template.needs_phone",
      "template.incomplete",
    ],
  });
  api.post(
    "/v1/conversations/:id/messages",
    { config, schema: { ...schema, operationId: "sendMessages", description: DESCRIPTION } },
    async (request, reply) => {
      const issued = {
        conversationId: request.params.id,
        body: request.body,
        callerKey: request.headers["idempotency-key"],
        wantedVersion: versionIn(request.headers["if-match"]),
      };
      return issueSend(issued, { request, reply }, deps);
    },
  );
}

function registerResend(api: Api, deps: HttpDeps): void {
  const { route } = createCommandRoute(deps);
  const { config, schema } = route(
    "resend",
    emptyBody,
    "Send a failed or uncertain message again",
    {
      answer: sentSchema,
      codes: [
        "window.closed",
        "message.unknown",
        "message.not_failed",
        "message.already_resent",
        "message.unfit_target",
        "contact.opted_out",
      ],
    },
  );
  api.post(
    "/v1/conversations/:id/messages/:messageId/resend",
    {
      config,
      schema: {
        ...schema,
        operationId: "resendMessage",
        description:
          "As a new message, which names the old one; once. An uncertain message may have reached the contact: people decide, nothing is repeated by itself.",
        params: idParams.extend({ messageId: idSchema }),
      },
    },
    async (request, reply) => {
      const { id: conversationId, messageId } = request.params;
      const issued = {
        conversationId,
        messageId,
        callerKey: request.headers["idempotency-key"],
        wantedVersion: versionIn(request.headers["if-match"]),
      };
      return issueResend(issued, { request, reply }, deps);
    },
  );
}

function registerTyping(api: Api, deps: HttpDeps): void {
  const { route, run } = createCommandRoute(deps);
  const { config, schema } = route("typing", emptyBody, "Show the contact that somebody writes", {
    codes: ["conversation.nothing_received"],
  });
  api.post(
    "/v1/conversations/:id/typing",
    {
      config,
      schema: {
        ...schema,
        operationId: "showTyping",
        description:
          "For up to 25 seconds, or until a message arrives; repeat it while somebody writes. WhatsApp marks the contact's messages read with it.",
      },
    },
    async (request, reply) => run(request, reply, { name: "typing" }),
  );
}
