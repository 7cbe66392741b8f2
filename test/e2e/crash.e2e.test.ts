import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { createFolder, type Folder } from "./support/folder.ts";
import { createOutside, NO_REDIS, REAL, type Outside } from "./support/outside.ts";
import { allAtRest, messagesIn } from "./support/rush.ts";
import { startVentana, type Ventana } from "./support/ventana.ts";

const KILLER = join(import.meta.dirname, "support/killer.mjs");
/** reliability.md 3.4: a process-killer is isolated in 3 restarts at most. */
const DEATHS_MAX = 3;

const start = ({ path: cwd }: Folder, options = ""): Ventana =>
  startVentana({ cwd, env: { ...REAL, ...NO_REDIS, NODE_OPTIONS: options } });

/** Starts the program again and again, as a supervisor does, until nothing waits in the store. Answers it, and how often it died. */
async function supervise(folder: Folder, outside: Outside): Promise<[Ventana, number]> {
  for (let deaths = 0; ; deaths++) {
    expect(deaths).toBeLessThanOrEqual(DEATHS_MAX);
    const ventana = start(folder, `--import=${KILLER} --max-old-space-size=120`);
    const rest = (async () => {
      await outside.meet(await ventana.url());
      await allAtRest(outside, folder.database);
      return "rest" as const;
    })();
    rest.catch(() => {});
    if ((await Promise.race([ventana.ended, rest])) === "rest") return [ventana, deaths];
    expect((await ventana.ended).code).not.toBe(0);
  }
}

test.each(["ends the process", "eats the memory"])(
  "a message that %s is set aside after three deaths, its neighbours go on, and a mended release takes it",
  async (words) => {
    await using folder = createFolder();
    await using outside = await createOutside();
    const { simulator, line, ana, client } = outside;
    const bruno = simulator.contact({ waId: "5215550000102", name: "Bruno" });
    const said = ["hola", words, "¿sigues ahí?"].map((text) => ana.says(line, text).id);
    const others = ["buenas", "tardes"].map((text) => bruno.says(line, text).id);

    const [sick, deaths] = await supervise(folder, outside);
    expect(deaths).toBeGreaterThanOrEqual(1);
    expect(sick.stdout()).toContain("was set aside as dead");
    const dead = (await client.once({ path: "/v1/dead-entries" })).body.items;
    expect(dead).toMatchObject([{ kind: "message", reason: "ProcessDied" }]);
    const taken = new Set([said[0], said[2], ...others]);
    expect(new Set(messagesIn(folder.database).filter((id) => id !== said[1]))).toEqual(taken);
    const later = bruno.says(line, "gracias").id;
    await allAtRest(outside, folder.database);
    sick.signal("SIGTERM");
    await sick.ended;

    await using mended = start(folder);
    await outside.meet(await mended.url());
    const replay = await client.once({ method: "POST", path: "/v1/dead-entries/replay" });
    expect(replay.body).toEqual({ replayed: 1, more: false });
    await allAtRest(outside, folder.database);
    await eventually("all that was written", 60_000, async () => {
      const { items } = (await client.once({ path: "/v1/conversations?status=all" })).body;
      const ids = items.map(({ id }: { id: string }) => id);
      const pages = await Promise.all(
        ids.map((id: string) => client.once({ path: `/v1/conversations/${id}/timeline` })),
      );
      const shown = JSON.stringify(pages.map(({ body }) => body));
      return [...said, ...others, later].every((id) => shown.includes(id)) ? true : undefined;
    });
  },
);
