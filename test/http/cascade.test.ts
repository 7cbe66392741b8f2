import { describe, expect, it } from "vitest";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { aUser } from "../support/builders.ts";
import { problemOf, useBench } from "./support/bench.ts";
import { crmOf } from "./support/crm.ts";

const bench = useBench();
const { create, card, history } = crmOf(bench);

const PHONE = "5215512345678";
const ALL = { contact: true, opportunities: true, activities: true, tasks: true };

/** Bruno's conversation, and his contact with a record of each kind, finished and not. */
async function scene() {
  const { ask, store } = bench();
  await store.putUser(aUser({ workspaceId: DEFAULT_WORKSPACE, id: "leo" }));
  const conversationId = await bench().converse("wamid.1", { from: PHONE });
  const { id: contactId } = await create({ phones: [`+${PHONE}`] });
  const add = async (path: string, body: object) =>
    (await ask("POST", path, { contactId, ...body })).json<{ id: string }>().id;
  return {
    conversationId,
    contactId,
    open: await add("/v1/opportunities", { title: "Open" }),
    won: await add("/v1/opportunities", { title: "Won", state: "won" }),
    call: await add("/v1/activities", { type: "call" }),
    task: await add("/v1/tasks", { title: "Task" }),
    done: await add("/v1/tasks", { title: "Done", state: "done" }),
  };
}

const ownerOf = async (path: string) =>
  (await bench().ask("GET", path)).json<{ ownerId: string | null }>().ownerId;

describe("assigning a conversation with what belongs to its contact", () => {
  it("moves it in one step, says how much, and leaves what is finished", async () => {
    const { ask } = bench();
    const { conversationId, contactId, open, won, call, task, done } = await scene();
    const target = { kind: "user", userId: "leo" };
    const url = `/v1/conversations/${conversationId}/assign`;
    const key = { "idempotency-key": "assign-1" };
    const answer = await ask("POST", url, { target, cascade: ALL }, key);
    const moved = { contact: 1, opportunities: 1, activities: 1, tasks: 1 };
    expect(answer.json()).toMatchObject({ owner: { id: "leo" }, moved });
    expect((await card(contactId)).ownerId).toBe("leo");
    for (const path of [
      `/v1/opportunities/${open}`,
      `/v1/activities/${call}`,
      `/v1/tasks/${task}`,
    ]) {
      expect(await ownerOf(path)).toBe("leo");
    }
    expect(await ownerOf(`/v1/opportunities/${won}`)).toBeNull();
    expect(await ownerOf(`/v1/tasks/${done}`)).toBeNull();
    const changes = (await history(contactId)).filter(({ type }) => type.endsWith("owner_changed"));
    expect(changes).toHaveLength(4);
    for (const change of changes) {
      expect(change).toMatchObject({
        conversationId,
        actor: { kind: "user", id: "admin" },
        data: { ownerId: "leo", previousOwnerId: null },
      });
    }
    // The same key again, and the same question anew.
    expect((await ask("POST", url, { target, cascade: ALL }, key)).json()).toMatchObject({ moved });
    expect((await ask("POST", url, { target, cascade: ALL })).json()).toMatchObject({
      moved: { contact: 0, opportunities: 0, activities: 0, tasks: 0 },
    });
  });

  it("moves only what is asked for, and says nothing when nothing is", async () => {
    const { ask } = bench();
    const { conversationId, contactId, open, task } = await scene();
    const target = { kind: "user", userId: "leo" };
    const url = `/v1/conversations/${conversationId}/assign`;
    const answer = await ask("POST", url, { target, cascade: { tasks: true } });
    expect(answer.json()).toMatchObject({
      moved: { contact: 0, opportunities: 0, activities: 0, tasks: 1 },
    });
    expect(await ownerOf(`/v1/tasks/${task}`)).toBe("leo");
    expect(await ownerOf(`/v1/opportunities/${open}`)).toBeNull();
    expect((await card(contactId)).ownerId).toBeNull();
    expect((await ask("POST", url, { target })).json()).not.toHaveProperty("moved");
  });

  it("is refused for any target but a user, and then nothing moves", async () => {
    const { ask } = bench();
    const { conversationId, contactId, task } = await scene();
    const url = `/v1/conversations/${conversationId}/assign`;
    for (const kind of ["nobody", "contactOwner"]) {
      const answer = await ask("POST", url, { target: { kind }, cascade: { tasks: true } });
      expect(problemOf(answer)).toMatchObject({
        status: 422,
        code: "conversation.cascade_needs_user",
        fields: ["body.cascade"],
      });
    }
    const strange = { target: { kind: "user", userId: "leo" }, cascade: { deals: true } };
    expect(problemOf(await ask("POST", url, strange)).fields).toEqual(["body.cascade.deals"]);
    expect(await ownerOf(`/v1/tasks/${task}`)).toBeNull();
    expect((await card(contactId)).ownerId).toBeNull();
  });
});
