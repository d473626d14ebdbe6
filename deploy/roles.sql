-- The roles and databases of a registry whose processes run apart. Run by a superuser with psql, as often as you like:
--   psql -v ON_ERROR_STOP=1 -f roles.sql
-- Sets no passwords (a login without one cannot enter) and grants nothing on tables: `sijill migrate` does that, as it
-- makes them.

\set ON_ERROR_STOP on

-- Groups: what may be done.
--   sijill_writer    inserts into the log and selects from it; nobody updates or deletes there
--   sijill_follower  selects from the log, makes and writes the read models
--   sijill_matcher   selects from the log, writes the match index
--   sijill_reader    selects from the read models and the match index
--   sijill_reporter  selects from the schema reporting, and from nothing else
--   sijill_keys      the keys' database, which no other group may enter
-- Logins: who does it, one for each process.
do $roles$
declare
    role_name text;
begin
    foreach role_name in array array[
        'sijill_writer', 'sijill_follower', 'sijill_matcher', 'sijill_reader', 'sijill_keys',
        'sijill_reporter'
    ] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I nologin', role_name);
        end if;
    end loop;
    foreach role_name in array array[
        'sijill_migrate', 'sijill_api', 'sijill_follow', 'sijill_match', 'sijill_import'
    ] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I login', role_name);
        end if;
    end loop;
end
$roles$;

-- Whatever they were given by hand, they are this and no more.
alter role sijill_migrate nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role sijill_api nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role sijill_follow nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role sijill_match nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role sijill_import nosuperuser nocreatedb nocreaterole nobypassrls noreplication;

set client_min_messages = warning; -- a repeated grant is no news
grant sijill_writer, sijill_reader, sijill_keys to sijill_api;
grant sijill_writer, sijill_reader, sijill_keys to sijill_import;
grant sijill_follower to sijill_follow;
grant sijill_matcher, sijill_writer, sijill_reader, sijill_keys to sijill_match;

-- Byte order, so that an index means the same on every machine.
select 'create database sijill owner sijill_migrate template template0 encoding ''UTF8'' locale ''C'''
where not exists (select from pg_database where datname = 'sijill') \gexec

select 'create database sijill_keys owner sijill_migrate template template0 encoding ''UTF8'' locale ''C'''
where not exists (select from pg_database where datname = 'sijill_keys') \gexec

revoke all on database sijill from public;
revoke all on database sijill_keys from public;
grant connect on database sijill to sijill_writer, sijill_follower, sijill_matcher, sijill_reader, sijill_reporter;
grant temporary on database sijill to sijill_writer, sijill_follower; -- COPY goes through temporary tables
grant connect on database sijill_keys to sijill_keys;
