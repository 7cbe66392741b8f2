import { beforeEach, describe, expect, it } from "vitest";
import { DAY, LINE, SECOND_LINE, T0 } from "../../support/builders.ts";
import { defaultLine, problemOf, useBench } from "../support/bench.ts";
import { outboxOf } from "../support/sending.ts";
import { ANA, starting, type Started } from "../support/starting.ts";

const bench = useBench();
const { start, started, put, conversations, eventTypes, hear, crmContact } = starting(bench);

beforeEach(() => put());

describe("starting a conversation with a number", () => {
  it("makes contact and conversation, open, mine, with its window shut (Q5)", async () => {
    const response = await start({ phone: `+${ANA}` });
    expect(response.statusCode).toBe(201);
    const answer = response.json<Started>();
    expect(response.headers["location"]).toBe(`/v1/conversations/${answer.id}`);
    expect(answer).toMatchObject({
      state: "open",
      lifecycle: "open",
      window: { state: "none", lastInboundAt: null },
      ownership: "assigned",
      owner: { id: "admin" },
      episode: { number: 1, openedBy: { kind: "user", id: "admin" } },
      contact: { name: "", waId: ANA },
      unread: { count: 0 },
      messages: [{ status: "queued", content: { type: "template", text: "Hola amigo" } }],
      refused: [],
    });
    expect((await conversations()).map(({ id }) => id)).toEqual([answer.id]);
    expect(await outboxOf(bench(), answer.id)).toMatchObject([
      { freeForm: false, state: "queued" },
    ]);
  });

  it("fires no trigger, and neither does the contact's answer in it, which opens the window", async () => {
    const { id } = await started({ phone: `+${ANA}` });
    await hear(ANA, T0 + 1);
    const one = (await bench().ask("GET", `/v1/conversations/${id}`)).json<object>();
    expect(one).toMatchObject({
      id,
      window: { state: "open" },
      episode: { number: 1, openedBy: { kind: "user" } },
    });
    const types = await eventTypes();
    expect(types).toContain("conversation.opened");
    expect(types).toContain("message.received");
    expect(types).not.toContain("conversation.started_by_contact");
  });

  it.each([
    ["Mexico", "+525555550001", "5215555550001"],
    ["Mexico", "+5215555550001", "525555550001"],
    ["Brazil", "+551187654321", "5511987654321"],
    ["Brazil", "+55 11 98765-4321", "551187654321"],
    ["Argentina", "+541123456789", "5491123456789"],
    ["Argentina", "+54 9 11 2345-6789", "541123456789"],
  ])("is one with whoever is known under another form of it: %s, %s", async (_, phone, waId) => {
    await hear(waId);
    const [known] = await conversations();
    const answer = await started({ phone });
    expect(answer.id).toBe(known?.id);
    // WhatsApp's own form is sent to (Q65).
    expect(answer.contact.waId).toBe(waId);
  });

  it.each([
    ["525555550001", "answers under the form that WhatsApp gives it"],
    ["5215555550001", "answers"],
  ])("is one with the person who then writes as %s: %s", async (waId) => {
    const { id } = await started({ phone: `+${ANA}` });
    await hear(waId, T0 + 1);
    expect((await conversations()).map((one) => one.id)).toEqual([id]);
  });

  it("finds the contact of the CRM that has the number, and fills the template with it", async () => {
    const id = await crmContact({ firstName: "Berta", phones: [`+${ANA}`] });
    const answer = await started({ phone: `+${ANA}` });
    expect(answer.contact.id).toBe(id);
    expect(answer.messages[0]?.content["text"]).toBe("Hola Berta");
  });

  it("leaves a contact alone that has the number and is reached under another one", async () => {
    const id = await crmContact({ firstName: "Berta", phones: ["+15550001111", `+${ANA}`] });
    await started({ contactId: id });
    const answer = await started({ phone: `+${ANA}` });
    expect(answer.contact.id).not.toBe(id);
    expect(answer.contact.waId).toBe(ANA);
  });

  it.each(["5215555550001", "+0123456789", "+52", "", "+52155555500010000", "+52abc5550001", 52])(
    "refuses %j, which is no number with its country",
    async (phone) => {
      expect(problemOf(await start({ phone }))).toMatchObject({
        status: 400,
        fields: ["body.phone"],
      });
    },
  );
});

describe("starting a conversation with a contact", () => {
  it("uses the conversation that they have on this line, and opens a closed one (Q4)", async () => {
    await hear(ANA);
    const [known] = await conversations();
    const id = known?.id ?? "";
    await bench().ask("POST", `/v1/conversations/${id}/assign`, { target: { kind: "nobody" } });
    await bench().ask("POST", `/v1/conversations/${id}/close`, { description: "done" });
    bench().clock.advance(2 * DAY);
    const contactId = id.slice(LINE.length + 1);
    const answer = await started({ contactId });
    expect(answer).toMatchObject({
      id,
      lifecycle: "open",
      window: { state: "expired" },
      owner: null,
      episode: { number: 2, openedBy: { kind: "user", id: "admin" } },
    });
    expect(
      (await eventTypes()).filter((type) => type === "conversation.started_by_contact"),
    ).toHaveLength(1);
  });

  it("begins one of its own on another line", async () => {
    await bench().store.putLine(defaultLine({ id: SECOND_LINE, name: "Support" }));
    await hear(ANA);
    const [known] = await conversations();
    const contactId = (known?.id ?? "").slice(LINE.length + 1);
    const answer = await started({ contactId, line: SECOND_LINE });
    expect(answer).toMatchObject({ line: { id: SECOND_LINE }, contact: { id: contactId } });
    expect(await conversations()).toHaveLength(2);
  });

  it("of the CRM writes to their number on WhatsApp, or else to their primary one", async () => {
    const both = { firstName: "Berta", phones: ["+15550001111"], whatsappPhone: `+${ANA}` };
    const answer = await started({ contactId: await crmContact(both) });
    expect(answer.contact).toMatchObject({ id: "ct_crm", waId: ANA });
    const one = await crmContact({ firstName: "Carla", phones: ["+15550002222"] }, "ct_2");
    expect((await started({ contactId: one })).contact.waId).toBe("15550002222");
  });

  it("that has no number is refused, and so is one whose number is somebody else's", async () => {
    const nobody = await crmContact({ firstName: "Berta", emails: ["b@example.org"] });
    expect(problemOf(await start({ contactId: nobody }))).toMatchObject({
      status: 409,
      code: "contact.unreachable",
    });
    await hear(ANA);
    const [known] = await conversations();
    const double = await crmContact({ firstName: "Ana", phones: [`+${ANA}`] }, "ct_2");
    const response = await start({ contactId: double });
    expect(response.json()).toMatchObject({
      status: 409,
      code: "contact.number_taken",
      contactId: known?.id.slice(LINE.length + 1),
    });
  });
});
