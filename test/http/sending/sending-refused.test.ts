import { beforeEach, describe, expect, it } from "vitest";
import { messagesBody } from "../../../src/http/sending/asked-message.ts";
import { readMessages } from "../../../src/http/sending/read-messages.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { outboxOf, post, sent, type SentView } from "../support/sending.ts";

const bench = useBench();
const text = (words: string) => ({ type: "text", text: words });

let id = "";
beforeEach(async () => {
  id = await bench().converse();
});

describe("the examples of the documentation", () => {
  it("can be read, message by message", () => {
    const examples = messagesBody.meta()?.examples as object[];
    for (const example of examples) {
      const read = readMessages(example);
      expect(read).toMatchObject({ kind: "read" });
      if (read.kind !== "read") continue;
      for (const { asked, errors } of read.messages)
        expect([asked?.type, errors]).not.toContain(undefined);
    }
    expect(examples).toHaveLength(3);
  });
});

describe("what cannot be sent", () => {
  const broken = [
    [{}, "body.type"],
    [{ type: "text" }, "body.text"],
    [{ type: "text", text: "" }, "body.text"],
    [{ type: "text", text: "x".repeat(4_097) }, "body.text"],
    [{ type: "text", text: "a\u0000b" }, "body.text"],
    [{ type: "text", text: "\ud83d" }, "body.text"],
    [{ type: "text", text: { $ne: null } }, "body.text"],
    [{ type: "text", text: "Hola", ownerId: "u" }, "body.ownerId"],
    [{ type: "template", name: "promo", language: "es", components: [] }, "body.components"],
    [{ type: "typing" }, "body.type"],
    [{ type: "image", mediaId: "med_1", link: "http://169.254.169.254/" }, "body.link"],
    [{ type: "reaction", targetId: "m1", emoji: "no" }, "body.emoji"],
    [{ type: "reaction", targetId: "m1", emoji: "👍", replyToId: "m1" }, "body.replyToId"],
    [{ messages: [] }, "body.messages"],
    [{ messages: Array.from({ length: 31 }, () => text("x")) }, "body.messages"],
    [{ messages: "x" }, "body.messages"],
    [{ messages: [text("x")], type: "text" }, "body.type"],
    [{ messages: [null] }, "body.messages.0"],
    [{ messages: [{ type: "text", text: "" }] }, "body.messages.0.text"],
  ] as const;

  it.each(broken)("%j gets 400 and the field", async (body, field) => {
    const problem = problemOf(await post(bench(), id, body));
    expect([problem.status, problem.code]).toEqual([400, "request.invalid"]);
    expect(new Set(problem.fields)).toEqual(new Set([field]));
    expect(await outboxOf(bench(), id)).toEqual([]);
  });

  it("is told as the problem of the request, without the conversation", async () => {
    const members = Object.keys((await post(bench(), id, text(""))).json<object>());
    expect(members).toEqual(["type", "title", "status", "code", "errors", "instance"]);
  });

  it("names the types there are", async () => {
    const response = await post(bench(), id, { type: "fax" });
    expect(response.json()).toMatchObject({
      errors: [{ field: "body.type", rule: expect.stringMatching(/^must be one of text, image/) }],
    });
  });

  it("of ten million characters is refused by its size", async () => {
    const response = await post(bench(), id, text("x".repeat(10_000_000)));
    expect(problemOf(response)).toMatchObject({ status: 413, code: "body.too_large" });
  });

  it("does not stop its neighbours, and is named with index, field and rule", async () => {
    const answer = await sent(bench(), id, {
      messages: [
        text("uno"),
        { type: "text", text: "" },
        text("dos"),
        { type: "image", mediaId: "med_none" },
        { type: "reaction", targetId: "m9", emoji: "👍" },
        text("tres"),
      ],
    });
    expect(answer.messages.map(({ content }) => content["text"])).toEqual(["uno", "dos", "tres"]);
    expect(answer.refused).toEqual([
      { index: 1, code: "request.invalid", errors: expect.any(Array) },
      {
        index: 3,
        code: "message.media_unusable",
        errors: [{ field: "body.messages.3.mediaId", rule: "is no file of the library" }],
      },
      {
        index: 4,
        code: "message.unfit_target",
        errors: [{ field: "body.messages.4.targetId", rule: "is no message of this conversation" }],
      },
    ]);
    expect(answer.refused[0]?.errors[0]?.field).toBe("body.messages.1.text");
  });

  it("is the whole answer when nothing can be sent: the problem of the first, the others beside it", async () => {
    const response = await post(bench(), id, {
      messages: [
        { type: "image", mediaId: "med_none" },
        { type: "text", text: "" },
      ],
    });
    const problem = problemOf(response);
    expect([problem.status, problem.code]).toEqual([422, "message.media_unusable"]);
    expect(problem.fields).toContain("body.messages.1.text");
    expect(response.json<SentView>().refused.map(({ index }) => index)).toEqual([0, 1]);
    expect(await outboxOf(bench(), id)).toEqual([]);
  });

  it("goes to no conversation that is not there", async () => {
    const problem = problemOf(await post(bench(), "nowhere", text("Hola")));
    expect([problem.status, problem.code]).toEqual([404, "conversation.unknown"]);
  });
});
