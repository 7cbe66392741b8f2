import type { Page } from "../store/intake-store.ts";

/**
 * Works through a list that empties itself behind it, page by page, until its end or until `isOver`. Answers whether there was nothing to do
 * from the first page to the last: only then is nothing left.
 */
export async function pageByPage<T>({
  read,
  work,
  isOver,
}: {
  read: (cursor: string | null) => Promise<Page<T>>;
  work: (items: readonly T[]) => Promise<void>;
  isOver: () => boolean;
}): Promise<boolean> {
  let isEmpty = true;
  for (let cursor: string | null = null; ;) {
    const page: Page<T> = await read(cursor);
    if (page.items.length > 0) {
      isEmpty = false;
      await work(page.items);
    }
    ({ cursor } = page);
    if (cursor === null) return isEmpty;
    if (isOver()) return false;
  }
}
