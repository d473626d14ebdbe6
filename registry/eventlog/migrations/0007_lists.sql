-- What a partner's lists had, beside the log: no fact says that a row was there and brought nothing new.
create table log.list_row (
    partner uuid not null,
    list bytea not null,
    household uuid not null,
    file_import uuid not null,
    before uuid,
    sheet integer not null,
    row integer not null,
    primary key (partner, list, household)
);
comment on table log.list_row is
'Where each household of a list stood last: in the import file_import, and in which one before that.';

create table log.alike (
    partner uuid not null,
    token bytea not null,
    reference bytea not null,
    primary key (partner, token, reference)
);
comment on table log.alike is
'Households without number or reference, by a keyed token of what stays when a phone or an address is left out.';

grant select, insert, update, delete on log.list_row to sijill_writer;
grant select, insert on log.alike to sijill_writer;
