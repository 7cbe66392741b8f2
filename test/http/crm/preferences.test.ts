import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { LINE, MINUTE, T0 } from "../../support/builders.ts";
import { defaultLine, useBench } from "../support/bench.ts";
import { crmOf } from "../support/crm.ts";

const bench = useBench();
const { history } = crmOf(bench);

const PHONE = "5215512345678";

/** A `user_preferences` webhook, as WhatsApp sends it. */
function preferences(value: string, at: number, rest: object = { wa_id: PHONE }) {
  const metadata = { display_phone_number: "551140000001", phone_number_id: LINE };
  const item = {
    detail: "...",
    category: "marketing_messages",
    value,
    timestamp: at / 1_000,
    ...rest,
  };
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: "300000000000001",
        changes: [
          {
            field: "user_preferences",
            value: { messaging_product: "whatsapp", metadata, user_preferences: [item] },
          },
        ],
      },
    ],
  };
}

async function someone(): Promise<string> {
  const conversationId = await bench().converse("wamid.1", { from: PHONE });
  return conversationId.slice(LINE.length + 1);
}
const marketingOf = async (id: string) =>
  (await bench().store.contact(DEFAULT_WORKSPACE, id))?.preferences.marketing;

describe("what people tell WhatsApp about marketing", () => {
  it("is noted with the contact, under the number they used, and told in the history", async () => {
    const id = await someone();
    expect((await bench().hear(preferences("stop", T0))).statusCode).toBe(200);
    expect(await marketingOf(id)).toEqual({ wanted: false, at: T0, source: "whatsapp" });
    const [told] = await history(id);
    expect(told).toMatchObject({
      type: "contact.preference_changed",
      actor: { kind: "contact", id },
      data: { preference: "marketing", wanted: false, source: "whatsapp" },
    });
    const notices = (await bench().ask("GET", "/v1/notices")).json<{
      items: { event: string }[];
    }>();
    expect(notices.items.map(({ event }) => event)).toEqual(["stop"]);
  });

  it("is what they said last, in whatever order it arrives, and however often", async () => {
    const id = await someone();
    const words = [
      preferences("resume", T0 - MINUTE),
      preferences("stop", T0 - 2 * MINUTE),
      preferences("resume", T0 - MINUTE),
      preferences("stop", T0 - 3 * MINUTE),
    ];
    for (const word of words) await bench().hear(word);
    expect(await marketingOf(id)).toMatchObject({ wanted: true, at: T0 - MINUTE });
    const told = (await history(id)).filter(({ type }) => type === "contact.preference_changed");
    expect(told).toHaveLength(1);
  });

  it("does not last for ever when a clock of WhatsApp's runs ahead, nor against what a user decides", async () => {
    const id = await someone();
    await bench().hear(preferences("stop", T0 + 1_000 * MINUTE));
    expect((await marketingOf(id))?.at).toBeLessThan(T0 + 5 * MINUTE);
    await bench().ask("PUT", `/v1/contacts/${id}/preferences`, { marketing: true });
    expect(await marketingOf(id)).toMatchObject({ wanted: true, source: "user" });
  });

  it.each([
    ["somebody whom nobody knows", { wa_id: "15550009999" }],
    ["nobody at all", { wa_id: undefined }],
    ["another category", { wa_id: PHONE, category: "utility_messages" }],
    ["no word that is known", { wa_id: PHONE, value: "pause" }],
  ])("is kept as a notice alone when it is about %s", async (_, rest) => {
    const id = await someone();
    expect((await bench().hear(preferences("stop", T0, rest))).statusCode).toBe(200);
    expect(await marketingOf(id)).toBeNull();
    const notices = (await bench().ask("GET", "/v1/notices")).json<{ items: unknown[] }>();
    expect(notices.items).toHaveLength(1);
  });
});

describe("while the store cannot note it", () => {
  let isAway = true;
  const faulty = useBench({
    wrap: (store) => ({
      ...store,
      saveContact: (edit) =>
        isAway ? Promise.reject(new StoreUnavailableError("away")) : store.saveContact(edit),
    }),
  });

  it("is not acknowledged, and noted when WhatsApp repeats it", async () => {
    const conversationId = await faulty().converse("wamid.1", { from: PHONE });
    const id = conversationId.slice(LINE.length + 1);
    expect((await faulty().hear(preferences("stop", T0))).statusCode).toBe(503);
    isAway = false;
    expect((await faulty().hear(preferences("stop", T0))).statusCode).toBe(200);
    const contact = await faulty().store.contact(DEFAULT_WORKSPACE, id);
    expect(contact?.preferences.marketing?.wanted).toBe(false);
  });
});

describe("a stop word", () => {
  it("opts the contact out of what no person writes, and a start word in again", async () => {
    const { ask, store, converse } = bench();
    const { accessToken: _token, settings, ...line } = defaultLine();
    const { name, displayPhoneNumber, wabaId } = line;
    const { version: _version, autoCloseActivatedAt: _at, ...kept } = settings;
    const words = { ...kept, stopWords: ["Baja"], startWords: ["Alta"] };
    const saved = await ask("PUT", `/v1/lines/${LINE}`, {
      name,
      displayPhoneNumber,
      wabaId,
      settings: words,
    });
    expect(saved.statusCode).toBe(200);
    const id = await someone();
    await converse("wamid.2", { from: PHONE, body: "¡BAJA!" });
    const contact = async () => store.contact(DEFAULT_WORKSPACE, id);
    expect((await contact())?.preferences.whatsapp).toMatchObject({
      wanted: false,
      source: "stop_word",
    });
    const [told] = await history(id);
    expect(told).toMatchObject({ type: "contact.preference_changed", actor: { kind: "contact" } });
    await converse("wamid.3", { from: PHONE, body: "alta", at: T0 + MINUTE });
    expect((await contact())?.preferences.whatsapp?.wanted).toBe(true);
  });
});
