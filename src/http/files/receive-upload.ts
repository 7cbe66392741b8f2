import type { FastifyRequest } from "fastify";
import { detect } from "../../domain/media/detect.ts";
import {
  ANY_BYTES_MAX,
  bytesMaxOf,
  fitsDeclared,
  MEDIA_TYPES,
  type MediaType,
} from "../../domain/media/types.ts";
import { BlobsUnavailableError, type Draft } from "../../media/blob-store.ts";
import type { Scanner } from "../../media/scanner.ts";
import type { HttpDeps } from "../deps.ts";
import { ProblemError } from "../problems/problem.ts";
import type { ProblemCode } from "../problems/problem-catalogue.ts";
import { tooLarge } from "../problems/too-large.ts";

/** A form with one file and nothing else, each limit by name (reliability.md 4.3, multipart bombs). */
export const UPLOAD_LIMITS = {
  parts: 2,
  files: 1,
  fields: 1,
  fieldNameSize: 100,
  fieldSize: 1_024,
  headerPairs: 50,
  // One byte more than anything may have, so that our own limit is met first.
  fileSize: ANY_BYTES_MAX + 1,
} as const;

export interface Upload {
  draft: Draft;
  /** As the client calls it. */
  filename: string;
  type: MediaType;
  animated: boolean;
  channels?: number;
}

const FILE_FIELD = "file";
const FILE_PATH = `body.${FILE_FIELD}`;

/**
 * Takes the one file of a form into a draft, judges it by its bytes, and has it scanned. Whoever gets it keeps or discards the draft.
 * Throws `ProblemError` for whatever is wrong with the form or the file; then nothing is left of it.
 */
export async function receiveUpload(
  request: FastifyRequest,
  { blobs, scanner }: Pick<HttpDeps, "blobs" | "scanner">,
): Promise<Upload> {
  if (!request.isMultipart()) throw new ProblemError("media.not_multipart");
  let received: { draft: Draft; filename: string; declared: string | null } | null = null;
  try {
    for await (const part of request.parts({ limits: UPLOAD_LIMITS })) {
      if (part.type !== "file" || part.fieldname !== FILE_FIELD) throw fieldProblem();
      const draft = await blobs.draft(part.file, { bytesMax: ANY_BYTES_MAX });
      if (draft === "too_large") throw tooLargeProblem(ANY_BYTES_MAX);
      received = { draft, filename: part.filename, declared: declaredOf(part.mimetype) };
    }
    if (received === null) throw fieldProblem();
    const { draft, filename, declared } = received;
    const judgement = await judged(draft, declared);
    await scanned(draft, scanner);
    return { draft, filename, ...judgement };
  } catch (error) {
    await received?.draft.discard();
    throw problemOf(error);
  }
}

async function judged(
  draft: Draft,
  declared: string | null,
): Promise<Pick<Upload, "type" | "animated" | "channels">> {
  if (draft.size === 0) throw new ProblemError("media.empty");
  const detected = await detect(draft, declared);
  if (detected.kind !== "known") throw new ProblemError("media.type_refused");
  const { type, animated, channels } = detected;
  if (!detected.isPlainColour) {
    const detail = "WhatsApp takes pictures of 8 bits per channel, in RGB or RGBA.";
    throw new ProblemError("media.type_refused", { detail });
  }
  if (!fitsDeclared(type, declared)) {
    const detail = `Its bytes are ${type}.`;
    throw new ProblemError("media.type_mismatch", { detail });
  }
  const bytesMax = bytesMaxOf(MEDIA_TYPES[type].kind, { animated });
  if (draft.size > bytesMax) {
    throw tooLargeProblem(bytesMax, `${type} may have ${bytesMax} bytes.`);
  }
  return { type, animated, ...(channels !== undefined && { channels }) };
}

/** Nothing that was not looked into is taken: whoever sends it can send it again. */
async function scanned(draft: Draft, scanner: Scanner): Promise<void> {
  const verdict = await scanner.scan(draft);
  switch (verdict.kind) {
    case "clean":
      return;
    case "infected":
      throw new ProblemError("media.infected", { extra: { virus: verdict.virus } });
    case "too_large":
      throw new ProblemError("media.unscannable");
    case "away":
      throw new ProblemError("media.scanner_away");
  }
}

/** A part without a type counts as plain text (RFC 7578, section 4.4), so that says nothing. */
function declaredOf(mimetype: string): string | null {
  return mimetype === "text/plain" ? null : mimetype;
}

function tooLargeProblem(bytesMax: number, detail?: string): ProblemError {
  const facts = tooLarge(FILE_PATH, bytesMax);
  return new ProblemError("media.too_large", detail === undefined ? facts : { ...facts, detail });
}

function fieldProblem(): ProblemError {
  const errors = [{ field: FILE_PATH, rule: "must be the one part of the form, a file" }];
  return new ProblemError("request.invalid", { errors });
}

/** Errors of the form's parser, as this API says them. */
const FORM_ERRORS: Readonly<Record<string, ProblemCode>> = {
  FST_PARTS_LIMIT: "media.too_many_parts",
  FST_FILES_LIMIT: "media.too_many_parts",
  FST_FIELDS_LIMIT: "media.too_many_parts",
  FST_REQ_FILE_TOO_LARGE: "media.too_large",
};

/** Whatever else a parser throws while it reads says that the form cannot be read. Our own errors pass. */
function problemOf(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof BlobsUnavailableError) return new ProblemError("media.unavailable");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (FORM_ERRORS[code] === "media.too_large") return tooLargeProblem(ANY_BYTES_MAX);
  return new ProblemError(FORM_ERRORS[code] ?? "media.form_broken");
}
