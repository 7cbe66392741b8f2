import type { OpenapiDocument } from "./shape.ts";

/** Each named schema is written for either direction. What an unused one names may become unused. */
export function dropUnusedSchemas(document: OpenapiDocument): void {
  const schemas = document.components?.schemas ?? {};
  const isUnused = (name: string) =>
    name.endsWith("Input") && !JSON.stringify(document).includes(refTo(name));
  for (let unused = true; unused;) {
    const names = Object.keys(schemas).filter(isUnused);
    for (const name of names) delete schemas[name];
    unused = names.length > 0;
  }
}

/** What is only ever given, and never answered, needs no name that says so. */
export function withPlainNames(document: OpenapiDocument): OpenapiDocument {
  let text = JSON.stringify(document);
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    const plain = name.replace(/Input$/, "");
    if (plain === name || text.includes(refTo(plain))) continue;
    text = text.replaceAll(refTo(name), refTo(plain));
  }
  const renamed = JSON.parse(text) as OpenapiDocument;
  const schemas = renamed.components?.schemas ?? {};
  for (const [name, schema] of Object.entries(schemas)) {
    const plain = name.replace(/Input$/, "");
    if (plain === name || text.includes(refTo(name))) continue;
    schemas[plain] = schema;
    delete schemas[name];
  }
  return renamed;
}

function refTo(name: string): string {
  return `"#/components/schemas/${name}"`;
}
