import { createIdMint } from "../../src/simulator/ids.ts";
import { text } from "../../src/simulator/payloads/content.ts";
import { messageUpdate } from "../../src/simulator/payloads/message.ts";
import type { Update } from "../../src/simulator/payloads/update.ts";
import { ana, at, line } from "./fixtures/people.ts";

/** `count` text messages of one person; the same scope gives the same updates. */
export function said(count: number, scope = "said", body = "¿Hola? a/b"): Update[] {
  const mint = createIdMint(scope);
  return Array.from({ length: count }, (_, index) =>
    messageUpdate({
      line,
      from: ana,
      id: mint.wamid(ana.waId ?? "", "in"),
      at: at + index * 1_000,
      content: text(`${body} ${index}`),
    }),
  );
}

/** The wamids a body carries, in its order. */
export function wamidsOf(body: Buffer): string[] {
  const parsed = JSON.parse(body.toString("utf8")) as {
    entry: { changes: { value: { messages?: { id: string }[] } }[] }[];
  };
  return parsed.entry
    .flatMap((entry) => entry.changes)
    .flatMap((change) => change.value.messages ?? [])
    .map((message) => message.id);
}
