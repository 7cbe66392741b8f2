/**
 * Automations. `flows_version` counts the changes of a workspace's flows, and stands in the one row of the workspace that a turn's reads find by
 * its key. What is listed newest first is read backwards by `pk`, which rises in the order of commits; the indexes have it behind their
 * columns. `evaluations` lose their oldest rows; of `effects` only those stand that have not ended, with whose turn it was, if they asked.
 */
export const SCHEMA_AUTOMATION = `
  alter table workspaces add column flows_version integer not null default 0;
  alter table workspaces add column starts_seq integer not null default 0;
  create index workspaces_unstarted on workspaces (id) where starts_seq < last_seq;

  create table flows (
    id text not null,
    workspace text not null,
    created_at integer not null,
    revision integer not null,
    live_version integer,
    hook text,
    stop_before integer,
    doc text not null,
    primary key (id, workspace)
  ) strict;
  create index flows_listed on flows (workspace, created_at, id);
  create index flows_live on flows (workspace, created_at, id) where live_version is not null;
  create index flows_of_hook on flows (hook) where hook is not null;
  create index flows_to_stop on flows (stop_before) where stop_before is not null;

  create table flow_versions (
    flow text not null,
    workspace text not null,
    version integer not null,
    created_by text,
    created_at integer not null,
    definition text not null,
    primary key (flow, workspace, version)
  ) strict;

  create table runs (
    pk integer primary key,
    workspace text not null,
    id text not null,
    flow text not null,
    conversation integer not null,
    state text not null,
    doc text not null
  ) strict;
  create unique index runs_id on runs (id, workspace);
  create index runs_of_state on runs (workspace, state);
  create index runs_of_flow on runs (flow, workspace, state);
  create index runs_of_conversation on runs (conversation);

  create table run_steps (
    run text not null,
    workspace text not null,
    position integer not null,
    doc text not null,
    primary key (run, workspace, position)
  ) strict;

  create table evaluations (
    pk integer primary key,
    workspace text not null,
    id text not null,
    flow text not null,
    conversation integer not null,
    verdict text not null,
    at integer not null,
    doc text not null
  ) strict;
  create unique index evaluations_id on evaluations (id, workspace);
  create index evaluations_of_verdict on evaluations (workspace, verdict);
  create index evaluations_of_flow on evaluations (flow, workspace, verdict);
  create index evaluations_of_conversation on evaluations (conversation);

  create table start_claims (
    key text not null,
    workspace text not null,
    run text not null,
    primary key (key, workspace)
  ) strict, without rowid;

  create table effects (
    pk integer primary key,
    workspace text not null,
    id text not null,
    conversation integer not null,
    lane text not null,
    attempts integer not null,
    failures integer not null,
    next_attempt_at integer not null,
    lease_until integer,
    -- When somebody may take it: at its time, or when whoever has it loses it.
    due_at integer not null,
    created_at integer not null,
    turn text,
    doc text not null
  ) strict;
  create unique index effects_id on effects (id, workspace);
  create index effects_due on effects (lane, due_at, pk);
  create index effects_since on effects (created_at);

  create table turns (
    workspace text not null,
    pointer text not null,
    last text not null,
    primary key (workspace, pointer)
  ) strict, without rowid;
`;
