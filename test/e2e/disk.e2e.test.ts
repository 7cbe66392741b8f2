import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { createFolder } from "./support/folder.ts";
import { limitedTo } from "./support/machine.ts";
import { createOutside, NO_REDIS, REAL } from "./support/outside.ts";
import { allAtRest, messagesIn, writeMany } from "./support/rush.ts";
import { startVentana } from "./support/ventana.ts";

const MESSAGES = 1_500;

test("a disk that fills up under load: 503 and never a 200 without a commit; with room again all of it arrives, once", async () => {
  await using folder = createFolder();
  await using outside = await createOutside({ batch: { min: 1, max: 10 } });
  const { ledger } = outside.simulator.webhooks;
  const env = { ...REAL, ...NO_REDIS };

  const full = startVentana({ cwd: folder.path, env, under: limitedTo({ fileKib: 2_048 }) });
  await outside.meet(await full.url());
  const keyOf = writeMany(outside, MESSAGES);
  await eventually("an answer that nothing can be stored", 60_000, () =>
    ledger.open().some(({ lastAnswer }) => lastAnswer === 503) ? true : undefined,
  );
  // A checkpoint may make room once more, and a busy machine refuses before the disk does.
  const ready = await eventually("a store that is down", 60_000, async () => {
    const answer = await outside.client.once({ path: "/health/ready" });
    return answer.status === 503 ? answer : undefined;
  });
  expect(ready).toMatchObject({ body: { store: "down" } });
  expect(ledger.all().map(({ lastAnswer }) => lastAnswer)).not.toContain(500);
  full.signal("SIGTERM");
  expect(await full.ended).toEqual({ code: 0, signal: null });
  // Of what waits for room, and is looked at every second, the log says nothing each time.
  expect(full.stdout()).not.toContain("A conversation could not be advanced");

  await using roomy = startVentana({ cwd: folder.path, env });
  await outside.meet(await roomy.url());
  await allAtRest(outside, folder.database);
  expect(messagesIn(folder.database).toSorted()).toEqual([...keyOf.keys()].toSorted());
});
