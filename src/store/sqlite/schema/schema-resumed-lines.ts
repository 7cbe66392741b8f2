/** When a line was last told to go on: what went wrong before that has been mended. */
export const SCHEMA_RESUMED_LINES = `
  alter table line_sending add column resumed_at integer;
`;
