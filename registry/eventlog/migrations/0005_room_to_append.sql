-- A load appends 10 MB in one call. What is sorted into the order of its places goes to a file of the server's, and is
-- read from there again, where it does not fit into the memory that a sort is allowed.
alter function log.append set work_mem = '64MB';
