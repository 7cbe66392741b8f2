/** Why a change of the CRM is not made. Codes are the API's problem codes; `extra` is what its answer says beside them. */
export interface CrmProblem<Code extends string> {
  code: Code;
  facts?: { extra: Readonly<Record<string, unknown>> };
}
