import type { LineRef } from "../../../src/simulator/payloads/update.ts";

/** A business number, and whose it is. */
export interface SimulatedLine extends LineRef {
  workspaceId: string;
  portfolioId: string;
}

/** Two tenants. They know many of the same people, and give the same names to their users and endpoints. */
export const ACME = "acme";
const GLOBEX = "globex";
export const WORKSPACES = [ACME, GLOBEX] as const;
export const USERS = ["usr_uma", "usr_vic", "usr_wen"] as const;

export const SALES: SimulatedLine = {
  workspaceId: ACME,
  portfolioId: "portfolio-acme",
  phoneNumberId: "100000000000001",
  displayPhoneNumber: "551140000001",
  wabaId: "310000000000001",
};
/** Writes and is written to before anybody registers it. */
export const LATE: SimulatedLine = {
  ...SALES,
  phoneNumberId: "100000000000002",
  displayPhoneNumber: "551140000002",
};
export const SUPPORT: SimulatedLine = {
  workspaceId: GLOBEX,
  portfolioId: "portfolio-globex",
  phoneNumberId: "200000000000001",
  displayPhoneNumber: "525540000001",
  wabaId: "320000000000001",
};
/** Nobody ever registers it. */
export const STRANGE: SimulatedLine = {
  workspaceId: "nobody",
  portfolioId: "portfolio-nobody",
  phoneNumberId: "900000000000001",
  displayPhoneNumber: "15550009999",
  wabaId: "390000000000001",
};

export const REGISTERED_LINES = [SALES, LATE, SUPPORT] as const;

export function workspaceOfLine(lineId: string): string {
  return REGISTERED_LINES.find((line) => line.phoneNumberId === lineId)?.workspaceId ?? "default";
}
