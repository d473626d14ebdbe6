-- The index made anew beside the one that is looked up in: filled without its indexes, then in its place at once.

create function match.begin_anew() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    drop table if exists match.next;
    create table match.next (member uuid not null, household uuid not null, tokens bigint[] not null);
    grant insert, select on match.next to sijill_matcher;
end
$$;
comment on function match.begin_anew is 'An empty match.next, to be filled by COPY.';

create function match.take_anew() returns void
language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '256MB' as $$
begin
    set local client_min_messages = warning;
    alter table match.next add primary key (member);
    create index on match.next (household);
    create index on match.next using gin (tokens) with (fastupdate = off);
    analyze match.next;
    drop table match.record;
    alter table match.next rename to record;
    comment on table match.record is 'A row a member who may be matched: who was withdrawn or forgotten has none.';
    comment on column match.record.tokens is '64 bits of a keyed digest each, of compound keys and of numbers';
    grant select, insert, update, delete on match.record to sijill_matcher;
    grant select on match.record to sijill_reader;
end
$$;
comment on function match.take_anew is 'match.next with its indexes in the place of match.record.';

revoke execute on function match.begin_anew, match.take_anew from public;
grant execute on function match.begin_anew, match.take_anew to sijill_matcher;
