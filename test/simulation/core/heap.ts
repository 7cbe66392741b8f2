/** A binary heap: the least member first, by `isBefore`. */
export interface Heap<T> {
  push(member: T): void;
  pop(): T | undefined;
  peek(): T | undefined;
  readonly size: number;
}

export function createHeap<T>(isBefore: (a: T, b: T) => boolean): Heap<T> {
  const members: T[] = [];

  const rise = (from: number): void => {
    const member = members[from] as T;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = members[parent] as T;
      if (!isBefore(member, above)) break;
      members[at] = above;
      at = parent;
    }
    members[at] = member;
  };

  const sink = (member: T): void => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= members.length) break;
      const right = child + 1;
      if (right < members.length && isBefore(members[right] as T, members[child] as T))
        child = right;
      if (!isBefore(members[child] as T, member)) break;
      members[at] = members[child] as T;
      at = child;
    }
    members[at] = member;
  };

  return {
    push(member) {
      members.push(member);
      rise(members.length - 1);
    },
    pop() {
      const first = members[0];
      const last = members.pop();
      if (members.length > 0) sink(last as T);
      return first;
    },
    peek: () => members[0],
    get size() {
      return members.length;
    },
  };
}
