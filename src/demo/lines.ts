/** WhatsApp's 24 hours, in a demo that a person watches. */
export const SHORT_WINDOWS = { windowMs: 45_000, closingLeadMs: 15_000 } as const;

const wabaId = "200000000000001";

/** The demo's business number. No flow listens on it. */
export const DEMO_LINE = {
  id: "100000000000001",
  name: "Demo",
  displayPhoneNumber: "+52 55 5000 0001",
  wabaId,
} as const;

/** Where a flow welcomes and asks. */
export const SALES_LINE = {
  id: "100000000000002",
  name: "Ventas",
  displayPhoneNumber: "+52 55 5000 0002",
  wabaId,
} as const;

/** Where flows give conversations to people by turns, and rescue them before their windows close. */
export const COUNTER_LINE = {
  id: "100000000000003",
  name: "Mostrador",
  displayPhoneNumber: "+52 55 5000 0003",
  wabaId,
} as const;

export const DEMO_LINES = [DEMO_LINE, SALES_LINE, COUNTER_LINE] as const;
