import { z } from "zod";
import { builtInRole, type Role } from "../../domain/people/role.ts";
import { permissionsSchema } from "../access/role-input.ts";

export const roleSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    builtIn: z.boolean().meta({ description: "Those that every workspace has never change." }),
    permissions: permissionsSchema,
  })
  .meta({ id: "Role" });

export function roleView({ id, name, permissions }: Role): z.infer<typeof roleSchema> {
  const { conversations, contacts, statuses } = permissions;
  return {
    id,
    name,
    builtIn: builtInRole(id) !== null,
    permissions: { conversations: [...conversations], contacts: [...contacts], statuses },
  };
}
