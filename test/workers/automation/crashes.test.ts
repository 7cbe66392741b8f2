import { beforeEach, expect, test } from "vitest";
import type { EffectTask } from "../../../src/domain/automation/effect.ts";
import { newUser } from "../../../src/domain/people/user.ts";
import { StoreUnavailableError } from "../../../src/store/store.ts";
import { ACME, T0 } from "../../support/builders.ts";
import { aChange, aProfile } from "../../support/contacts.ts";
import { useEffects } from "./support/effect-bench.ts";

const bench = useEffects();

const LEASE_MS = 30_000;

const assign: EffectTask = {
  kind: "assign",
  to: { kind: "pick", among: { kind: "role", roleId: "seller" }, by: "roundRobin" },
  onlyIfUnassigned: true,
  markUnread: false,
};
const record: EffectTask = {
  kind: "createRecord",
  record: "opportunity",
  title: "Forty chairs",
  stage: null,
  dueAt: null,
  ownerId: null,
};
const setCompany: EffectTask = { kind: "setField", field: "company", value: "Acme" };

beforeEach(async () => {
  for (const id of ["user-a", "user-b"]) {
    await bench().store.putUser(
      newUser({ workspaceId: ACME, id, name: id, role: "seller", createdAt: T0 }),
    );
  }
});

/** A worker whose process dies after it has done what an effect asks for, and before that is settled. */
const dies = () => ({
  store: {
    ...bench().store,
    settleEffect: () => Promise.reject(new StoreUnavailableError("the process is gone")),
  },
});
const contact = async () => (await bench().store.contact(ACME, bench().contactId))!;
const opportunities = async () => {
  const of = { by: "workspace" } as const;
  const query = { kind: "opportunity", of, unfinished: null, cursor: null, limit: 50 } as const;
  return (await bench().store.records(ACME, query)).items;
};

/** Carries out, dies, and carries out again when the lease has ended. */
async function twice(task: EffectTask, inBetween = async () => {}) {
  await bench().decide(task);
  await bench().work(dies());
  expect(await bench().came()).toEqual([]);
  await inBetween();
  await bench().work();
  expect(await bench().came()).toEqual([]);
  bench().clock.advance(LEASE_MS);
  await bench().work();
  return bench().came();
}

test("what was done before a crash is done again when its lease ends, and has one result", async () => {
  expect(await twice(record)).toMatchObject([{ result: { kind: "done" } }]);
  expect(await opportunities()).toHaveLength(1);
  bench().clock.advance(LEASE_MS);
  await bench().work();
  expect(await bench().came()).toHaveLength(1);
});

test("a record that somebody deleted after it was made is not made again", async () => {
  await twice(record, async () => {
    const [made] = await opportunities();
    const gone = { ...made!, version: made!.version + 1 };
    const edit = { workspaceId: ACME, expectedVersion: made!.version, record: gone, events: [] };
    expect(await bench().store.saveRecord({ ...edit, isDeleted: true })).toBe("saved");
  });
  expect(await opportunities()).toEqual([]);
});

test("a turn that was taken before a crash is the same one afterwards", async () => {
  expect(await twice(assign)).toMatchObject([{ command: { target: { userId: "user-a" } } }]);
  const turn = { workspaceId: ACME, pointer: "flow-1 s1", effectId: "other" };
  expect(await bench().store.takeTurn({ ...turn, userIds: ["user-a", "user-b"] })).toBe("user-b");
});

test("what somebody changed after a flow did, and before the flow knew, stays", async () => {
  const { store } = bench();
  await store.saveContact(aChange(await contact(), { crm: aProfile() }));
  const came = await twice(setCompany, async () => {
    const now = await contact();
    await store.saveContact(aChange(now, { crm: { ...now.crm!, company: "Theirs" } }, T0 + 1));
  });
  expect(came).toMatchObject([{ result: { kind: "done" } }]);
  expect((await contact()).crm?.company).toBe("Theirs");
});

test("of several workers at once each effect is one worker's, and each has one result", async () => {
  const ids = await bench().decide(...Array.from({ length: 40 }, () => record));
  await Promise.all([1, 2, 3, 4].map(() => bench().work({})));
  const came = await bench().came();
  expect(came.map(({ effectId }) => effectId).toSorted()).toEqual(ids.toSorted());
  expect(await opportunities()).toHaveLength(40);
});

test("a defect is tried again, and then fails the step instead of holding up the run for ever", async () => {
  await bench().decide(record);
  const broken = () => Promise.reject(new Error("a defect"));
  const store = { ...bench().store, saveRecord: broken };
  for (let tries = 1; tries <= 4; tries++) {
    expect(await bench().came()).toEqual([]);
    await bench().work({ store });
    bench().clock.advance(120_000);
  }
  expect(await bench().came()).toMatchObject([
    { result: { kind: "failed", code: "effect.defect" } },
  ]);
});

test("an effect over which processes die is given up after some tries", async () => {
  await bench().decide(record);
  for (let claims = 1; claims <= 10; claims++) {
    await bench().store.claimEffects({
      lane: "inside",
      now: bench().clock.now(),
      leaseMs: LEASE_MS,
      limit: 1,
    });
    bench().clock.advance(LEASE_MS);
  }
  await bench().work();
  expect(await bench().came()).toMatchObject([{ result: { code: "effect.interrupted" } }]);
});

test("while the store is away nothing is lost, and nothing is told", async () => {
  await bench().decide(record);
  const away = () => Promise.reject(new StoreUnavailableError("away"));
  await bench().work({ store: { ...bench().store, claimEffects: away } });
  await bench().work({ store: { ...bench().store, saveRecord: away } });
  expect(await bench().came()).toEqual([]);
  bench().clock.advance(LEASE_MS);
  await bench().work();
  expect(await bench().came()).toMatchObject([{ result: { kind: "done" } }]);
});

test("a process that stops claims nothing more", async () => {
  await bench().decide(record);
  await bench().work({ stopping: AbortSignal.abort() });
  expect(await bench().came()).toEqual([]);
});
