import { expect, it } from "vitest";
import { problemOf, useBench } from "../support/bench.ts";

const bench = useBench();

interface Page {
  items: { id: string }[];
  cursor: string | null;
}

it("a timeline goes on page by page, and takes no cursor of another conversation's", async () => {
  const { ask, converse } = bench();
  const [one, other] = [
    await converse("wamid.1", { from: "5511911111111" }),
    await converse("wamid.2", { from: "5511922222222" }),
  ];
  const page = async (id: string, cursor: string | null) => {
    const from = cursor === null ? "" : `&cursor=${cursor}`;
    return ask("GET", `/v1/conversations/${id}/timeline?limit=1${from}`);
  };
  const first = (await page(one, null)).json<Page>();
  const second = (await page(one, first.cursor)).json<Page>();
  expect(second.items).toHaveLength(1);
  expect(second.items).not.toEqual(first.items);
  expect(second.cursor).toBeNull();
  expect(problemOf(await page(other, first.cursor))).toMatchObject({
    status: 400,
    code: "cursor.invalid",
    fields: ["query.cursor"],
  });
});
