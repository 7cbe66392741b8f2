/** What stands at a place of a body, and where: names and positions from the top. */
export interface Leaf {
  at: readonly (string | number)[];
  value: unknown;
}

/** Every value of a body that is neither object nor list. */
export function leavesOf(body: unknown, at: Leaf["at"] = []): Leaf[] {
  if (typeof body !== "object" || body === null) return [{ at, value: body }];
  if (Array.isArray(body)) return body.flatMap((one, index) => leavesOf(one, [...at, index]));
  return Object.entries(body).flatMap(([name, one]) => leavesOf(one, [...at, name]));
}

/** The body with another value at one place. */
export function withAt(body: unknown, [step, ...rest]: Leaf["at"], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(body)) {
    return body.map((one, index) => (index === step ? withAt(one, rest, value) : one));
  }
  const members = body as Record<string, unknown>;
  return { ...members, [step]: withAt(members[step], rest, value) };
}
