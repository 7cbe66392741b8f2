import { z } from "zod";
import { SCOPES } from "../../domain/people/scope.ts";
import type { Token } from "../../domain/people/token.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: "How it begins." }),
    scopes: z
      .array(z.enum(SCOPES))
      .nullable()
      .meta({ description: "What it is good for, within the rights of its user; null: all." }),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable().meta({ description: "To within a minute." }),
    rotatedAt: timeSchema.nullable().meta({ description: "When a successor was issued." }),
  })
  .meta({ id: "Token" });

/** The only answer that a token's value stands in. */
export const issuedTokenSchema = tokenSchema
  .extend({ token: z.string().meta({ description: "Shown here and never again." }) })
  .meta({ id: "IssuedToken" });

export function tokenView(token: Token): z.infer<typeof tokenSchema> {
  const { id, name, hint, scopes, createdAt } = token;
  return {
    id,
    name,
    hint,
    scopes: scopes === null ? null : [...scopes],
    createdAt: iso(createdAt),
    expiresAt: isoOrNull(token.expiresAt),
    lastUsedAt: isoOrNull(token.lastUsedAt),
    rotatedAt: isoOrNull(token.rotatedAt),
  };
}
