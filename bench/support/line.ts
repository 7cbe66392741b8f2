import type { Endpoint } from "../../src/domain/endpoint.ts";
import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { DEFAULT_LINE_SETTINGS, type Line } from "../../src/domain/line.ts";
import type { LineRef } from "../../src/simulator/payloads/update.ts";

/** The number that all benchmarks write to. */
export const LINE: LineRef = {
  phoneNumberId: "900000000000000",
  displayPhoneNumber: "15550783881",
  wabaId: "102290129340398",
};

/** A number of the benchmarks that send. */
export type BenchLine = LineRef;

/** Two numbers of one account: what one of them does must not concern the other. */
export const SENDING_LINES = [
  LINE,
  { ...LINE, phoneNumberId: "900000000000001", displayPhoneNumber: "15550783882" },
] as const satisfies BenchLine[];

/** What a line sends with. */
export function tokenOf(phoneNumberId: string): string {
  return `token-of-${phoneNumberId}`;
}

/** Somebody who writes to the line. */
export function personOfLine(
  { phoneNumberId }: BenchLine,
  index: number,
): { name: string; waId: string; userId: string } {
  const number = `${phoneNumberId.slice(-1)}${String(index).padStart(6, "0")}`;
  return { name: `Contact ${number}`, waId: `1555${number}`, userId: `US.${number}` };
}

export const APP_SECRET = "secret-of-the-benchmark";
export const VERIFY_TOKEN = "token-of-the-benchmark";
export const ADMIN_TOKEN = "administrator-of-the-benchmark";

/** The line as it stands in a store that is asked without HTTP. */
export function storedLine(id: string, at: number): Line {
  return {
    workspaceId: DEFAULT_WORKSPACE,
    id,
    name: "Sales",
    displayPhoneNumber: LINE.displayPhoneNumber,
    wabaId: LINE.wabaId,
    portfolioId: LINE.wabaId,
    accessToken: null,
    settings: DEFAULT_LINE_SETTINGS,
    createdAt: at,
    updatedAt: at,
  };
}

/** An endpoint as it stands in such a store: for each message, from this place of the feed on. */
export function storedEndpoint(
  id: string,
  { at, startSeq }: { at: number; startSeq: number },
): Endpoint {
  return {
    workspaceId: DEFAULT_WORKSPACE,
    id,
    url: "https://example.test/hook",
    events: ["message.received"],
    description: "",
    enabled: true,
    disabledReason: null,
    secrets: [],
    startSeq,
    health: { failingSince: null, failures: 0 },
    createdAt: at,
    updatedAt: at,
  };
}
