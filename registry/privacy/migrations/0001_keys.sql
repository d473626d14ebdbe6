create schema if not exists keys;
revoke all on schema keys from public;

create table keys.registry (
    only_one boolean primary key default true check (only_one),
    id       uuid not null
);
comment on table keys.registry is 'The id that every sealed record is bound to; drawn once.';

create table keys.registry_key (
    name    text primary key,
    key_id  uuid not null unique,
    wrapped bytea not null check (octet_length(wrapped) = 76)  -- commitment, nonce, key, tag
);
comment on table keys.registry_key is 'Keys of the registry itself, each for one use, wrapped by the root key.';

-- Keys and fence share a row, so that its unique subject decides every race between sealing and forgetting.
create table keys.subject_key (
    subject   uuid primary key,
    key_id    uuid unique,  -- stays when the keys go: a record under it reads erased, not broken
    identity  bytea check (octet_length(identity) = 76),
    contact   bytea check (octet_length(contact) = 76),
    sensitive bytea check (octet_length(sensitive) = 76),
    fenced_at timestamptz,
    constraint keys_or_fence check (
        case when fenced_at is null
            then key_id is not null and identity is not null and contact is not null and sensitive is not null
            else identity is null and contact is null and sensitive is null
        end
    )
) with (fillfactor = 90);
comment on table keys.subject_key is 'One row a subject: its wrapped group keys, or the fence that stands where they were.';

create function keys.fence_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a fenced subject is given no keys again';
end
$$;
create trigger fence_stands before update or delete on keys.subject_key
    for each row when (old.fenced_at is not null) execute function keys.fence_stands();

create table keys.staff (
    name  text primary key,
    actor uuid not null unique
);
comment on table keys.staff is 'Whose opaque id stands in the facts; here and nowhere else.';

grant usage on schema keys to sijill_keys;
grant select, insert on keys.registry, keys.registry_key, keys.staff to sijill_keys;
grant select, insert on keys.subject_key to sijill_keys;
grant update (identity, contact, sensitive, fenced_at) on keys.subject_key to sijill_keys;
