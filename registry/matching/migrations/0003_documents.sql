-- Numbers of cards and plates, keyed: whoever follows the log opens each once and keeps sixty-four bits of a digest,
-- beside the log and never in it, until its holder is forgotten.

create table match.document (
    document uuid primary key,
    member   uuid not null,
    token    bigint not null
);
comment on table match.document is 'A row a document whose number opens; made again by sijill match reindex.';
comment on column match.document.token is '64 bits of a keyed digest of issuer, kind and number';
create index on match.document (token);
create index on match.document (member);

alter table match.state add column numbered bigint not null default 0 check (numbered >= 0);
comment on column match.state.numbered is 'up to where the numbers of documents were taken';

grant select on match.document to sijill_matcher, sijill_reader;
grant insert, delete on match.document to sijill_matcher;
