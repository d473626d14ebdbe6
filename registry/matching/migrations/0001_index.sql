-- The match index: keyed tokens of what members are found by. It has no past and is made anew from the read models;
-- whoever has the keys makes it, readers look up in it, and no value and no single name stands anywhere in it.

create schema match;
comment on schema match is 'Keyed tokens to find registrations by; made again by sijill match reindex.';

create table match.record (
    member    uuid primary key,
    household uuid not null,
    tokens    bigint[] not null
);
comment on table match.record is 'A row a member who may be matched: who was withdrawn or forgotten has none.';
comment on column match.record.tokens is '64 bits of a keyed digest each, of compound keys and of numbers';
create index on match.record (household);
-- Without a list of what is pending: a look-up right after a registration must not read through it.
create index record_tokens on match.record using gin (tokens) with (fastupdate = off);

create table match.common (
    token bigint primary key
);
comment on table match.common is 'Tokens that so many share that they say nothing; until the index is made anew.';

create table match.state (
    only_one   boolean primary key default true check (only_one),
    position   bigint not null default 0 check (position >= 0),
    model      text,
    population bigint not null default 0 check (population >= 0),
    indexed_at timestamptz
);
comment on table match.state is 'Up to where the log was matched, and what the model takes for given meanwhile.';
comment on column match.state.population is 'members when the index was last made anew; 0 where it never was';
insert into match.state default values;

grant usage on schema match to sijill_matcher, sijill_reader;
grant select on match.record, match.common, match.state to sijill_matcher, sijill_reader;
grant insert, update, delete on match.record, match.common to sijill_matcher;
grant update on match.state to sijill_matcher;
-- It follows the log as the read models' follower does.
grant usage on schema log to sijill_matcher;
grant select on log.facts to sijill_matcher;
