/** A thing with the members that a request names; what it does not name stays as it is. */
export function changed<T extends object>(
  thing: T,
  changes: { [Name in keyof T]?: T[Name] | undefined },
): T {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...thing, ...(Object.fromEntries(named) as Partial<T>) };
}
