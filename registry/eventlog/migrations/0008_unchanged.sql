drop function log.append;

-- As it was, and what must still be so when the facts are stored: streams that have not grown past the version at which
-- somebody looked at them, and nothing that has a mark, or is of a topic, past the position up to which was counted.
create function log.append(
    streams uuid[], versions bigint[], topics text[], states bytea[],
    keys bytea[], contents bytea[], key_streams uuid[], key_versions bigint[],
    partners uuid[], tokens bytea[], households uuid[],
    imports uuid[] default '{}', import_partners uuid[] default '{}',
    mended_keys bytea[] default '{}', mended_contents bytea[] default '{}', mended_versions bigint[] default '{}',
    seen_streams uuid[] default '{}', seen_versions bigint[] default '{}',
    counted_to bigint[] default '{}', counted_marks bytea[] default '{}', counted_topics text[] default '{}'
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
    -- After the facts, so that those of one call are held against each other.
    if cardinality(seen_streams) > 0 and exists (
        select from unnest(seen_streams, seen_versions) as seen (stream, version)
        cross join lateral (
            select from log.facts as f
            where f.originator_id = seen.stream and f.originator_version > seen.version limit 1
        ) as grown
    ) then
        raise sqlstate 'SJ002' using message = 'a stream has grown since it was looked at';
    end if;
    if cardinality(counted_to) > 0 and exists (
        select from unnest(counted_to, counted_marks) as counted (position, mark)
        cross join lateral (
            select from log.facts as f
            where f.notification_id > counted.position
                and (f.topic = any(counted_topics) or counted.mark <> '' and position(counted.mark in f.state) > 0)
            limit 1
        ) as uncounted
    ) then
        raise sqlstate 'SJ002' using message = 'something was recorded since it was counted';
    end if;
    notify facts;
    return begins;
end
$$;
comment on function log.append is 'Appends facts in their order with what must be committed together with them; the position of the first, the others follow without holes.';
revoke execute on function log.append from public;
grant execute on function log.append to sijill_writer;
