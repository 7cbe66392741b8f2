import { StoreUnavailableError, type Store } from "../../../src/store/store.ts";
import type { CallFault, Life, PortRules } from "../core/life.ts";
import type { Faults } from "../core/faults.ts";

/**
 * The store as one process reaches it: every method is a call to the outside. In the store itself each call is one indivisible step;
 * what lies between two calls is where others get in.
 */
export function storePort(
  store: Store,
  life: Life,
  options: { faults: Faults; isDown: () => boolean },
): Store {
  const rules: PortRules<never> = {
    isDown: options.isDown,
    drawFault: () => drawStoreFault(options.faults),
    failed: (fault) => {
      throw ERRORS[fault];
    },
  };
  const port: Record<string, unknown> = { name: store.name };
  for (const [method, implementation] of Object.entries(store)) {
    if (typeof implementation !== "function") continue;
    const run = implementation as (...args: unknown[]) => Promise<never>;
    port[method] = (...args: unknown[]) => life.call(`store.${method}`, () => run(...args), rules);
  }
  return port as unknown as Store;
}

/** Made once: with its stack, an error costs more than the call that it ends. */
const ERRORS: Record<CallFault, StoreUnavailableError> = {
  before: new StoreUnavailableError("simulated: the call was refused"),
  after: new StoreUnavailableError("simulated: the call took effect, and its answer was lost"),
};

function drawStoreFault(faults: Faults): CallFault | null {
  if (faults.strikes("storeErrorBefore")) return "before";
  return faults.strikes("storeErrorAfter") ? "after" : null;
}
