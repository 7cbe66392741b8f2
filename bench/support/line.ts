import { DEFAULT_WORKSPACE } from "../../src/domain/ids.ts";
import { DEFAULT_LINE_SETTINGS, type Line } from "../../src/domain/line.ts";
import type { LineRef } from "../../src/simulator/payloads/update.ts";

/** The number that all benchmarks write to. */
export const LINE: LineRef = {
  phoneNumberId: "900000000000000",
  displayPhoneNumber: "15550783881",
  wabaId: "102290129340398",
};

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
