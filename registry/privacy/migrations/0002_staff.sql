-- Who works where. Whoever leaves keeps a row, so that the opaque id in old facts still says that it was staff.
alter table keys.staff rename column name to login;
alter table keys.staff drop constraint staff_pkey;
alter table keys.staff drop constraint staff_actor_key;
alter table keys.staff alter column login drop not null;
alter table keys.staff
    add constraint staff_pkey primary key (actor),
    add constraint staff_login_key unique (login),
    add column number        bigint generated always as identity unique,  -- the order in which they came
    add column partner       text,
    add column roles         text[] not null default '{}',
    add column purposes      text[] not null default '{}',  -- none: all that the roles may
    add column name_ar       text,
    add column name_latin    text,
    add column since         timestamptz,
    add column left_at       timestamptz,
    add column removed_at    timestamptz,
    add column removed_under text,
    add constraint removed_is_gone check (
        removed_at is null
        or (left_at is not null and name_ar is null and name_latin is null and removed_under is not null)
    );
-- Until this release a login was a role at a partner, or the operator.
update keys.staff
set partner = split_part(login, '@', 2), roles = array[split_part(login, '@', 1)]
where login like '%@%';

comment on table keys.staff is 'Whose opaque id stands in the facts; their names are here and nowhere else.';
grant update (login, partner, roles, purposes, name_ar, name_latin, since, left_at, removed_at, removed_under)
    on keys.staff to sijill_keys;
