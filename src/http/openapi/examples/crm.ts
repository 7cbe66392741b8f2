import { CONTACT_EXAMPLE } from "../../crm/contact-example.ts";
import { AT, BRUNO, CONVERSATION, LATER, LINE, ursula } from "./story.ts";

/** What opportunities, activities and tasks have in common. */
const RECORD = {
  id: "rec_0k2f7v9c1m3n5p7q9s1u",
  contactId: BRUNO,
  ownerId: ursula.id,
  externalId: "crm-771",
  version: 3,
  createdAt: AT,
  updatedAt: LATER,
};

/** Contacts and their records. By the names of their schemas. */
export const CRM_EXAMPLES: Readonly<Record<string, unknown>> = {
  ActivityRecord: {
    ...RECORD,
    type: "call",
    title: "Ask about the chairs",
    dueAt: LATER,
    state: "pending",
  },
  ContactCard: {
    ...CONTACT_EXAMPLE,
    identities: [{ kind: "wa_id", value: "573011110002", validFrom: AT, validTo: null }],
    conversations: [{ id: CONVERSATION, lineId: LINE, ownerId: ursula.id }],
    links: {
      call: "tel:+573011110002",
      email: "mailto:bruno@acme.example",
      whatsapp: "https://wa.me/573011110002",
      sendWhatsApp: { opens: "inbox", conversationId: CONVERSATION },
    },
  },
  CustomField: { key: "plan", label: "Plan", type: "choice", choices: ["Basic", "Pro"] },
  HistoryItem: {
    id: `crm_${BRUNO}_4_0`,
    type: "contact.owner_changed",
    occurredAt: AT,
    actor: ursula,
    conversationId: null,
    data: { ownerId: ursula.id, previousOwnerId: null },
  },
  MergeProposal: {
    id: "mp_1",
    contactId: BRUNO,
    otherContactId: "ct_7m1c9v2f0k3n5p7q9s1u",
    alias: { kind: "wa_id", scope: "default", value: "573011110002" },
    proposedAt: AT,
  },
  OpportunityRecord: {
    ...RECORD,
    title: "12 chairs",
    amount: 4_200,
    currency: "MXN",
    stage: "quoted",
    state: "open",
  },
  TaskRecord: { ...RECORD, title: "Send the quote", dueAt: LATER, state: "pending" },
};
