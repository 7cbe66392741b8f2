import { NOTHING_AUTOMATED, type AutomationLog } from "../../../src/domain/commit.ts";
import type { ConversationRef } from "../../../src/store/conversation-store.ts";
import { aMessage, T0 } from "../../support/builders.ts";
import { commitOf } from "../../support/plain-step.ts";
import { refOf, useWorkbench, type StoreFactory, type Workbench } from "./setup.ts";

let messages = 0;

/** A workbench whose commits automations take part in. */
export function useAutomations(factory: StoreFactory) {
  const bench: () => Workbench = useWorkbench(factory);
  const store = () => bench().store;

  /** Begins a conversation of Ana's, or goes on with it: the step of a message, with what automations did in it. */
  async function commit(
    log: (ref: ConversationRef) => Partial<AutomationLog>,
    item = aMessage(`message ${++messages}`),
    at = T0,
  ): Promise<ConversationRef> {
    const ref = refOf((await bench().accept([item], at))[0]);
    const plain = commitOf(await bench().load(ref), { at });
    const automation = { ...NOTHING_AUTOMATED, ...log(ref) };
    const result = await store().commit({ ...plain, automation });
    if (result !== "committed") throw new Error(result);
    return ref;
  }

  return { bench, store, commit };
}
