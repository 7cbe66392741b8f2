import { describe, expect, it } from "vitest";
import { readTemplatesAnswer } from "../../../../src/channels/whatsapp/graph/template-answers.ts";

const read = (body: unknown, status = 200) =>
  readTemplatesAnswer(status, Buffer.from(typeof body === "string" ? body : JSON.stringify(body)));

const LISTED = {
  id: "7001",
  name: "order_ready",
  language: "es_MX",
  status: "APPROVED",
  category: "UTILITY",
  parameter_format: "NAMED",
  components: [{ type: "BODY", text: "Hola" }],
  quality_score: { score: "GREEN" },
  rejected_reason: "NONE",
};

describe("a page of templates", () => {
  it("is read with everything that we keep", () => {
    expect(read({ data: [LISTED], paging: { cursors: { after: "x" } } })).toEqual({
      kind: "listed",
      templates: [
        {
          id: "7001",
          name: "order_ready",
          language: "es_MX",
          status: "APPROVED",
          category: "UTILITY",
          parameterFormat: "NAMED",
          components: LISTED.components,
          quality: "GREEN",
          rejectedReason: null,
        },
      ],
      after: null,
    });
  });

  it("may have ids that are numbers, words in small letters, and little else", () => {
    const bare = { id: 7001, name: "a", language: "es", status: "approved" };
    expect(read({ data: [bare] })).toMatchObject({
      templates: [
        {
          id: "7001",
          status: "APPROVED",
          category: "",
          parameterFormat: "POSITIONAL",
          components: [],
          quality: null,
          rejectedReason: null,
        },
      ],
    });
    const rejected = { ...bare, rejected_reason: "INVALID_FORMAT" };
    expect(read({ data: [rejected] })).toMatchObject({
      templates: [{ rejectedReason: "INVALID_FORMAT" }],
    });
  });

  it("leaves out what is no template, and keeps its neighbours", () => {
    const broken = [null, 7, [], {}, { ...LISTED, id: 1.5 }, { ...LISTED, name: "" }];
    const long = { ...LISTED, name: "x".repeat(513) };
    const answer = read({ data: [...broken, long, LISTED] });
    expect(answer).toMatchObject({ kind: "listed", templates: [{ id: "7001" }] });
  });

  it("goes on by its cursor, wherever its link points, and only while there is a link", () => {
    const paging = { cursors: { after: "x" }, next: "https://evil.example/?token=" };
    expect(read({ data: [], paging })).toMatchObject({ after: "x" });
    expect(read({ data: [], paging: { next: "https://a.test" } })).toMatchObject({ after: null });
    expect(
      read({ data: [], paging: { ...paging, cursors: { after: { $gt: "" } } } }),
    ).toMatchObject({ after: null });
  });
});

describe("an answer that is no page", () => {
  it.each([
    [401, { error: { code: 190 } }, "unauthorized", 190],
    [400, { error: { code: 190 } }, "unauthorized", 190],
    [403, { error: { code: 200 } }, "unauthorized", 200],
    [400, { error: { code: 10 } }, "unauthorized", 10],
    [401, {}, "unauthorized", null],
    [400, { error: { code: 80_007 } }, "throttled", 80_007],
    [400, { error: { code: 80_008 } }, "throttled", 80_008],
    [400, { error: { code: 4 } }, "throttled", 4],
    [429, "", "throttled", null],
    [500, { error: { code: 131_016 } }, "unclear", 131_016],
    [400, { error: { code: 1 } }, "unclear", 1],
    [500, "", "unclear", null],
    [200, "<html>", "unclear", null],
    [200, {}, "unclear", null],
    [200, { data: {} }, "unclear", null],
    [400, { error: { code: 100 } }, "refused", 100],
    [400, { error: { code: 100, error_subcode: 33 } }, "refused", 100],
    [400, { error: { code: "190" } }, "unclear", null],
    [200, '{"__proto__": {"data": []}}', "unclear", null],
    [200, `${"[".repeat(5_000)}`, "unclear", null],
  ])("with status %j and %j is %s, code %j", (status, body, problem, code) => {
    expect(read(body, status)).toEqual({ kind: "failed", problem, code });
  });
});
