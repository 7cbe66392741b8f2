import { AUTOMATION_BUGS } from "./automations.ts";
import { FLOW_PROGRAM_BUGS } from "./flow-programs.ts";
import { COMMIT_BUGS } from "./commits.ts";
import { DELIVERY_BUGS } from "./deliveries.ts";
import { INTAKE_BUGS } from "./intake.ts";
import { SEND_BUGS } from "./sends.ts";
import type { Sabotage } from "./sabotage.ts";
import { TENANT_BUGS } from "./tenants.ts";
import { TIMER_BUGS } from "./timers.ts";

/** Every planted bug. The simulation must find each of them, or it would not find the real ones either. */
export const BUGS: readonly Sabotage[] = [
  ...INTAKE_BUGS,
  ...COMMIT_BUGS,
  ...TIMER_BUGS,
  ...DELIVERY_BUGS,
  ...TENANT_BUGS,
  ...SEND_BUGS,
  ...AUTOMATION_BUGS,
  ...FLOW_PROGRAM_BUGS,
];

/** @throws RangeError when there is no bug of that name */
export function bugNamed(name: string): Sabotage {
  const bug = BUGS.find((one) => one.name === name);
  if (bug === undefined) throw new RangeError(`no planted bug is named "${name}"`);
  return bug;
}
