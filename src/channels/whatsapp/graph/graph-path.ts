/** Path of a node or edge of the Graph API, behind whatever path its base has: `/v25.0/{id}/messages`. */
export function graphPath(baseUrl: string, version: string, ...path: string[]): string {
  const parts = [version, ...path].map((part) => encodeURIComponent(part));
  return `${new URL(baseUrl).pathname.replace(/\/+$/, "")}/${parts.join("/")}`;
}
