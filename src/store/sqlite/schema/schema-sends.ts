/**
 * The outbox of sends to WhatsApp. `pk` rises in the order of commits, so that it is the order within a conversation and "oldest first" of
 * a line. `doc` is what the step decided and never changes; what dispatching changes stands beside it. Rows stay as the log; the partial
 * indexes hold only what is not settled.
 */
export const SCHEMA_SENDS = `
  create table sends (
    pk integer primary key,
    workspace text not null,
    id text not null,
    conversation integer not null,
    line text not null,
    state text not null check (state in ('queued', 'inFlight', 'accepted', 'refused', 'uncertain')),
    attempts integer not null,
    next_attempt_at integer not null,
    lease_until integer,
    claimed_at integer,
    settled_at integer,
    queued_at integer not null,
    result text,
    last_errors text,
    doc text not null
  ) strict;
  create unique index sends_id on sends (id, workspace);
  create index sends_of_conversation on sends (conversation, pk);
  create index sends_waiting on sends (line, pk) where state = 'queued';
  create index sends_next on sends (next_attempt_at) where state = 'queued';
  create index sends_oldest on sends (queued_at) where state in ('queued', 'inFlight');
  create index sends_unsettled on sends (conversation, pk) where state in ('queued', 'inFlight');
  create index sends_leased on sends (lease_until) where state = 'inFlight';
`;
