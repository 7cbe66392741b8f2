import { beforeEach, expect, it } from "vitest";
import type { Command } from "../../src/domain/conversation/commands.ts";
import type { ConversationAddress } from "../../src/queues/doorbell.ts";
import type { Store } from "../../src/store/store.ts";
import { createAdvance } from "../../src/workers/advance.ts";
import { ACME, aMessage, aUser } from "../support/builders.ts";
import { useWorkshop } from "./support/workshop.ts";

const workshop = useWorkshop();
let address: ConversationAddress;

const assignTo = (userId: string): Command => ({
  name: "assign",
  target: { kind: "user", userId },
  markUnread: false,
});

/** A conversation, and two people who were switched off. */
beforeEach(async () => {
  const { store, accept, settle } = workshop();
  await store.putUser(aUser({ id: "eva", active: false }));
  await store.putUser(aUser({ id: "bob", active: false }));
  address = await accept(aMessage("1"));
  await settle(address);
});

/** Takes the turn on a store in which something happens in between. */
async function advanceWith(changes: (store: Store) => Partial<Store>): Promise<void> {
  const { store, deps, settle } = workshop();
  await createAdvance({ ...deps, store: { ...store, ...changes(store) } })(address, "live");
  await settle(address);
}

const ownerId = async () =>
  (await workshop().store.conversation(ACME, address.conversationId))!.conversation.facts.ownerId;

it("takes a conversation also from whom it was given to while it was taken from another (Q46)", async () => {
  const { ask } = workshop();
  await ask(address, assignTo("eva"));
  let isFirst = true;
  await advanceWith((store) => ({
    async submit(submission) {
      if (isFirst) {
        isFirst = false;
        await ask(address, assignTo("bob"));
      }
      return store.submit(submission);
    },
  }));
  expect(await ownerId()).toBeNull();
});

it("looks again whose it is when somebody else was faster (Q46)", async () => {
  const { ask, accept } = workshop();
  await accept(aMessage("2"));
  let isFirst = true;
  await advanceWith((store) => ({
    async commit(commit) {
      if (!isFirst) return store.commit(commit);
      isFirst = false;
      await ask(address, assignTo("eva"));
      return "conflict";
    },
  }));
  expect(await ownerId()).toBeNull();
});
