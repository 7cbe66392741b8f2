/** Files that flows send, and ask for: out of the workspace's library onto the contact's phone, and from the phone into the run. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Content } from "../../src/simulator/payloads/content.ts";
import { document, image, type MediaRef } from "../../src/simulator/payloads/content-media.ts";
import { insist, timeline, uploaded } from "../acceptance/inbox.ts";
import { useOneWholeSystem } from "../acceptance/whole-system.ts";
import { expectSoon } from "../support/expect-soon.ts";
import { GOOD_FILES, jpeg, png } from "../support/sample-files.ts";
import { begins, ended, HOUR_MS, isAt, tag, tagsOf } from "./support/begins.ts";
import { order, phoneOf, runsOf, says, stepsOf, type Person, type Scene } from "./support/scene.ts";

const system = useOneWholeSystem();

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const OFFER = GOOD_FILES.find(({ name }) => name === "offer.pdf")!;

/** What the phone can open: which bytes, of which type, and what is written beside them. */
const filesOf = ({ sim }: Scene, { contact }: Person) =>
  contact.received
    .toSorted((a, b) => a.at - b.at)
    .map(({ type, request }) => {
      const { id, ...beside } = request[type] as { id: string };
      const { sha256, mimeType } = sim.media.info(id, "");
      return { type, sha256, mimeType, ...beside };
    });

describe("send", () => {
  it("an image and a document of the library: the phone has their bytes, with what was filled in", async () => {
    const { ask } = system();
    const photo = png(4, 3);
    const { scene, ana, flowId } = await begins(system(), [
      {
        id: "show",
        do: "send",
        messages: [
          {
            type: "image",
            mediaId: await uploaded(ask, "foto.png", photo),
            caption: "Para {{contact.profileName|usted}}",
          },
          {
            type: "document",
            mediaId: await uploaded(ask, OFFER.name, OFFER.bytes),
            caption: "La cotización",
            filename: "Cotización {{contact.profileName|usted}}.pdf",
          },
        ],
      },
    ]);
    expect(await ended(scene, flowId)).toEqual(["show: queued"]);
    await expectSoon(() => filesOf(scene, ana)).toEqual([
      { type: "image", sha256: hashOf(photo), mimeType: "image/png", caption: "Para Ana" },
      {
        type: "document",
        sha256: hashOf(OFFER.bytes),
        mimeType: "application/pdf",
        caption: "La cotización",
        filename: "Cotización Ana.pdf",
      },
    ]);
    const sent = (await timeline(ask, ana.id)).filter(({ direction }) => direction === "outgoing");
    expect(sent.map(({ sender, file }) => [sender?.kind, file?.state])).toEqual([
      ["automation", "ready"],
      ["automation", "ready"],
    ]);
  });

  it("a file that somebody has deleted from the library since: the run fails visibly, and nothing of the step is sent", async () => {
    const { ask } = system();
    const mediaId = await uploaded(ask, "vieja.jpg", jpeg(7, 2));
    const start = { on: "conversation.tagged", tags: ["muestra"] };
    const show = { id: "show", do: "send", messages: [says("Mire"), { type: "image", mediaId }] };
    const { scene, ana, flowId } = await begins(system(), [show], { start });
    await insist(ask, "DELETE", `/v1/media/${mediaId}`);
    await order(scene, ana.id, "tag", { tags: ["muestra"] });
    expect(await ended(scene, flowId, "failed")).toEqual(["show: failed"]);
    expect(phoneOf(ana)).toEqual([]);
  });
});

describe("ask for a file", () => {
  const steps = [
    {
      id: "ask",
      do: "ask",
      message: says("¿Nos manda una foto?"),
      expect: { kind: "media" },
      whenInvalid: says("Una foto o un documento, por favor"),
      repeats: 1,
      timeoutMs: HOUR_MS,
      saveAs: "file",
      next: "bien",
      onInvalid: "mal",
      onTimeout: "mal",
    },
    tag("bien"),
    tag("mal"),
  ];
  const FILES: [string, Buffer, string, (file: MediaRef) => Content][] = [
    ["a picture without a word", jpeg(9, 9), "image/jpeg", (file) => image(file)],
    ["a document", OFFER.bytes, OFFER.type, (file) => document(file, "comprobante.pdf")],
  ];

  it.each(FILES)(
    "takes %s, and remembers under which id it is downloaded",
    async (_, bytes, type, sent) => {
      const { scene, ana, flowId } = await begins(system(), steps);
      await isAt(scene, ana, "ask: answer");
      const { media } = scene.sim;
      const mediaId = media.put(bytes, type, "webhook");
      await ana.says(sent(media.ref(mediaId)));
      expect(await ended(scene, flowId)).toEqual(["ask: answered", "bien: applied"]);
      const file = async () =>
        (await timeline(scene.ask, ana.id)).find(({ file }) => file != null)?.file;
      await expectSoon(async () => (await file())?.state).toBe("ready");
      const { id: value, url } = (await file())!;
      const [run] = await runsOf(scene, flowId);
      expect(await stepsOf(scene, run!)).toContainEqual(
        expect.objectContaining({
          outcome: { kind: "answered", detail: expect.objectContaining({ value }) },
        }),
      );
      expect(url).toBe(`/v1/conversations/${ana.id}/media/${value}`);
    },
  );

  it("is not content with words: it asks again, and gives up", async () => {
    const { scene, ana, flowId } = await begins(system(), steps);
    await isAt(scene, ana, "ask: answer");
    await ana.says("Luego");
    await expectSoon(() => phoneOf(ana)).toEqual([
      "¿Nos manda una foto?",
      "Una foto o un documento, por favor",
      "¿Nos manda una foto?",
    ]);
    await isAt(scene, ana, "ask: answer");
    await ana.says("No tengo");
    expect((await ended(scene, flowId)).at(-1)).toBe("mal: applied");
    expect(await tagsOf(scene, ana)).toEqual(["mal"]);
  });
});
