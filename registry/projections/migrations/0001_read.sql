-- Read models: the follower makes and writes their tables, readers read them, nobody needs a key.

create schema read;
comment on schema read is 'Derived from the log alone; may be thrown away and built again.';

create table read.follower (
    model text not null,
    version integer not null,
    shadow boolean not null,
    position bigint not null check (position >= 0),
    primary key (model, version, shadow)
);
comment on table read.follower is 'How far each read model is, written in the transaction that writes its rows.';
comment on column read.follower.shadow is 'the copy in which a rebuild prepares the next rows';

create table read.dead_letter (
    model text not null,
    version integer not null,
    shadow boolean not null,
    stream uuid not null,
    position bigint not null,
    cause text not null,
    primary key (model, version, shadow, stream)
);
comment on table read.dead_letter is 'Facts that a read model could not handle. Their streams stand still in that model.';
comment on column read.dead_letter.cause is 'kind of error; never its message, which may quote';

-- The follower owns the tables that it makes, and lets readers read each as it makes it.
grant usage, create on schema read to sijill_follower;
grant usage on schema read to sijill_reader;
grant select, insert, update, delete on read.follower, read.dead_letter to sijill_follower;
grant select on read.follower, read.dead_letter to sijill_reader;
