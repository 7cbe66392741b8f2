import { ana, AT, bruno, carla, dario, LINE, unnamed, WABA } from "./people.ts";
import type { Expected } from "./messages.ts";

function notice(field: string, event: string | null, rest: Expected = {}): Expected[] {
  return [{ kind: "notice", field, event, wabaId: WABA, occurredAt: AT, ...rest }];
}

const said = (identity: object, text: string): Expected => ({
  kind: "message",
  identity,
  message: { content: { type: "text", text } },
});
const template = (event: string): Expected[] =>
  notice("message_template_status_update", event, {
    key: `n:6000000000000001:${event}:1794841445`,
    lineId: null,
  });
const account = (event: string): Expected[] => notice("account_update", event, { lineId: null });
const delivered: Expected = { kind: "status", status: "delivered" };

/** One row per fixture of the other fields, and of bodies with more than one item. */
export const otherFixtures: Record<string, Expected[]> = {
  "echo-text": [
    {
      kind: "echo",
      identity: bruno,
      message: { content: { type: "text", text: "Te contesto desde el teléfono" } },
    },
  ],
  "echo-parties-swapped": [
    { kind: "echo", identity: bruno, message: { content: { type: "text", text: "Al revés" } } },
  ],
  "echo-to-bsuid-only": [{ kind: "echo", identity: dario }],
  "echo-edit": [
    {
      kind: "edit",
      by: "business",
      identity: bruno,
      content: { type: "text", text: "Te contesto del teléfono" },
    },
  ],
  "echo-revoke": [{ kind: "revoke", by: "business", identity: bruno }],

  "history-phase-0": [
    { kind: "history", direction: "incoming", status: null, identity: unnamed(ana) },
    { kind: "history", direction: "outgoing", status: "delivered", identity: unnamed(ana) },
    { kind: "history", direction: "incoming", message: { content: { awaited: true } } },
    { kind: "history", direction: "incoming", identity: { ...dario, name: null } },
  ],
  "history-media-follows-placeholder": [
    {
      kind: "history",
      direction: "incoming",
      identity: ana,
      message: { content: { type: "image", mediaId: "1200000000000010", awaited: false } },
    },
  ],
  "history-phase-2-complete": notice("history", "progress", { lineId: LINE, occurredAt: 0 }),
  "history-declined": notice("history", "2593109", { lineId: LINE, occurredAt: 0 }),

  "template-status-approved": template("APPROVED"),
  "template-status-rejected": template("REJECTED"),
  "template-status-paused": template("PAUSED"),
  "template-status-disabled-date-text": template("DISABLED"),
  "template-status-disabled-date-unix": template("DISABLED"),
  "template-quality": notice("message_template_quality_update", "YELLOW"),
  "template-components": notice("message_template_components_update", null),
  "template-category": notice("template_category_update", "MARKETING"),
  "phone-number-quality": notice("phone_number_quality_update", "THROUGHPUT_UPGRADE"),
  "business-capability-v23": notice("business_capability_update", null),
  "business-capability-v24": notice("business_capability_update", null),
  "business-username": notice("business_username_update", "approved"),
  "account-disabled": account("DISABLED_UPDATE"),
  "account-reinstated": account("DISABLED_UPDATE"),
  "account-restricted": account("ACCOUNT_RESTRICTION"),
  "account-violation": account("ACCOUNT_VIOLATION"),
  "account-deleted": account("ACCOUNT_DELETED"),
  "account-offboarded": account("ACCOUNT_OFFBOARDED"),
  "account-pricing-tier": account("VOLUME_BASED_PRICING_TIER_UPDATE"),
  "account-partner-removed": account("PARTNER_REMOVED"),
  "account-review": notice("account_review_update", "APPROVED"),
  "user-preferences-stop": notice("user_preferences", "stop", {
    lineId: LINE,
    preference: {
      identity: { waId: "573011110002", userId: "CO.20000000000000000002" },
      wanted: false,
    },
  }),
  "user-preferences-resume-bsuid-only": notice("user_preferences", "resume", {
    lineId: LINE,
    preference: { identity: { waId: null }, wanted: true },
  }),
  "app-state-contact-added": notice("smb_app_state_sync", "add", { lineId: LINE }),
  "app-state-contact-removed": notice("smb_app_state_sync", "remove", { lineId: LINE }),

  "group-created": [{ kind: "parked", parked: "group", lineId: LINE }],
  "group-participants-added": [{ kind: "parked", parked: "group", lineId: LINE }],
  "field-nobody-knows": [{ kind: "parked", parked: "unknown_field", field: "holograms" }],

  "body-without-entries": [],
  "body-object-and-field-last": [said(bruno, "Hola")],
  "body-message-without-contacts": [said(unnamed(ana), "Sin contacts")],
  "body-bsuid-inside-from": [said(dario, "Mi id viene en from")],
  "body-two-messages-in-one-value": [said(ana, "Uno"), said(bruno, "Dos"), said(ana, "Tres")],
  "body-message-and-status-in-one-value": [said(bruno, "Gracias"), delivered],
  "body-several-changes-in-one-entry": [said(ana, "Uno"), delivered, said(carla, "Dos")],
  "body-several-entries-and-lines": [
    said(ana, "A la primera línea"),
    { ...said(dario, "A la segunda línea"), lineId: "200000000000000002" },
    { kind: "notice", event: "FLAGGED", key: "n:6000000000000002:FLAGGED:1794841445" },
    { ...said(bruno, "A otra cuenta"), lineId: "200000000000000009" },
  ],
  "body-line-errors": notice("messages", "131016", { lineId: LINE, occurredAt: 0 }),
  "body-interactive-with-line-errors": [
    said(bruno, "Confirmar"),
    { kind: "notice", field: "messages", event: "131000" },
  ],
  "body-unknown-field-among-good": [
    said(ana, "Buena"),
    { kind: "parked", parked: "unknown_field" },
    delivered,
  ],
  "body-broken-message-among-good": [
    said(ana, "Buena"),
    { kind: "parked", parked: "invalid", lineId: LINE },
    said(bruno, "También buena"),
  ],
};
