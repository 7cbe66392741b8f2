import { z } from "zod";
import type { User } from "../../domain/user.ts";
import { iso, timeSchema } from "../schemas.ts";

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.string().meta({ description: "Id of a role." }),
    active: z.boolean(),
    createdAt: timeSchema,
  })
  .meta({ id: "User" });

export function userView(user: User): z.infer<typeof userSchema> {
  const { workspaceId: _workspaceId, ...shown } = user;
  return { ...shown, createdAt: iso(user.createdAt) };
}
