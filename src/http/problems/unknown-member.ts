import type { ProblemFacts } from "./problem.ts";

/** Of a body that names something which this workspace, or `of`, does not have: the member, and what it must be. */
export function unknownMember(member: string, what: string, of = "workspace"): ProblemFacts {
  return { errors: [{ field: `body.${member}`, rule: `must be a ${what} of this ${of}` }] };
}
