import { outgoingContentSchema } from "../../../../src/domain/sending/outgoing-schema.ts";

/** What speaks against a message, as `member: rule`; empty when it may be sent. */
export function faultsOf(content: unknown): string[] {
  const result = outgoingContentSchema.safeParse(content);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

export const isFine = (content: unknown): boolean => faultsOf(content).length === 0;

export const x = (count: number): string => "x".repeat(count);
