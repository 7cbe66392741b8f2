import { z } from "zod";
import {
  ONLINE,
  ONLINE_NAME,
  statusNow,
  type OfflineStatus,
} from "../../domain/people/user-status.ts";
import type { User } from "../../domain/people/user.ts";
import { iso, isoOrNull, timeSchema } from "../schemas.ts";

export const currentStatusSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    receives: z.boolean().meta({
      description:
        "Whether they are given new conversations by themselves; by hand one always can.",
    }),
    since: timeSchema.nullable().meta({ description: "Null: since they were added." }),
  })
  .meta({ description: "`online`, or a status of the workspace." });

export type CurrentStatus = z.infer<typeof currentStatusSchema>;

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.string().meta({ description: "Id of a role." }),
    active: z.boolean(),
    status: currentStatusSchema,
    createdAt: timeSchema,
  })
  .meta({ id: "User" });

/** A user as they are at `now`, in the statuses of their workspace. */
export function userView(
  user: User,
  { statuses, now }: { statuses: readonly OfflineStatus[]; now: number },
): z.infer<typeof userSchema> {
  const { id, name, role, active, createdAt } = user;
  const status = currentStatusView(user, { statuses, now });
  return { id, name, role, active, status, createdAt: iso(createdAt) };
}

/** The status that somebody is in at `now`. */
export function currentStatusView(
  user: User,
  { statuses, now }: { statuses: readonly OfflineStatus[]; now: number },
): CurrentStatus {
  const { offline, since } = statusNow(user, statuses, now);
  const { id, name, receives } = offline ?? ONLINE_STATUS;
  return { id, name, receives, since: isoOrNull(since) };
}

const ONLINE_STATUS = { id: ONLINE, name: ONLINE_NAME, receives: true };
