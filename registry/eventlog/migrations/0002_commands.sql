-- What is committed with the facts and may be cleared again: neither is part of the log.

create table log.command (
    key bytea primary key,
    content bytea,
    stream uuid not null,
    version bigint not null,
    at timestamptz not null default clock_timestamp()
);
create index command_stream_idx on log.command (stream);

comment on table log.command is 'Commands that were done, so that the same one again answers as it did the first time.';
comment on column log.command.content is 'keyed digest of the content, other content under the same key is refused; null once a person it tells of is forgotten';
comment on column log.command.version is 'with stream: the last fact of the command';

create table log.partner_reference (
    partner uuid not null,
    token bytea not null,
    household uuid not null,
    forgotten boolean not null default false,
    primary key (partner, token)
);
create index partner_reference_household_idx on log.partner_reference (household);

comment on table log.partner_reference is 'Which registration a partner means by its own reference.';
comment on column log.partner_reference.token is 'keyed digest of the reference within the partner';
comment on column log.partner_reference.forgotten is 'stays, so that a forgotten household is not registered again';

grant select, insert, update (content) on log.command to sijill_writer;
grant select, insert, update (forgotten) on log.partner_reference to sijill_writer;
