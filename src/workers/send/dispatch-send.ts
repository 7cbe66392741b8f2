import type { PostAnswer } from "../../channels/whatsapp/graph/message-answers.ts";
import { POST_MS_MAX, type PostMessage } from "../../channels/whatsapp/graph/messages.ts";
import { isSign, targetOf, type Send } from "../../domain/sending/send.ts";
import type { Metrics } from "../../metrics.ts";
import type { Doorbell } from "../../queues/doorbell.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import type { ClaimedSend } from "../../store/send-store.ts";
import { afterPost, refused, type AfterPost, type LineNews, type SendEnd } from "./after-post.ts";
import type { LinePace } from "./line-pace.ts";
import { noteFault, type NoteFaultDeps } from "./note-fault.ts";
import { prepareSend, type PrepareDeps, type SendingLine } from "./prepare-send.ts";
import { recheckTemplate, type RecheckTemplateDeps } from "./recheck-template.ts";
import { renewFiles } from "./renew-files.ts";
import { storeEnd, type StoreEndDeps } from "./store-end.ts";

export interface DispatchDeps extends PrepareDeps, StoreEndDeps {
  store: PrepareDeps["store"] &
    StoreEndDeps["store"] &
    RecheckTemplateDeps["store"] &
    NoteFaultDeps["store"];
  post: PostMessage;
  doorbell: Pick<Doorbell, "ringConversations" | "ringTemplates">;
  metrics?: Pick<Metrics, "sends" | "sendSeconds" | "sendWaits">;
}

/** A line while this process dispatches it. */
export interface Duty extends SendingLine {
  pace: LinePace;
  /** Whether the line is still this process's own; if not, nothing may leave. */
  isOurs(): boolean;
  stop(news: LineNews & { kind: "stop" }): Promise<void>;
}

/** How far a send has come. */
interface Progress {
  /** Perhaps WhatsApp has it. */
  posted: boolean;
  /** It has left, and counts for the pace of its line: signs do not. */
  departed: boolean;
}

/**
 * Carries out one claimed send: judge, look up, post, write down. Never rejects. A send that meets a defect of ours before it is posted is
 * refused; after that it is uncertain. Neither is tried again: whatever it was would happen again. That the store is away before the post is
 * no defect: then the send goes back.
 */
export async function dispatchSend(
  deps: DispatchDeps,
  duty: Duty,
  claimed: ClaimedSend,
): Promise<void> {
  const progress: Progress = { posted: false, departed: false };
  const end = await endOf(deps, duty, { claimed, progress });
  duty.pace.end(progress);
  const { send } = claimed;
  const { workspaceId, conversationId, messageId, lineId } = send;
  try {
    await storeEnd(deps, send, end);
  } catch (err) {
    deps.log.error({ err, lineId, conversationId }, "What became of a send was not written down");
  }
  if (messageId !== null)
    deps.doorbell.ringConversations("live", [{ workspaceId, conversationId }]);
}

async function endOf(
  deps: DispatchDeps,
  duty: Duty,
  { claimed, progress }: { claimed: ClaimedSend; progress: Progress },
): Promise<SendEnd> {
  const { send } = claimed;
  try {
    const { end, line, errorClass } = await carryOut(deps, duty, { claimed, progress });
    await tell(deps, duty, line);
    count(deps, send, { end, errorClass });
    return end;
  } catch (err) {
    const { lineId, conversationId } = send;
    if (!progress.posted && err instanceof StoreUnavailableError) {
      deps.log.warn({ err, lineId, conversationId }, "A send was put off: the store is away");
      return untouched(send, deps.clock.now()).end;
    }
    deps.log.error({ err, lineId, conversationId }, "A send met a defect of ours");
    return progress.posted ? { kind: "settle", result: { kind: "uncertain" } } : refused("unknown");
  }
}

async function carryOut(
  deps: DispatchDeps,
  duty: Duty,
  { claimed, progress }: { claimed: ClaimedSend; progress: Progress },
): Promise<AfterPost> {
  const { clock, random, metrics, post } = deps;
  const { send, sourceIds } = claimed;
  const prepared = await prepareSend(deps, duty, { claimed, now: clock.now() });
  if (prepared.kind === "not") {
    if (prepared.wait !== null) metrics?.sendWaits.inc({ reason: prepared.wait });
    return { ...prepared, errorClass: null };
  }
  const leavesAt = clock.now();
  // The time in between may have been long: an upload, or a process that stood still.
  if (!duty.isOurs() || leavesAt + POST_MS_MAX >= (send.leaseUntil ?? 0)) {
    return untouched(send, leavesAt);
  }
  progress.posted = true;
  const { id: lineId, accessToken } = duty.line;
  const onLeave = (): void => depart(duty, { send, progress, at: clock.now() });
  const answer = await post({ lineId, accessToken, body: prepared.body, onLeave });
  // That it could not be asked for is nothing to the send: the next one is refused for the same.
  await recheckTemplate(deps, duty.line, { send, answer }).catch((err: unknown) =>
    deps.log.error({ err, lineId }, "A template could not be asked for again"),
  );
  const target = targetOf(send.content);
  const targetId = target === null ? null : (sourceIds[target] ?? null);
  const after = afterPost(send, answer, { now: clock.now(), random: random(), targetId });
  return (await withFreshFiles(deps, duty, { send, answer, after })) ?? after;
}

/** A send leaves now, and counts for the pace of its line. It does so once: a request that is repeated below us would be told twice. */
function depart(
  { pace }: Duty,
  { send, progress, at }: { send: Send; progress: Progress; at: number },
): void {
  if (progress.departed || isSign(send.content)) return;
  progress.departed = true;
  pace.depart(at);
}

/** Back into the outbox, as it was. */
function untouched({ failures, lastErrors: errors }: Send, at: number): AfterPost {
  const end: SendEnd = { kind: "later", at, failures, errors };
  return { end, line: { kind: "nothing" }, errorClass: null };
}

/** When WhatsApp did not find a file of the send, the file is uploaded afresh, once, and the send goes back for another try. */
async function withFreshFiles(
  { mediaIdForLine, clock }: DispatchDeps,
  { line }: Duty,
  { send, answer, after }: { send: Send; answer: PostAnswer; after: AfterPost },
): Promise<AfterPost | null> {
  if (!(await renewFiles(mediaIdForLine, line, { send, answer }))) return null;
  const errors = answer.kind === "refused" && answer.error !== null ? [answer.error] : [];
  const failures = send.failures + 1;
  return { ...after, end: { kind: "later", at: clock.now(), failures, errors } };
}

/** What was learned of the line. That it could not be written down is nothing to the send: the next one learns the same. */
async function tell(deps: DispatchDeps, { pace, stop, line }: Duty, news: LineNews): Promise<void> {
  const { clock, random, log } = deps;
  const { id: lineId } = line;
  switch (news.kind) {
    case "nothing":
      return;
    case "well":
      return pace.succeed();
    case "too_fast":
      return pace.slow(clock.now(), { askedMs: news.askedMs, random: random() });
    case "unreached":
      return pace.miss(clock.now(), { random: random() });
    case "at_fault":
      pace.succeed();
      await noteFault(line, news.code, deps).catch((err: unknown) =>
        log.error({ err, lineId }, "What is wrong with a line could not be noted"),
      );
      return;
    case "stop":
      await stop(news).catch((err: unknown) =>
        log.error({ err, lineId }, "A line that must stop could not be stopped"),
      );
  }
}

function count(
  { metrics, clock, log }: DispatchDeps,
  { queuedAt, lineId, conversationId, attempts: attempt }: Send,
  { end, errorClass }: Pick<AfterPost, "end" | "errorClass">,
): void {
  const result = end.kind === "later" ? "retried" : end.result.kind;
  const reason = end.kind === "settle" && end.result.kind === "refused" ? end.result.reason : null;
  metrics?.sends.inc({ result, class: errorClass ?? reason ?? "none" });
  if (result === "accepted") {
    metrics?.sendSeconds.observe(Math.max(0, clock.now() - queuedAt) / 1_000);
  }
  if (reason !== null) {
    log.info({ lineId, conversationId, attempt, reason }, "A send was refused");
  } else if (result === "uncertain") {
    log.warn({ lineId, conversationId, attempt }, "Nobody knows whether a send was taken");
  }
}
