import { beforeEach, describe, expect, it } from "vitest";
import { GOOD_FILES, opus } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";
import { outboxOf, post, sent } from "../support/sending.ts";

const bench = useBench();

let id = "";
beforeEach(async () => {
  id = await bench().converse();
});

/** A library file made of one of the samples. */
async function fileOf(name: string): Promise<string> {
  const file = GOOD_FILES.find((one) => one.name === name);
  if (file === undefined) throw new Error(`no sample is called ${name}`);
  return (await upload(bench(), file)).json<{ id: string }>().id;
}

describe("sending a file of the library", () => {
  it.each([
    ["photo.jpg", { type: "image", caption: "En azul" }],
    ["tour.mp4", { type: "video", caption: null }],
    ["song.mp3", { type: "audio", voice: false }],
    ["memo.ogg", { type: "audio", voice: true }],
    ["offer.pdf", { type: "document", caption: "La oferta", filename: "oferta.pdf" }],
    ["wave.webp", { type: "sticker" }],
    ["dance.webp", { type: "sticker" }],
  ])("%s goes out as %j", async (name, wanted) => {
    const content = { ...wanted, mediaId: await fileOf(name) };
    const { messages } = await sent(bench(), id, content);
    expect(messages[0]).toMatchObject({ content, file: { state: "ready" } });
    expect((await outboxOf(bench(), id))[0]?.content).toEqual(content);
  });

  it("gives a document the name that it has in the library", async () => {
    const mediaId = await fileOf("offer.pdf");
    const { messages } = await sent(bench(), id, { type: "document", mediaId });
    expect(messages[0]?.content).toMatchObject({ filename: "offer.pdf" });
  });

  it("takes a picture, a video or a document above buttons", async () => {
    for (const [name, type] of [
      ["photo.jpg", "image"],
      ["tour.mp4", "video"],
      ["offer.pdf", "document"],
    ] as const) {
      const header = { type, mediaId: await fileOf(name) };
      const buttons = { body: "¿Le gusta?", buttons: [{ id: "y", title: "Sí" }] };
      const { messages } = await sent(bench(), id, { type: "buttons", header, ...buttons });
      expect(messages[0]).toMatchObject({ content: { header }, file: { state: "ready" } });
    }
  });

  it.each([
    ["photo.jpg", { type: "document" }, "must be of kind document, and is image"],
    ["offer.pdf", { type: "image" }, "must be of kind image, and is document"],
    ["wave.webp", { type: "image" }, "must be of kind image, and is sticker"],
    ["photo.jpg", { type: "sticker" }, "must be of kind sticker, and is image"],
    ["tour.mp4", { type: "audio" }, "must be of kind audio, and is video"],
  ])("%s as %j is refused: its bytes decide", async (name, body, rule) => {
    const response = await post(bench(), id, { ...body, mediaId: await fileOf(name) });
    expect(problemOf(response)).toMatchObject({ status: 422, code: "message.media_unusable" });
    expect(response.json()).toMatchObject({ errors: [{ field: "body.mediaId", rule }] });
  });

  it.each(["song.mp3", "song.aac", "memo.amr", "song.m4a"])(
    "%s is no voice note, for which WhatsApp wants OGG with Opus",
    async (name) => {
      const mediaId = await fileOf(name);
      const response = await post(bench(), id, { type: "audio", voice: true, mediaId });
      expect(problemOf(response)).toMatchObject({ status: 422, fields: ["body.voice"] });
      await sent(bench(), id, { type: "audio", mediaId });
    },
  );

  it("gives a document that is renamed the ending of what it is", async () => {
    const mediaId = await fileOf("offer.pdf");
    const named = async (filename: string) =>
      (await sent(bench(), id, { type: "document", mediaId, filename })).messages[0]?.content;
    expect(await named("Plan anual")).toMatchObject({ filename: "Plan anual.pdf" });
    expect(await named("Plan anual.pdf")).toMatchObject({ filename: "Plan anual.pdf" });
  });

  it("in stereo is no voice note, and is sent as a file", async () => {
    const file = async (channels: number) =>
      (await upload(bench(), { name: "memo.ogg", bytes: opus(channels) })).json<{ id: string }>()
        .id;
    const [mono, stereo] = [await file(1), await file(2)];
    await sent(bench(), id, { type: "audio", voice: true, mediaId: mono });
    const response = await post(bench(), id, { type: "audio", voice: true, mediaId: stereo });
    expect(problemOf(response)).toMatchObject({ status: 422, code: "message.media_unusable" });
    const rule = "needs sound of one channel, and the file has 2";
    expect(response.json()).toMatchObject({ errors: [{ field: "body.voice", rule }] });
    await sent(bench(), id, { type: "audio", mediaId: stereo });
  });

  it("names the header when the file above the buttons is of another kind", async () => {
    const header = { type: "image", mediaId: await fileOf("offer.pdf") };
    const body = { type: "buttons", header, body: "¿?", buttons: [{ id: "y", title: "Sí" }] };
    expect(problemOf(await post(bench(), id, body)).fields).toEqual(["body.header.mediaId"]);
  });

  it("of several pictures, those that are there go in their order (Q36)", async () => {
    const [a, b] = [await fileOf("photo.jpg"), await fileOf("plan.png")];
    const image = (mediaId: string) => ({ type: "image", mediaId });
    const answer = await sent(bench(), id, { messages: [image(b), image("med_gone"), image(a)] });
    expect(answer.messages.map(({ content }) => content["mediaId"])).toEqual([b, a]);
    expect(answer.refused).toMatchObject([{ index: 1, code: "message.media_unusable" }]);
  });

  it("that was deleted is not sendable any more, and what was sent keeps it", async () => {
    const mediaId = await fileOf("photo.jpg");
    await sent(bench(), id, { type: "image", mediaId });
    await bench().ask("DELETE", `/v1/media/${mediaId}`);
    expect(problemOf(await post(bench(), id, { type: "image", mediaId })).status).toBe(422);
    const file = await bench().ask("GET", `/v1/conversations/${id}/media/m2`);
    expect(file.statusCode).toBe(200);
  });

  it("of another workspace is no file of the library", async () => {
    const { store } = bench();
    const mediaId = await fileOf("photo.jpg");
    const asset = await store.asset("default", mediaId);
    if (asset === null) throw new Error("the file is there");
    await store.addAsset({ ...asset, workspaceId: "globex", id: "med_foreign" });
    const response = await post(bench(), id, { type: "image", mediaId: "med_foreign" });
    expect(response.json()).toMatchObject({ errors: [{ rule: "is no file of the library" }] });
  });
});
