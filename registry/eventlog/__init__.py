"""The log: facts in PostgreSQL, in the order of their commits, appended and never changed.

`log` is what the application writes and reads through, `reading` what followers tail it with. `names`, `upcasting`
and `codec` say how a fact is stored; `datastore`, `recorder` and `mapper` are the three seams to the eventsourcing
library, which nothing else imports. `migrate` lays out both databases from the numbered files of this folder, of
`privacy` and of `projections`.
"""
