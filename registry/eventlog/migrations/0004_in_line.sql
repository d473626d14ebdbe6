-- A member is nine sealed values, some 2,110 bytes: just above what PostgreSQL keeps in a row before it moves values into
-- a table beside it, in pieces with an index entry each. What fits into a page stays in the row.
alter table log.facts set (toast_tuple_target = 8160);
