import type { IdMint } from "../../../src/simulator/ids.ts";
import { text } from "../../../src/simulator/payloads/content.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { World } from "../core/life.ts";
import type { Meta } from "./meta.ts";
import { SALES } from "./places.ts";
import { messageDraft } from "./wire.ts";

/** Somebody posts messages that WhatsApp never signed. Nothing of them may stand anywhere. */
export function planStrangers(options: {
  world: World;
  random: Random;
  mint: IdMint;
  meta: Meta;
  spanMs: number;
}): void {
  const { world, random, mint, meta, spanMs } = options;
  const { scheduler } = world;
  const count = random.int(0, 6);
  for (let number = 0; number < count; number++) {
    scheduler.after(random.int(0, spanMs), () => {
      const as = { name: "Mallory", waId: "15550006666" };
      const content = text("forged");
      const message = { id: mint.wamid("15550006666", "in"), at: scheduler.now(), content };
      meta.forge(messageDraft({ person: "Mallory", as, line: SALES }, message));
    });
  }
}
