/** What waits for its line, found without what waits for something else. */
export const SCHEMA_BACKLOG = `
  create index parked_backlog on parked (workspace, line)
    where reason = 'unknown_line' and replayed_at is null;
`;
