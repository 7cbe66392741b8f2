import underPressure from "@fastify/under-pressure";
import { fastify, type FastifyInstance, type onRequestHookHandler } from "fastify";
import { serializerCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { Api } from "./api.ts";
import { authenticated } from "./access/auth.ts";
import type { HttpDeps, HttpSettings } from "./deps.ts";
import { serveDocsPage } from "./openapi/docs-page.ts";
import { handleErrors } from "./problems/errors.ts";
import { takeJsonBodies } from "./server/json-body.ts";
import { createRequestCounter } from "./server/request-counter.ts";
import { documentRoutes } from "./openapi/openapi.ts";
import { sendProblem } from "./problems/problem.ts";
import { createRateGuards } from "./access/rate-limits.ts";
import { guardByRights } from "./access/rights.ts";
import { keepRouteTable } from "./openapi/route-table.ts";
import { registerAutomations } from "./routes/automations.ts";
import { registerAutomationBacktests } from "./routes/automation-backtests.ts";
import { registerAutomationHooks } from "./routes/automation-hooks.ts";
import { registerAutomationRuns } from "./routes/automation-runs.ts";
import { registerAutomationSecrets } from "./routes/automation-secrets.ts";
import { registerAutomationStart } from "./routes/automation-start.ts";
import { registerAutomationSwitch } from "./routes/automation-switch.ts";
import { registerAutomationVersions } from "./routes/automation-versions.ts";
import { registerBulkCommands } from "./routes/bulk-commands.ts";
import { registerCommands } from "./routes/commands.ts";
import { registerConversationList } from "./routes/conversation-list.ts";
import { registerConversations } from "./routes/conversations.ts";
import { registerAutomationCommands } from "./routes/conversation-automation-commands.ts";
import { registerConversationAutomations } from "./routes/conversation-automations.ts";
import { registerContactByExternalId } from "./routes/contact-by-external-id.ts";
import { registerContactChanges } from "./routes/contact-changes.ts";
import { registerConversationContact } from "./routes/conversation-contact.ts";
import { registerContacts } from "./routes/contacts.ts";
import { registerContactDeletion } from "./routes/contact-deletion.ts";
import { registerContactStanding } from "./routes/contact-standing.ts";
import { registerCustomFields } from "./routes/custom-fields.ts";
import { registerDeliveries } from "./routes/deliveries.ts";
import { registerEndpointChanges } from "./routes/endpoint-changes.ts";
import { registerEndpoints } from "./routes/endpoints.ts";
import { registerEvents } from "./routes/events.ts";
import { registerConversationMedia } from "./routes/conversation-media.ts";
import { registerLineResume } from "./routes/line-resume.ts";
import { registerLines } from "./routes/lines.ts";
import { registerMedia } from "./routes/media.ts";
import { registerMergeProposals } from "./routes/merge-proposals.ts";
import { registerNotices } from "./routes/notices.ts";
import { registerOps } from "./routes/ops.ts";
import { registerDeadEntries } from "./routes/dead-entries.ts";
import { registerParked } from "./routes/parked.ts";
import { registerStream } from "./routes/stream.ts";
import { registerSending } from "./routes/sending.ts";
import { registerStartConversation } from "./routes/start-conversation.ts";
import { registerTemplatePreview } from "./routes/template-preview.ts";
import { registerTemplateSync } from "./routes/template-sync.ts";
import { registerTemplates } from "./routes/templates.ts";
import { registerRecordReads } from "./routes/record-reads.ts";
import { registerRecords } from "./routes/records.ts";
import { registerRoles } from "./routes/roles.ts";
import { registerStatuses } from "./routes/statuses.ts";
import { registerTeams } from "./routes/teams.ts";
import { registerTokens } from "./routes/tokens.ts";
import { registerUsers } from "./routes/users.ts";
import { registerWorkspace } from "./routes/workspace.ts";
import { registerWhatsapp } from "./routes/whatsapp.ts";
import { HANDLER_TIMEOUT_MS, serverOptions, URL_CHARS_MAX } from "./server/server-options.ts";
import { validatorCompiler } from "./server/validator-compiler.ts";

/** The whole HTTP side, ready to listen or to be asked by `inject`. Whoever builds it closes it. */
export function buildApp(deps: HttpDeps): FastifyInstance {
  const { ids, log, settings } = deps;
  const app = fastify(serverOptions({ ids, trustProxy: settings.trustProxy }));
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest("principal", null);
  handleErrors(app, log);
  keepRouteTable(app);
  takeJsonBodies(app);
  refuseLongUrls(app);
  shedLoad(app, settings.overload);
  documentRoutes(app);

  const count = createRequestCounter(deps.metrics);
  const servesAll = settings.serves === "everything";
  if (servesAll) app.register(async (scope) => registerWhatsapp(typed(scope), deps));
  app.register(async (scope) => {
    count(scope);
    limitHandlers(scope);
    registerOps(typed(scope), deps);
    if (!servesAll) return;
    registerAutomationHooks(typed(scope), deps);
    serveDocsPage(scope);
    scope.register(async (guarded) => {
      guarded.addHook("onRequest", authenticated(deps, createRateGuards(deps)));
      guardByRights(guarded);
      guarded.addHook("onRequest", keepPrivate);
      for (const register of GUARDED) register(typed(guarded), deps);
    });
  });
  return app;
}

/** Everything behind a token. */
const GUARDED = [
  registerConversationList,
  registerConversations,
  registerCommands,
  registerBulkCommands,
  registerSending,
  registerEvents,
  registerStream,
  registerEndpoints,
  registerEndpointChanges,
  registerDeliveries,
  registerLines,
  registerLineResume,
  registerUsers,
  registerTokens,
  registerRoles,
  registerTeams,
  registerStatuses,
  registerWorkspace,
  registerParked,
  registerDeadEntries,
  registerNotices,
  registerMedia,
  registerConversationMedia,
  registerMergeProposals,
  registerContacts,
  registerContactChanges,
  registerContactByExternalId,
  registerContactDeletion,
  registerContactStanding,
  registerConversationContact,
  registerCustomFields,
  registerStartConversation,
  registerTemplateSync,
  registerTemplates,
  registerTemplatePreview,
  registerRecords,
  registerRecordReads,
  registerAutomations,
  registerAutomationSwitch,
  registerAutomationVersions,
  registerAutomationStart,
  registerAutomationSecrets,
  registerAutomationRuns,
  registerAutomationBacktests,
  registerConversationAutomations,
  registerAutomationCommands,
];

function typed(app: FastifyInstance): Api {
  return app.withTypeProvider<ZodTypeProvider>();
}

/** Not an async hook: it runs for every webhook too. */
function refuseLongUrls(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (request.url.length > URL_CHARS_MAX) sendProblem(reply, "url.too_long");
    else done();
  });
}

function limitHandlers(scope: FastifyInstance): void {
  scope.addHook("onRoute", (route) => {
    route.handlerTimeout ??= HANDLER_TIMEOUT_MS;
  });
}

const keepPrivate: onRequestHookHandler = (_request, reply, done) => {
  void reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  done();
};

/** Under too much load it is better to say so at once: Meta repeats, and so can clients. The probes still get through. */
function shedLoad(app: FastifyInstance, overload: HttpSettings["overload"]): void {
  app.register(underPressure, {
    maxEventLoopDelay: overload.eventLoopDelayMs,
    maxRssBytes: overload.rssBytes,
    pressureHandler: (request, reply) => {
      if (request.url.startsWith("/health/")) return;
      sendProblem(reply, "server.busy");
    },
  });
}
