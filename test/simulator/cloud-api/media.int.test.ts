import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { image } from "../../../src/simulator/payloads/content-media.ts";
import { createPlayground, type Playground } from "./playground.ts";

const minute = 60_000;
const day = 86_400_000;
const photo = Buffer.from("not really a photo");

let play: Playground;
beforeEach(async () => {
  play = await createPlayground();
});
afterEach(() => play[Symbol.asyncDispose]());

const bearer = () => ({ authorization: `Bearer ${play.line.accessToken}` });

async function upload(bytes: Buffer, type: string) {
  const body = new FormData();
  body.set("messaging_product", "whatsapp");
  body.set("type", type);
  body.set("file", new Blob([new Uint8Array(bytes)], { type }), "file");
  return play.call(`${play.line.phoneNumberId}/media`, { method: "POST", body });
}

async function urlOf(id: string): Promise<string> {
  const { body } = await play.call(id);
  return body["url"] as string;
}

describe("media", () => {
  it("of an inbound message is fetched in two steps and is what the webhook's hash says", async () => {
    const id = play.sim.media.put(photo, "image/jpeg", "webhook");
    const ref = play.sim.media.ref(id);
    const ana = play.sim.contact({ name: "Ana", waId: "525511110001" });
    ana.sends(play.line, image(ref, "Mira"));
    const { body } = await play.call(`${id}?phone_number_id=${play.line.phoneNumberId}`);
    expect(body).toMatchObject({
      id,
      mime_type: "image/jpeg",
      file_size: photo.byteLength,
      sha256: createHash("sha256").update(photo).digest("hex"),
    });
    const download = await fetch(body["url"] as string, { headers: bearer() });
    expect(download.headers.get("content-type")).toBe("image/jpeg");
    const bytes = Buffer.from(await download.arrayBuffer());
    expect(bytes).toEqual(photo);
    expect(createHash("sha256").update(bytes).digest("base64")).toBe(ref.sha256);
  });

  it("cannot be downloaded without the token", async () => {
    const url = await urlOf(play.sim.media.put(photo, "image/jpeg", "webhook"));
    expect((await fetch(url)).status).toBe(401);
  });

  it("has a url for five minutes: then 404, and a new url works", async () => {
    const id = play.sim.media.put(photo, "image/jpeg", "webhook");
    const url = await urlOf(id);
    await play.sim.clock.advance(5 * minute - 1);
    expect((await fetch(url, { headers: bearer() })).status).toBe(200);
    await play.sim.clock.advance(1);
    expect((await fetch(url, { headers: bearer() })).status).toBe(404);
    expect((await fetch(await urlOf(id), { headers: bearer() })).status).toBe(200);
  });

  it("has an id for 7 days from a webhook and 30 from an upload: then 100 with subcode 33", async () => {
    const inbound = play.sim.media.put(photo, "image/jpeg", "webhook");
    const { body } = await upload(photo, "image/png");
    const uploaded = body["id"] as string;
    await play.sim.clock.advance(7 * day);
    expect((await play.call(inbound)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect((await play.call(uploaded)).status).toBe(200);
    await play.sim.clock.advance(23 * day);
    expect((await play.call(uploaded)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it("is refused on upload when the type or the size is not allowed", async () => {
    expect((await upload(photo, "image/gif")).body.error?.code).toBe(131053);
    expect((await upload(Buffer.alloc(5_000_001), "image/png")).body.error?.code).toBe(131053);
    expect((await upload(Buffer.alloc(5_000_000), "image/png")).status).toBe(200);
    expect((await upload(photo, "audio/ogg; codecs=opus")).status).toBe(200);
  });

  it("can be deleted, and a send of what is gone fails later with 131053", async () => {
    const ana = play.sim.contact({ name: "Ana", waId: "525511110001" });
    ana.says(play.line, "Hola");
    const id = (await upload(photo, "image/png")).body["id"] as string;
    const send = () => play.send({ to: "+525511110001", type: "image", image: { id } });
    await send();
    expect((await play.call(id, { method: "DELETE" })).body).toEqual({ success: true });
    await send();
    await play.sim.settle();
    expect(ana.received).toHaveLength(1);
    const failed = play.statuses().filter(({ status }) => status === "failed");
    expect(failed[0]?.errors?.[0]?.code).toBe(131053);
  });
});
