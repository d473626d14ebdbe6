-- The one way in. A call is one statement and one commit, so nobody holds the lock while waiting for a client, and a
-- client that is stopped half-way holds nobody up. Facts, commands and claims are committed together or not at all.
--
-- Positions follow the order of the arrays: an identity is drawn after `order by`, and nobody draws one without the lock.
create function log.append(
    streams uuid[], versions bigint[], topics text[], states bytea[],
    keys bytea[], contents bytea[], key_streams uuid[], key_versions bigint[],
    partners uuid[], tokens bytea[], households uuid[]
) returns bigint
language plpgsql security definer
set search_path = pg_catalog
set lock_timeout = '10s'
as $$
declare
    at timestamptz;
    first bigint;
begin
    lock table log.facts in exclusive mode;
    -- Under the lock, and never earlier than the row before, even where the clock steps back.
    at := greatest(
        clock_timestamp(),
        (select f.recorded_at from log.facts as f order by f.notification_id desc limit 1)
    );
    if cardinality(keys) > 0 then
        insert into log.command (key, content, stream, version)
        select * from unnest(keys, contents, key_streams, key_versions);
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
    select min(notification_id) into first from inserted;
    notify facts;
    return first;
end
$$;
comment on function log.append is 'Appends facts in their order with what must be committed together with them; the position of the first, the others follow without holes.';
revoke execute on function log.append from public;
grant execute on function log.append to sijill_writer;

-- Nobody appends in another way: without the lock a reader of the log would lose facts.
revoke insert (originator_id, originator_version, topic, state) on log.facts from sijill_writer;
revoke insert on log.command, log.partner_reference from sijill_writer;
revoke usage on type log.stored_event_uuid from sijill_writer;
drop function log.lock_facts();
alter table log.facts alter column recorded_at drop default;
drop function log.next_recorded_at();
