import { NO_PERMISSIONS } from "../../../src/domain/people/role.ts";
import { newUser } from "../../../src/domain/people/user.ts";
import type { Random } from "../../../src/simulator/random.ts";
import type { Store } from "../../../src/store/store.ts";
import type { World } from "../core/life.ts";
import type { UserTurn } from "../engine/change-user.ts";
import { USERS, WORKSPACES } from "./places.ts";
import type { Reply } from "./request.ts";

const LUNCH = "st_lunch";
const PICKER = "rol_picker";
const ROLES = ["administrator", "seller", PICKER] as const;

/** Three people in each workspace, of different roles; in the first there is a status that answers while they are away. */
export async function hireStaff(database: Store, createdAt: number): Promise<void> {
  for (const workspaceId of WORKSPACES) {
    const times = { createdAt, updatedAt: createdAt };
    const conversations = ["own", "unassigned"] as const;
    const permissions = { ...NO_PERMISSIONS, conversations };
    await database.putRole({ workspaceId, id: PICKER, name: "Picker", permissions, ...times });
    for (const [at, id] of USERS.entries()) {
      const role = ROLES[at] ?? "seller";
      await database.putUser(newUser({ workspaceId, id, name: id, role, createdAt }));
    }
    const reply = workspaceId === WORKSPACES[0] ? "Volvemos a las dos" : null;
    const status = { receives: false, reply, afterIdleMs: null };
    await database.putStatus({ workspaceId, id: LUNCH, name: "Almuerzo", ...status, ...times });
  }
}

/** Now and then somebody goes to lunch and comes back, or is switched off, perhaps for ever, in the middle of their work. */
export function planStaff(options: {
  world: World;
  random: Random;
  change: (workspaceId: string, userId: string, turn: UserTurn) => Promise<Reply<void>>;
  spanMs: number;
}): void {
  const { world, random, change, spanMs } = options;
  const { scheduler, trace } = world;

  const pursue = async (workspaceId: string, userId: string, turn: UserTurn): Promise<void> => {
    for (;;) {
      const reply = await change(workspaceId, userId, turn);
      trace.note("staff", `${workspaceId} ${userId} ${JSON.stringify(turn)}`, reply.kind);
      if (reply.kind === "answer") return;
      await scheduler.sleep(random.int(500, 60_000));
    }
  };

  for (const workspaceId of WORKSPACES) {
    const turns = random.int(0, 8);
    for (let count = 0; count < turns; count++) {
      const userId = random.pick(USERS);
      const turn: UserTurn = random.chance(0.5)
        ? { active: random.chance(0.4) }
        : { statusId: random.chance(0.6) ? LUNCH : null };
      scheduler.after(random.int(0, spanMs), () => void pursue(workspaceId, userId, turn));
    }
  }
}
