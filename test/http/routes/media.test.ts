import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { mediaForSend } from "../../../src/store/media-for-send.ts";
import { BAD_FILES, GOOD_FILES, jpeg, png, webp } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { formOf, postForm, upload } from "../support/forms.ts";

const bench = useBench();

interface Asset {
  id: string;
  kind: string;
  type: string;
  filename: string;
  url: string;
  animated: boolean;
}

const photo = { name: "photo.jpg", type: "image/jpeg", bytes: jpeg() };
const add = async (file: Parameters<typeof upload>[1] = photo): Promise<Asset> =>
  (await upload(bench(), file)).json<Asset>();
const list = async (query = ""): Promise<string[]> => {
  const page = (await bench().ask("GET", `/v1/media${query}`)).json<{ items: Asset[] }>();
  return page.items.map(({ filename }) => filename);
};

describe("the library", () => {
  it.each(GOOD_FILES)(
    "takes $name, and gives it back as a download",
    async ({ name, type, bytes }) => {
      const response = await upload(bench(), { name, bytes });
      expect(response.statusCode).toBe(201);
      const asset = response.json<Asset>();
      expect(asset).toMatchObject({ type, filename: name, bytes: bytes.byteLength });
      expect((await bench().ask("GET", `/v1/media/${asset.id}`)).json()).toEqual(asset);
      const content = await bench().ask("GET", asset.url);
      expect(content.statusCode).toBe(200);
      expect(content.rawPayload).toEqual(bytes);
      expect(content.headers).toMatchObject({
        "content-type": type,
        "content-length": String(bytes.byteLength),
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": `attachment; filename="${name}"; filename*=UTF-8''${name}`,
        "cache-control": "no-store",
      });
    },
  );

  it("tells moving stickers", async () => {
    const sticker = await add({ name: "a.webp", bytes: webp({ animated: true }) });
    expect(sticker).toMatchObject({ kind: "sticker", animated: true });
  });

  it("lists newest first, page by page, all kinds or one", async () => {
    for (const name of ["a.jpg", "b.jpg", "c.jpg"]) {
      await add({ ...photo, name });
      bench().clock.advance(1);
    }
    await add(GOOD_FILES.find(({ name }) => name === "offer.pdf"));
    expect(await list()).toEqual(["offer.pdf", "c.jpg", "b.jpg", "a.jpg"]);
    expect(await list("?kind=image&limit=2")).toEqual(["c.jpg", "b.jpg"]);
    expect(await list("?kind=video")).toEqual([]);
    const page = (await bench().ask("GET", "/v1/media?limit=2")).json<{ cursor: string }>();
    expect(await list(`?cursor=${page.cursor}`)).toEqual(["b.jpg", "a.jpg"]);
    expect(problemOf(await bench().ask("GET", "/v1/media?cursor=x")).code).toBe("cursor.invalid");
  });

  it("deletes a file: it is neither listed nor given out any more", async () => {
    const { id, url } = await add();
    expect((await bench().ask("DELETE", `/v1/media/${id}`)).statusCode).toBe(204);
    expect(await list()).toEqual([]);
    for (const gone of [`/v1/media/${id}`, url]) {
      expect(problemOf(await bench().ask("GET", gone)).code).toBe("media.unknown");
    }
    expect(problemOf(await bench().ask("DELETE", `/v1/media/${id}`)).code).toBe("media.unknown");
  });

  it("tells what a send has to know, of what can be sent", async () => {
    const { store } = bench();
    const { id } = await add({ ...photo, bytes: jpeg() });
    expect(await mediaForSend(store, { workspaceId: DEFAULT_WORKSPACE, sender: null }, id)).toEqual(
      {
        kind: "image",
        type: "image/jpeg",
        bytes: jpeg().byteLength,
        animated: false,
        filename: "photo.jpg",
      },
    );
    expect(await mediaForSend(store, { workspaceId: "elsewhere", sender: null }, id)).toBeNull();
    await bench().ask("DELETE", `/v1/media/${id}`);
    expect(
      await mediaForSend(store, { workspaceId: DEFAULT_WORKSPACE, sender: null }, id),
    ).toBeNull();
  });

  it("gives a range, ignores what it cannot give, and refuses what lies outside", async () => {
    const text = { name: "a.txt", type: "text/plain", bytes: Buffer.from("0123456789") };
    const { url } = await add(text);
    const get = (range: string) => bench().ask("GET", url, undefined, { range });
    const cases: [string, number, string, string | undefined][] = [
      ["bytes=2-4", 206, "234", "bytes 2-4/10"],
      ["bytes=7-", 206, "789", "bytes 7-9/10"],
      ["bytes=-3", 206, "789", "bytes 7-9/10"],
      ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
      ["bytes=0-0", 206, "0", "bytes 0-0/10"],
      ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
      ["bytes=0-1,3-4", 200, "0123456789", undefined],
      ["bytes=4-2", 200, "0123456789", undefined],
      ["lines=1-2", 200, "0123456789", undefined],
      ["bytes=-", 200, "0123456789", undefined],
    ];
    for (const [range, status, body, contentRange] of cases) {
      const response = await get(range);
      expect([range, response.statusCode, response.body]).toEqual([range, status, body]);
      expect(response.headers["content-range"]).toBe(contentRange);
    }
    for (const range of ["bytes=10-", "bytes=99-100", "bytes=-0"]) {
      const response = await get(range);
      expect(problemOf(response).code).toBe("media.range_unsatisfiable");
      expect(response.headers["content-range"]).toBe("bytes */10");
    }
  });

  it("says so when the bytes cannot be reached, and keeps nothing", async () => {
    const { url } = await add();
    bench().blobs.break(true);
    const refused = await upload(bench(), { ...photo, bytes: jpeg(3, 3) });
    expect(problemOf(refused)).toMatchObject({ status: 503, code: "media.unavailable" });
    expect(problemOf(await bench().ask("GET", url)).code).toBe("media.unavailable");
    expect(await list()).toHaveLength(1);
    expect(bench().blobs.drafts()).toBe(0);
  });
});

describe("an upload", () => {
  it.each(BAD_FILES)("of $what is refused, and nothing of it is kept", async ({ bytes, what }) => {
    for (const type of ["image/png", "application/pdf", undefined]) {
      const name = "photo.png";
      const response = await upload(bench(), {
        name,
        bytes,
        ...(type === undefined ? {} : { type }),
      });
      const code = what === "nothing" ? "media.empty" : "media.type_refused";
      expect(problemOf(response)).toEqual({ status: 422, code, fields: ["body.file"] });
    }
    expect(bench().blobs.kept.size + bench().blobs.drafts()).toBe(0);
  });

  it("of a picture whose colours WhatsApp does not take is refused, and says what it takes", async () => {
    const refused = await upload(bench(), { name: "a.png", bytes: png(2, 2, [16, 2]) });
    expect(problemOf(refused)).toMatchObject({ status: 422, code: "media.type_refused" });
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining("8 bits") });
    expect(bench().blobs.kept.size + bench().blobs.drafts()).toBe(0);
  });

  it("of something else than declared is refused", async () => {
    for (const type of ["text/html", "image/png", "image/svg+xml", "application/javascript"]) {
      const response = await upload(bench(), { ...photo, type });
      expect(problemOf(response).code).toBe("media.type_mismatch");
    }
    expect(bench().blobs.kept.size).toBe(0);
  });

  it.each([
    ["../../etc/passwd", "passwd.jpg"],
    ["..\\\\..\\\\boot.ini", "boot.ini.jpg"],
    ["a.jpg.html", "a.jpg.html.jpg"],
    ["photo\u202egpj.exe", "photogpj.exe.jpg"],
    ["\u0007", "file.jpg"],
    ["", "file.jpg"],
  ])("named %j is kept as %j", async (name, safe) => {
    const { filename, url } = await add({ ...photo, name });
    expect(filename).toBe(safe);
    const content = await bench().ask("GET", url);
    expect(content.headers["content-disposition"]).toContain(`filename="${safe}"`);
  });

  it("named with letters of other alphabets is given back by its name", async () => {
    const { url } = await add({ ...photo, name: "Catálogo – 写真.jpg" });
    expect((await bench().ask("GET", url)).headers["content-disposition"]).toBe(
      `attachment; filename="Cat_logo _ __.jpg"; filename*=UTF-8''Cat%C3%A1logo%20%E2%80%93%20%E5%86%99%E7%9C%9F.jpg`,
    );
  });

  it.each([
    ["an image", jpeg(), "image/jpeg", 5_000_000],
    ["a still sticker", webp(), "image/webp", 100_000],
    ["a moving sticker", webp({ animated: true }), "image/webp", 500_000],
  ])("of %s may have so many bytes and not one more", async (_what, head, type, bytesMax) => {
    const fill = (size: number) => Buffer.concat([head, Buffer.alloc(size - head.byteLength, 1)]);
    const full = await upload(bench(), { name: "a", type, bytes: fill(bytesMax) });
    expect(full.statusCode).toBe(201);
    const over = await upload(bench(), { name: "a", type, bytes: fill(bytesMax + 1) });
    expect(problemOf(over)).toMatchObject({ status: 413, code: "media.too_large" });
    expect(over.json()).toMatchObject({
      errors: [{ field: "body.file", rule: `must have at most ${bytesMax} bytes` }],
      bytesMax,
    });
    expect(bench().blobs.drafts()).toBe(0);
  });

  it("under one Idempotency-Key adds one file, and with another file the key is refused", async () => {
    const once = async (key: string, file = photo) =>
      upload(bench(), file, { "idempotency-key": key });
    const first = (await once("up-1")).json<Asset>();
    bench().clock.advance(1_000);
    expect((await once("up-1")).json()).toEqual(first);
    expect(await list()).toHaveLength(1);
    for (const other of [
      { ...photo, bytes: jpeg(3, 3) },
      { ...photo, name: "other.jpg" },
    ]) {
      expect(problemOf(await once("up-1", other))).toMatchObject({
        status: 422,
        code: "idempotency.key_reused",
      });
    }
    expect((await once("up-2")).json<Asset>().id).not.toBe(first.id);
    expect(await list()).toHaveLength(2);
    expect(bench().blobs.drafts()).toBe(0);
    expect(bench().blobs.kept.size).toBe(1);
    expect(problemOf(await once("a b"))).toMatchObject({ status: 400, code: "request.invalid" });
  });

  it("needs a form, and a token", async () => {
    expect(problemOf(await bench().ask("POST", "/v1/media", {}))).toMatchObject({
      status: 415,
      code: "media.not_multipart",
    });
    // A form under the content type that all other routes want.
    const mixed = formOf([{ filename: "photo.jpg", bytes: jpeg() }]);
    const json = { "content-type": "application/json" };
    expect(problemOf(await bench().ask("POST", "/v1/media", mixed, json))).toMatchObject({
      status: 415,
      code: "media.not_multipart",
    });
    const anonymous = await bench().app.inject({ method: "POST", url: "/v1/media" });
    expect(anonymous.statusCode).toBe(401);
  });

  it("of nothing, of text, or under another name is told what to send", async () => {
    const file = { filename: "photo.jpg", bytes: jpeg() };
    for (const parts of [[], [{ bytes: "text" }], [{ ...file, name: "photo" }]]) {
      expect(problemOf(await postForm(bench(), formOf(parts)))).toMatchObject({
        status: 400,
        code: "request.invalid",
        fields: ["body.file"],
      });
    }
    expect(bench().blobs.drafts()).toBe(0);
  });
});
