#!/bin/sh
# Gives each login the password in its environment variable; none is written to a command line or a log.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
set log_statement = 'none';
set log_min_error_statement = 'panic';
\getenv migrate SIJILL_MIGRATE_PASSWORD
\getenv api SIJILL_API_PASSWORD
\getenv follow SIJILL_FOLLOW_PASSWORD
\getenv match SIJILL_MATCH_PASSWORD
\getenv import SIJILL_IMPORT_PASSWORD
alter role sijill_migrate password :'migrate';
alter role sijill_api password :'api';
alter role sijill_follow password :'follow';
alter role sijill_match password :'match';
alter role sijill_import password :'import';
SQL
