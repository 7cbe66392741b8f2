import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../../src/domain/ids.ts";
import { GLOBEX, HOUR, LINE, T0 } from "../../support/builders.ts";
import { defaultLine, problemOf, useBench } from "../support/bench.ts";
import { textMessage, webhook } from "../support/webhooks.ts";

const bench = useBench({ settings: { linesMax: 3 } });

const NEW_LINE = "100000000000077";
const INPUT = {
  name: "Support",
  displayPhoneNumber: "+55 11 4000-0077",
  wabaId: "300000000000001",
  accessToken: "EAAG-very-secret",
};

const put = (body: unknown, id = NEW_LINE) => bench().ask("PUT", `/v1/lines/${id}`, body);
const stored = (id = NEW_LINE) => bench().store.line(DEFAULT_WORKSPACE, id);

describe("registering a line", () => {
  it("makes it with the defaults, and never shows its token", async () => {
    const response = await put(INPUT);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({
      id: NEW_LINE,
      name: "Support",
      portfolioId: "300000000000001",
      hasAccessToken: true,
      settings: { windowMs: 24 * HOUR, closingLeadMs: HOUR, autoClose: null, version: 1 },
      replayed: 0,
    });
    const answers = [response, await bench().ask("GET", "/v1/lines")];
    answers.push(await bench().ask("GET", `/v1/lines/${NEW_LINE}`));
    for (const { body } of answers) expect(body).not.toContain("very-secret");
    expect((await stored())?.accessToken).toBe("EAAG-very-secret");
  });

  it("replays what was parked for it, and for it only", async () => {
    const { hear, ask } = bench();
    await hear(webhook({ messages: [textMessage("wamid.1"), textMessage("wamid.2")] }, NEW_LINE));
    await hear(webhook({ messages: [textMessage("wamid.3")] }, "100000000000088"));
    expect((await put(INPUT)).json()).toMatchObject({ replayed: 2 });
    await bench().engine.idle();
    const list = await ask("GET", `/v1/conversations?line=${NEW_LINE}`);
    expect(list.json()).toMatchObject({ items: [{ unread: { count: 2 } }] });
    const parked = await ask("GET", "/v1/parked");
    expect(parked.json()).toMatchObject({ items: [{ lineId: "100000000000088" }] });
  });

  it("again keeps the token, the settings and the portfolio that are not said", async () => {
    const settings = { windowMs: 10 * HOUR };
    await put({ ...INPUT, portfolioId: "p-1", settings });
    const { accessToken: _accessToken, ...rest } = INPUT;
    const response = await put({ ...rest, name: "Renamed" });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      name: "Renamed",
      hasAccessToken: true,
      portfolioId: "p-1",
      settings: { windowMs: 10 * HOUR, version: 1 },
    });
    await put({ ...rest, accessToken: null });
    expect(await stored()).toMatchObject({ accessToken: null });
  });

  it("with settings counts their version, and notes when auto-close is switched on", async () => {
    const { clock } = bench();
    await put(INPUT);
    clock.advance(5_000);
    const autoClose = { afterMs: HOUR, description: "No answer" };
    const response = await put({ ...INPUT, settings: { autoClose } });
    expect(response.json()).toMatchObject({
      settings: {
        version: 2,
        autoClose: { ...autoClose, enabled: true, reasonCode: null },
        autoCloseActivatedAt: new Date(clock.now()).toISOString(),
      },
    });
  });

  it("beyond the limit gets 409, but changing one does not", async () => {
    await put(INPUT, "100000000000011");
    await put(INPUT, "100000000000012");
    expect(problemOf(await put(INPUT, "100000000000013"))).toMatchObject({
      status: 409,
      code: "line.limit_reached",
    });
    expect((await put(INPUT, LINE)).statusCode).toBe(200);
  });

  it("that another workspace holds gets 409 and changes nothing", async () => {
    await bench().store.putLine(defaultLine({ workspaceId: GLOBEX, id: NEW_LINE, name: "Theirs" }));
    expect(problemOf(await put(INPUT))).toMatchObject({ status: 409, code: "line.taken" });
    expect((await bench().store.line(GLOBEX, NEW_LINE))?.name).toBe("Theirs");
  });

  it.each([
    [{ name: " " }, "body.name"],
    [{ name: undefined }, "body.name"],
    [{ wabaId: "abc" }, "body.wabaId"],
    [{ wabaId: 300 }, "body.wabaId"],
    [{ settings: { windowMs: 25 * HOUR } }, "body.settings.windowMs"],
    [{ settings: { windowMs: HOUR, closingLeadMs: HOUR } }, "body.settings.closingLeadMs"],
    [{ settings: { version: 7 } }, "body.settings.version"],
    [{ settings: { autoClose: { afterMs: HOUR } } }, "body.settings.autoClose.description"],
    [{ settings: { autoCloseActivatedAt: 0 } }, "body.settings.autoCloseActivatedAt"],
    [{ accessToken: "" }, "body.accessToken"],
    [{ id: "1" }, "body.id"],
  ])("with %j gets 400 and the field", async (changes, field) => {
    expect(problemOf(await put({ ...INPUT, ...changes }))).toMatchObject({
      status: 400,
      fields: [field],
    });
    expect(await stored()).toBeNull();
  });

  it.each(["abc", "1 or 1=1", "$ne", "1".repeat(33)])("under the id %s gets 400", async (id) => {
    const problem = problemOf(await put(INPUT, encodeURIComponent(id)));
    expect(problem).toMatchObject({ status: 400, fields: ["path.phoneNumberId"] });
  });

  it("and a line that is not there is 404", async () => {
    expect(problemOf(await bench().ask("GET", "/v1/lines/999")).code).toBe("line.unknown");
  });
});

describe("how a line's sending stands", () => {
  const STOP = { reason: "authorization", code: 190, since: T0, resumes: 0 } as const;
  const stop = () => bench().store.stopLine(DEFAULT_WORKSPACE, LINE, STOP);
  const sendingOf = async () => {
    const [one, list] = await Promise.all([
      bench().ask("GET", `/v1/lines/${LINE}`),
      bench().ask("GET", "/v1/lines"),
    ]);
    const { items } = list.json<{ items: { id: string; sending: unknown }[] }>();
    expect(items.find(({ id }) => id === LINE)?.sending).toEqual(one.json().sending);
    return one.json().sending;
  };
  const RUNNING = {
    state: "running",
    reason: null,
    code: null,
    since: null,
    perSecond: null,
    messagingLimit: null,
  };

  it("is said with the line, and what WhatsApp allows it", async () => {
    expect(await sendingOf()).toEqual(RUNNING);
    const capacity = { perSecond: 20, messagingLimit: 250, learnedAt: T0 };
    await bench().store.learnCapacity(DEFAULT_WORKSPACE, LINE, capacity);
    await stop();
    expect(await sendingOf()).toEqual({
      state: "stopped",
      reason: "authorization",
      code: 190,
      since: new Date(T0).toISOString(),
      perSecond: 20,
      messagingLimit: 250,
    });
  });

  it("is running again once somebody resumes it, which rings for what waits", async () => {
    await stop();
    const response = await bench().ask("POST", `/v1/lines/${LINE}/resume`);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id: LINE, sending: RUNNING });
    expect(await sendingOf()).toEqual(RUNNING);
    expect(bench().engine.lineRings).toEqual([LINE]);
  });

  it("is running again with a new token, and not with another name", async () => {
    const { accessToken, ...rest } = INPUT;
    await stop();
    expect((await put(rest, LINE)).json()).toMatchObject({ sending: { state: "stopped" } });
    expect((await put({ ...rest, accessToken: null }, LINE)).json()).toMatchObject({
      sending: { state: "stopped" },
    });
    expect((await put({ ...rest, accessToken }, LINE)).json()).toMatchObject({ sending: RUNNING });
    expect(bench().engine.lineRings).toEqual([LINE]);
  });

  it("is nobody else's to change", async () => {
    expect(problemOf(await bench().ask("POST", "/v1/lines/999/resume"))).toMatchObject({
      code: "line.unknown",
    });
  });
});
