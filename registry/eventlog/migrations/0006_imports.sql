-- What an import brought, found without reading the log for it: the stretches of positions that its transactions wrote.
-- One row a transaction, so that an import costs nothing for it; others' facts may stand in a stretch too.
create table log.import_stretch (
    file_import uuid not null,
    first bigint not null,
    last bigint not null,
    primary key (file_import, first)
);
comment on table log.import_stretch is 'Where the facts of an import stand in the log, both positions included.';

-- What was imported before lies somewhere between the start of its import and the end of the log.
insert into log.import_stretch (file_import, first, last)
select originator_id, notification_id, (select max(f.notification_id) from log.facts as f)
from log.facts where topic = 'import.started.v1';

create table log.import_undoing (
    partner uuid primary key,
    file_import uuid not null
);
comment on table log.import_undoing is
'Partners one of whose imports is being undone: until that is over nothing is taken in for them.';

alter table log.command add column corrected bigint;
comment on column log.command.corrected is
'version within stream of the last correction that says what content does, where the row was mended since';

drop function log.append;

-- As it was, and with the imports that the facts are of, each with its partner. Whoever undoes an import says so in
-- log.import_undoing first; what was under way then is committed before the lock is his.
create function log.append(
    streams uuid[], versions bigint[], topics text[], states bytea[],
    keys bytea[], contents bytea[], key_streams uuid[], key_versions bigint[],
    partners uuid[], tokens bytea[], households uuid[],
    imports uuid[] default '{}', import_partners uuid[] default '{}',
    mended_keys bytea[] default '{}', mended_contents bytea[] default '{}', mended_versions bigint[] default '{}'
) returns bigint
language plpgsql security definer
set search_path = pg_catalog
set lock_timeout = '10s'
set work_mem = '64MB'
as $$
declare
    at timestamptz;
    begins bigint;
begin
    lock table log.facts in exclusive mode;
    if cardinality(imports) > 0 and exists (
        select from log.import_undoing as u where u.partner = any(import_partners)
    ) then
        raise sqlstate 'SJ001' using message = 'an import of this partner is being undone';
    end if;
    -- Under the lock, and never earlier than the row before, even where the clock steps back.
    at := greatest(
        clock_timestamp(),
        (select f.recorded_at from log.facts as f order by f.notification_id desc limit 1)
    );
    if cardinality(keys) > 0 then
        insert into log.command (key, content, stream, version)
        select * from unnest(keys, contents, key_streams, key_versions);
    end if;
    if cardinality(mended_keys) > 0 then
        update log.command as c set content = m.content, corrected = m.version
        from unnest(mended_keys, mended_contents, mended_versions) as m (key, content, version)
        where c.key = m.key and c.key = any(mended_keys);  -- or a plan may read the whole table
    end if;
    if cardinality(tokens) > 0 then
        insert into log.partner_reference (partner, token, household)
        select * from unnest(partners, tokens, households);
    end if;
    with inserted as (
        insert into log.facts (originator_id, originator_version, topic, state, recorded_at)
        select stream, version, topic, state, at
        from unnest(streams, versions, topics, states) with ordinality
            as given (stream, version, topic, state, place)
        order by place
        returning notification_id
    )
    select min(notification_id) into begins from inserted;
    if cardinality(imports) > 0 then
        insert into log.import_stretch (file_import, first, last)
        select one, begins, begins + cardinality(streams) - 1 from unnest(imports) as one;
    end if;
    notify facts;
    return begins;
end
$$;
comment on function log.append is 'Appends facts in their order with what must be committed together with them; the position of the first, the others follow without holes.';
revoke execute on function log.append from public;
grant execute on function log.append to sijill_writer;

grant select on log.import_stretch to sijill_writer;
grant select, insert, delete on log.import_undoing to sijill_writer;
-- What an undone import said may be said again.
grant update (content, corrected), delete on log.command to sijill_writer;
grant delete on log.partner_reference to sijill_writer;
