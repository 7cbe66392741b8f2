/**
 * The article, 4.2. The app's alone: the button "+" and its menu, the microphone, and of 4.2.5 the camera itself with its buttons to accept a
 * picture or to try again. What comes out of them is a file, and files are asked here as the app sends them: into the library, and from
 * there to the contact.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expectSoon } from "../support/expect-soon.ts";
import { GOOD_FILES, jpeg, png } from "../support/sample-files.ts";
import {
  addAgent,
  addTemplates,
  formWith,
  hasWritten,
  insist,
  timeline,
  uploaded,
  uploadedOnce,
} from "./inbox.ts";
import { useWholeSystem, type Ask, type WholeSystem } from "./whole-system.ts";

const start = useWholeSystem();

/** A file as somebody's phone or computer has it. */
function fileNamed(name: string): { name: string; type: string; bytes: Buffer } {
  const file = GOOD_FILES.find((each) => each.name === name);
  if (file === undefined) throw new Error(`no sample is called ${name}`);
  return file;
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Ana has written, and Marta answers her. */
async function anaTalksToMarta(system: WholeSystem) {
  const { sim, ask } = system;
  const ana = sim.contact({ name: "Ana Souza", waId: "5215511110001" });
  const { id } = await hasWritten(system, ana, { text: "¿Me manda fotos?" });
  const marta = await addAgent(system, "Marta Ruiz");
  const target = { kind: "user", userId: marta.id };
  await insist(ask, "POST", `/v1/conversations/${id}/assign`, { target });
  return { ana, id, marta };
}

interface Sent {
  messages: { id: string; status: string }[];
  refused: { index: number; code: string }[];
}

const send = (ask: Ask, id: string, body: object) =>
  insist<Sent>(ask, "POST", `/v1/conversations/${id}/messages`, body);

interface Arrived {
  type: string;
  /** What the contact can open: its hash. */
  sha256: string;
  mimeType: string;
  /** What else the message says. */
  [member: string]: unknown;
}

/** The files that WhatsApp was given for the contact, in the order in which they left us. */
async function arrived({ sim }: WholeSystem, count: number): Promise<Arrived[]> {
  await expectSoon(() => sim.sends().length).toBe(count);
  return sim.sends().map(({ type, request }) => {
    const { id, ...said } = request[type] as { id: string };
    const { sha256, mimeType } = sim.media.info(id, "");
    return { type, sha256, mimeType, ...said };
  });
}

describe("the article, 4.2: attaching files", () => {
  it("4.2.1: a template that Meta has approved can be attached while the window is open, too, beside what is written by hand", async () => {
    const system = await start();
    const template = { name: "seguimiento", body: "Hola {{1}}, ¿seguimos con tu pedido?" };
    await addTemplates(system, [template]);
    const { ana, id, marta } = await anaTalksToMarta(system);
    const bindings = { "body.1": { kind: "field", field: "firstName", default: "amiga" } };
    await send(marta.ask, id, {
      messages: [
        { type: "text", text: "Claro" },
        { type: "template", name: template.name, language: "es_MX", bindings },
      ],
    });
    await expectSoon(() => ana.received.length).toBe(2);
    expect(system.sim.sends().map(({ type }) => type)).toEqual(["text", "template"]);
  });

  it("4.2.2: one image or several go from the gallery that was uploaded before, one message each, in their order", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    // Somebody else has filled the gallery: it is the company's.
    const pictures = [jpeg(3, 2), png(4, 3), jpeg(5, 4)];
    const gallery: string[] = [];
    for (const [at, bytes] of pictures.entries()) {
      gallery.push(await uploaded(system.ask, `foto-${at}.jpg`, bytes));
    }
    const { items } = await insist<{ items: { id: string }[] }>(
      marta.ask,
      "GET",
      "/v1/media?kind=image",
    );
    expect(items.map((item) => item.id).toSorted()).toEqual(gallery.toSorted());

    await send(marta.ask, id, { type: "image", mediaId: gallery[1], caption: "En azul" });
    await send(marta.ask, id, {
      messages: [2, 0, 1].map((at) => ({ type: "image", mediaId: gallery[at] })),
    });
    const files = await arrived(system, 4);
    expect(files.map(({ type, sha256 }) => ({ type, sha256 }))).toEqual(
      [1, 2, 0, 1].map((at) => ({ type: "image", sha256: hashOf(pictures[at]!) })),
    );
    expect(files[0]).toMatchObject({ caption: "En azul", mimeType: "image/png" });
    await expectSoon(() => ana.received.length).toBe(4);
  });

  it("4.2.2: an image that cannot go does not keep the others", async () => {
    const system = await start();
    const { id, marta } = await anaTalksToMarta(system);
    const first = await uploaded(marta.ask, "uno.jpg", jpeg(3, 2));
    const last = await uploaded(marta.ask, "dos.jpg", jpeg(5, 4));
    const { messages, refused } = await send(marta.ask, id, {
      messages: [first, "med_nothing", last].map((mediaId) => ({ type: "image", mediaId })),
    });
    expect(messages).toHaveLength(2);
    expect(refused).toMatchObject([{ index: 1, code: "message.media_unusable" }]);
    const files = await arrived(system, 2);
    expect(files.map(({ sha256 }) => sha256)).toEqual([hashOf(jpeg(3, 2)), hashOf(jpeg(5, 4))]);
  });

  it("4.2.3: a document goes from the library under the name that it has there", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const names = [
      "offer.pdf",
      "letter.docx",
      "prices.xlsx",
      "talk.pptx",
      "note.txt",
      "letter.doc",
    ];
    const files = names.map(fileNamed);
    for (const { name, bytes } of files) await uploaded(system.ask, name, bytes);
    const { items } = await insist<{ items: { id: string; filename: string }[] }>(
      marta.ask,
      "GET",
      "/v1/media?kind=document",
    );
    expect(items.map(({ filename }) => filename).toSorted()).toEqual(names.toSorted());
    for (const { name } of files) {
      const mediaId = items.find(({ filename }) => filename === name)?.id;
      await send(marta.ask, id, { type: "document", mediaId, caption: `Como le dije: ${name}` });
    }
    expect(await arrived(system, files.length)).toMatchObject(
      files.map(({ name, type, bytes }) => ({
        type: "document",
        sha256: hashOf(bytes),
        mimeType: type,
        filename: name,
        caption: `Como le dije: ${name}`,
      })),
    );
    await expectSoon(() => ana.received.length).toBe(files.length);
    // Who deletes them from the library takes nothing away from the chat.
    for (const item of items) await insist(system.ask, "DELETE", `/v1/media/${item.id}`);
    const sent = (await timeline(marta.ask, id)).filter((item) => item.direction === "outgoing");
    expect(sent.map(({ file }) => file?.state)).toEqual(files.map(() => "ready"));
  });

  it("4.2.4: one picture or several of the phone's own gallery are sent at once", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const pictures = Array.from({ length: 10 }, (_, at) => jpeg(10 + at, 10));
    // The app adds them all at the same time; a repeated upload adds nothing.
    const mediaIds = await Promise.all(
      pictures.map((bytes, at) => uploadedOnce(marta.ask, `IMG_${at}.jpg`, bytes)),
    );
    const { messages } = await send(marta.ask, id, {
      messages: mediaIds.map((mediaId) => ({ type: "image", mediaId })),
    });
    expect(messages).toHaveLength(10);
    const files = await arrived(system, 10);
    expect(files.map(({ sha256 }) => sha256)).toEqual(pictures.map(hashOf));
    // What is on somebody's phone is no part of the company's gallery.
    expect(await insist(system.ask, "GET", "/v1/media")).toMatchObject({ items: [] });
    await expectSoon(() => ana.received.length).toBe(10);
  });

  it("4.2.5: a picture that the phone's camera has just taken is sent", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const mediaId = await uploadedOnce(marta.ask, "camera.jpg", jpeg(40, 30, { components: 3 }));
    await send(marta.ask, id, { type: "image", mediaId });
    expect(await arrived(system, 1)).toMatchObject([
      { type: "image", mimeType: "image/jpeg", sha256: hashOf(jpeg(40, 30, { components: 3 })) },
    ]);
    await expectSoon(() => ana.received.length).toBe(1);
  });

  it("4.2.6: audio is sent: as a voice note when it was spoken into the microphone, as a file when it is one", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const memo = fileNamed("memo.ogg");
    const song = fileNamed("song.mp3");
    const spoken = await uploadedOnce(marta.ask, memo.name, memo.bytes);
    const chosen = await uploadedOnce(marta.ask, song.name, song.bytes);
    await send(marta.ask, id, { type: "audio", mediaId: spoken, voice: true });
    await send(marta.ask, id, { type: "audio", mediaId: chosen });
    const files = await arrived(system, 2);
    expect(files).toMatchObject([
      { type: "audio", voice: true, sha256: hashOf(memo.bytes) },
      { type: "audio", mimeType: "audio/mpeg", sha256: hashOf(song.bytes) },
    ]);
    expect(files[1]?.["voice"]).not.toBe(true);
    await expectSoon(() => ana.received.length).toBe(2);
    // WhatsApp shows nothing else as a voice note, and it is said before anything is queued.
    const refused = await marta.ask("POST", `/v1/conversations/${id}/messages`, {
      type: "audio",
      mediaId: chosen,
      voice: true,
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "message.media_unusable", errors: [{ field: "body.voice" }] },
    });
  });

  it("4.2.7: a pdf that is stored on the phone is sent, and what only calls itself one is not", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const offer = fileNamed("offer.pdf");
    const mediaId = await uploadedOnce(marta.ask, "Cotización 2026.pdf", offer.bytes);
    await send(marta.ask, id, { type: "document", mediaId });
    expect(await arrived(system, 1)).toMatchObject([
      {
        type: "document",
        mimeType: "application/pdf",
        filename: "Cotización 2026.pdf",
        sha256: hashOf(offer.bytes),
      },
    ]);
    await expectSoon(() => ana.received.length).toBe(1);
    const program = Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000\u0000", "latin1");
    const form = formWith("factura.pdf", program, "application/pdf");
    expect(await marta.ask("POST", "/v1/media", form)).toMatchObject({
      status: 422,
      body: { code: "media.type_refused" },
    });
  });

  it("4.2, important: video, which the app does not send yet, is sent", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const tour = fileNamed("tour.mp4");
    const mediaId = await uploaded(marta.ask, tour.name, tour.bytes);
    await send(marta.ask, id, { type: "video", mediaId, caption: "Así se arma" });
    expect(await arrived(system, 1)).toMatchObject([
      {
        type: "video",
        mimeType: "video/mp4",
        caption: "Así se arma",
        sha256: hashOf(tour.bytes),
      },
    ]);
    await expectSoon(() => ana.received.length).toBe(1);
    expect(ana.received[0]?.type).toBe("video");
  });

  it("4.2: no attachment but a template goes after the 24 hours", async () => {
    const system = await start();
    const { ana, id, marta } = await anaTalksToMarta(system);
    const mediaId = await uploaded(marta.ask, "uno.jpg", jpeg(3, 2));
    await system.sim.clock.advance(24 * 3_600_000);
    const messages = `/v1/conversations/${id}/messages`;
    expect(await marta.ask("POST", messages, { type: "image", mediaId })).toMatchObject({
      status: 409,
      body: { code: "window.closed" },
    });
    expect(ana.received).toEqual([]);
  });
});
