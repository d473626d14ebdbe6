-- The log: one table of facts, appended in the order of their commits and never changed.
-- Columns of the eventsourcing library by its names, and recorded_at, which its inserts leave to the default.

create type log.stored_event_uuid as (
    originator_id uuid,
    originator_version bigint,
    topic text,
    state bytea
);

-- The time of the insert, read once a statement, under the table lock. It never runs back, even where the clock does:
-- a row is recorded no earlier than the row before it. Volatile, since it must see the rows of its own statement: a
-- stable function would step over every one of them to find the last that it sees, n * n for n rows.
create function log.next_recorded_at() returns timestamptz
language plpgsql volatile as $$
begin
    return greatest(
        statement_timestamp(),
        (select f.recorded_at from log.facts as f order by f.notification_id desc limit 1)
    );
end
$$;

create table log.facts (
    originator_id uuid not null,
    originator_version bigint not null check (originator_version > 0),
    topic text not null check (topic <> ''),
    state bytea not null,
    notification_id bigint not null generated always as identity,
    recorded_at timestamptz not null default log.next_recorded_at(),
    primary key (originator_id, originator_version)
);
create unique index facts_notification_id_idx on log.facts (notification_id);
create index facts_recorded_at_idx on log.facts (recorded_at, notification_id);

-- Sealed bytes do not compress, and compression would hide a leak from a search for plaintext.
alter table log.facts alter column state set storage external;

comment on table log.facts is 'Facts in commit order. Nothing is ever updated or deleted.';
comment on column log.facts.originator_id is 'stream';
comment on column log.facts.originator_version is 'version within the stream, from 1';
comment on column log.facts.topic is 'stored name of the fact';
comment on column log.facts.state is 'envelope and fact in MessagePack, personal fields sealed';
comment on column log.facts.notification_id is 'position: the order of commit, with holes';

create function log.refuse_change() returns trigger
language plpgsql as $$
begin
    raise insufficient_privilege using message = tg_op || ' refused: log.facts is only ever appended to';
end
$$;
create trigger facts_are_append_only before update or delete or truncate on log.facts
for each statement execute function log.refuse_change();
alter table log.facts enable always trigger facts_are_append_only;

-- PostgreSQL asks for the right to update before it lets a role lock a table. Nobody has that right here, so whoever
-- may append may take this one lock through its owner. It is held until the transaction ends.
create function log.lock_facts() returns void
language sql security definer set search_path = pg_catalog as $$
    lock table log.facts in exclusive mode;
$$;
revoke execute on function log.lock_facts() from public;

grant usage on schema log to sijill_writer, sijill_follower, sijill_reader;
grant usage on type log.stored_event_uuid to sijill_writer;
grant execute on function log.lock_facts() to sijill_writer;
grant select on log.facts to sijill_writer, sijill_follower;
grant insert (originator_id, originator_version, topic, state) on log.facts to sijill_writer;
grant select (notification_id, recorded_at) on log.facts to sijill_reader;
