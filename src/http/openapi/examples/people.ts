import { AT, LATER, ursula } from "./story.ts";

const TOKEN = {
  id: "tok_5f1c0b7a9e3d24681357",
  name: "Reports",
  hint: "vt_e7qg9",
  scopes: ["inbox:read", "events"],
  createdAt: AT,
  expiresAt: null,
  lastUsedAt: LATER,
  rotatedAt: null,
};

/** Who works in the workspace, and with what rights. By the names of their schemas. */
export const PEOPLE_EXAMPLES: Readonly<Record<string, unknown>> = {
  IssuedToken: { token: "vt_e7qg9vetc3l245mo9f61d926hnsoh3sj3265r3c", ...TOKEN, lastUsedAt: null },
  Status: {
    id: "st_0k2f7v9c1m3n5p7q9s1u",
    name: "Almuerzo",
    receives: false,
    reply: "Vuelvo a las 14 h.",
    afterIdleMs: null,
  },
  Role: {
    id: "rol_0k2f7v9c1m3n5p7q9s1u",
    name: "Recepción",
    builtIn: false,
    permissions: { conversations: ["own", "unassigned"], contacts: ["own"], statuses: false },
  },
  Team: {
    id: "team_0k2f7v9c1m3n5p7q9s1u",
    name: "Norte",
    memberIds: [ursula.id],
    leaderIds: [],
    conversations: "view",
    createdAt: AT,
  },
  Token: TOKEN,
  User: {
    id: ursula.id,
    name: ursula.name,
    role: "seller",
    active: true,
    status: { id: "online", name: "En línea", receives: true, since: null },
    createdAt: AT,
  },
  Workspace: {
    id: "default",
    name: "Default",
    plan: "pro",
    addOns: ["whatsapp"],
    timeZone: "America/Mexico_City",
    entitlements: ["inbox"],
  },
};
