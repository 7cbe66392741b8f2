/** Workspaces with their plan, roles, teams, statuses; what tokens are good for, and when people and tokens were last at work. */
export const SCHEMA_PEOPLE = `
  create table workspace_docs (
    id text primary key,
    doc text not null
  ) strict, without rowid;

  create table roles (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (workspace, id)
  ) strict, without rowid;

  create table teams (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (workspace, id)
  ) strict, without rowid;

  -- Members and leaders alike: every request asks for the teams of its user.
  create table team_people (
    workspace text not null,
    user text not null,
    team text not null,
    primary key (workspace, user, team)
  ) strict, without rowid;
  create index team_people_of_team on team_people (workspace, team);

  create table statuses (
    workspace text not null,
    id text not null,
    doc text not null,
    primary key (workspace, id)
  ) strict, without rowid;

  alter table users add column last_active_at integer;
  alter table users add column release_at integer;
  create index users_to_release on users (release_at) where release_at is not null;

  alter table tokens add column id text not null default '';
  alter table tokens add column name text not null default '';
  alter table tokens add column scopes text;
  alter table tokens add column expires_at integer;
  alter table tokens add column last_used_at integer;
  alter table tokens add column rotated_at integer;
  update tokens set id = 'tok_' || substr(hash, 1, 20);
`;
