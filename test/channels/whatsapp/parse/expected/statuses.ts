import { AT, bruno, carla, dario, unnamed } from "./people.ts";
import type { Expected } from "./messages.ts";

function status(name: string, rest: Expected = {}): Expected[] {
  return [{ kind: "status", status: name, ...rest }];
}

const failed = (code: number, rest: Expected): Expected[] =>
  status("failed", { errors: [{ code }], ...rest });

/** One row per fixture of what WhatsApp reports about messages, calls and identities. */
export const statusFixtures: Record<string, Expected[]> = {
  "status-sent": status("sent", {
    identity: bruno,
    callbackData: "out_01",
    pricing: {
      billable: false,
      model: "PMP",
      type: "free_customer_service",
      category: "service",
    },
    occurredAt: AT,
  }),
  "status-sent-billed-utility": status("sent", {
    pricing: { billable: true, type: "regular", category: "utility" },
  }),
  "status-sent-free-entry-point": status("sent", { pricing: { type: "free_entry_point" } }),
  "status-sent-2023-with-conversation": status("sent", {
    pricing: { model: "CBP", type: null },
    callbackData: null,
  }),
  "status-delivered": status("delivered", { identity: bruno }),
  "status-delivered-without-contacts": status("delivered", { pricing: null }),
  "status-read": status("read", { identity: carla }),
  "status-read-bsuid-only": status("read", { identity: dario }),
  "status-read-parent-key-second-spelling": status("read", { identity: unnamed(carla) }),
  "status-read-parent-key-third-spelling": status("read", { identity: unnamed(carla) }),
  "status-played": status("played"),
  "status-failed-131026-undeliverable": failed(131_026, { callbackData: "out_07" }),
  "status-failed-131047-window": failed(131_047, {
    callbackData: "out_06",
    identity: { ...unnamed(bruno), userId: null },
  }),
  "status-failed-131049-ecosystem": failed(131_049, { identity: unnamed(bruno) }),
  "status-failed-without-errors": status("failed", { errors: [], callbackData: "out_09" }),
  "status-deleted-old": [{ kind: "parked", parked: "unknown_shape" }],
  "status-warning-old": [{ kind: "parked", parked: "unknown_shape" }],
  "status-in-group": [{ kind: "parked", parked: "group" }],

  "call-connect-by-user": [
    {
      kind: "call",
      key: "c:wacid.fixture-1:connect",
      direction: "incoming",
      opensWindow: true,
      identity: bruno,
    },
  ],
  "call-terminate-missed": [
    { kind: "call", key: "c:wacid.fixture-1:terminate", direction: "incoming", opensWindow: true },
  ],
  "call-connect-by-business": [
    { kind: "call", direction: "outgoing", opensWindow: false, identity: carla },
  ],
  "call-status-ringing": [
    { kind: "call", event: "ringing", direction: "outgoing", opensWindow: false },
  ],
  "call-terminate-answered": [
    { kind: "call", event: "terminate", direction: "outgoing", opensWindow: true },
  ],

  "system-user-changed-number-phone-only": [
    {
      kind: "rotation",
      change: "number",
      identity: { userId: null, waId: "525511110001" },
      next: { userId: null, parentUserId: null, waId: "525511119999" },
    },
  ],
  "system-user-changed-number-with-bsuids": [
    {
      kind: "rotation",
      change: "number",
      identity: unnamed(carla),
      next: {
        userId: "AR.29999999999999999993",
        parentUserId: "AR.ENT.39999999999999999993",
        waId: "5491111119993",
      },
    },
  ],
  "system-user-changed-user-id": [
    {
      kind: "rotation",
      change: "userId",
      identity: unnamed(dario),
      next: { userId: "CL.29999999999999999994", parentUserId: null, waId: null },
    },
  ],
  "system-user-changed-user-id-with-parents": [
    {
      kind: "rotation",
      change: "userId",
      identity: { ...unnamed(carla), waId: null },
      next: { userId: "AR.29999999999999999993", parentUserId: "AR.ENT.39999999999999999993" },
    },
  ],
  "system-customer-changed-number": [
    {
      kind: "rotation",
      change: "number",
      identity: { waId: "525511110001" },
      next: { waId: "525511119999" },
    },
  ],
  "system-customer-changed-number-new-wa-id": [
    {
      kind: "rotation",
      change: "number",
      identity: { waId: "525511110001" },
      next: { waId: "525511119999" },
    },
  ],
  "system-customer-identity-changed": [
    {
      kind: "rotation",
      change: "identity",
      identity: { waId: "525511110001", name: "Ana Pérez" },
      next: { userId: null, parentUserId: null, waId: "525511110001" },
    },
  ],
};
