import { beforeEach, describe, expect, it } from "vitest";
import { jpeg } from "../../support/sample-files.ts";
import { problemOf, useBench } from "../support/bench.ts";
import { upload } from "../support/forms.ts";
import { aPerson, type Person } from "../support/person.ts";
import { post, sent } from "../support/sending.ts";

const bench = useBench();

interface Asset {
  id: string;
  url: string;
  oneOff: boolean;
}

let marta: Person;
let luis: Person;
beforeEach(async () => {
  marta = await aPerson(bench(), { id: "marta" });
  luis = await aPerson(bench(), { id: "luis" });
});

const photo = { name: "passport.jpg", bytes: jpeg() };
const add = async (headers: Record<string, string> = {}, query = "?oneOff=true") =>
  upload(marta, photo, headers, query);
const idsOf = async ({ ask }: Pick<Person, "ask">): Promise<string[]> =>
  (await ask("GET", "/v1/media")).json<{ items: Asset[] }>().items.map(({ id }) => id);

/** A conversation of somebody's. */
async function threadOf({ id }: Person, wamid: string, from: string): Promise<string> {
  const conversationId = await bench().converse(wamid, { from });
  const target = { kind: "user", userId: id };
  await bench().ask("POST", `/v1/conversations/${conversationId}/assign`, { target });
  return conversationId;
}

describe("a one-off (Q37)", () => {
  it("is in nobody's library, and found by whoever uploaded it alone", async () => {
    const { id, url, oneOff } = (await add()).json<Asset>();
    expect(oneOff).toBe(true);
    const shared = (await upload(marta, photo)).json<Asset>();
    expect(shared.oneOff).toBe(false);
    for (const person of [marta, luis, bench()]) expect(await idsOf(person)).toEqual([shared.id]);
    for (const path of [`/v1/media/${id}`, url]) {
      expect((await marta.ask("GET", path)).statusCode).toBe(200);
      for (const { ask } of [luis, bench()]) {
        expect(problemOf(await ask("GET", path)).code).toBe("media.unknown");
      }
    }
    const gone = async ({ ask }: Pick<Person, "ask">) => ask("DELETE", `/v1/media/${id}`);
    expect(problemOf(await gone(luis)).code).toBe("media.unknown");
    expect((await gone(marta)).statusCode).toBe(204);
    expect(problemOf(await marta.ask("GET", url)).code).toBe("media.unknown");
  });

  it("is sent by whoever uploaded it, and read by whoever reads the conversation", async () => {
    const { id } = (await add()).json<Asset>();
    const image = { type: "image", mediaId: id };
    const [ours, theirs] = [
      await threadOf(marta, "wamid.1", "5511900000001"),
      await threadOf(luis, "wamid.2", "5511900000002"),
    ];
    expect(problemOf(await post(luis, theirs, image))).toMatchObject({
      status: 422,
      code: "message.media_unusable",
      fields: ["body.mediaId"],
    });
    const { messages } = await sent(marta, ours, image);
    const path = `/v1/conversations/${ours}/media/${messages[0]?.id}`;
    expect((await bench().ask("GET", path)).rawPayload).toEqual(photo.bytes);
    expect(problemOf(await luis.ask("GET", path)).code).toBe("conversation.unknown");
    await marta.ask("DELETE", `/v1/media/${id}`);
    expect((await bench().ask("GET", path)).statusCode).toBe(200);
  });

  it("is one under its key, which is no key for the library then", async () => {
    const key = { "idempotency-key": "up-1" };
    const first = (await add(key)).json<Asset>();
    expect((await add(key)).json<Asset>()).toEqual(first);
    expect(problemOf(await add(key, ""))).toMatchObject({
      status: 422,
      code: "idempotency.key_reused",
    });
  });

  it("is asked for by `true`, and by nothing that only looks like it", async () => {
    for (const query of ["?oneOff=1", "?oneOff=", "?oneOff=true&oneOff=true", "?oneoff=true"]) {
      expect(problemOf(await add({}, query)).code).toBe("request.invalid");
    }
    expect((await add({}, "?oneOff=false")).json<Asset>().oneOff).toBe(false);
  });
});
