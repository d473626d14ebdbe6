"""Keeping what is personal sealed, and deciding who opens it.

`sealing` turns one value into a self-contained record and back; `framing` and `keyed` are the two primitives it shares
with the rest. `values` knows every personal field by its declaration and refuses a fact that declares too little.
`root_key` is the one secret outside PostgreSQL; `keys` holds one row of wrapped keys a subject, in a database of its
own, and destroys it when the subject is forgotten. `sealer` seals whole facts and opens batches of records.
`policy` is a table: role, purpose, agreement, consent and field in, level and reason out; nothing here writes the
record of an opening, that is the application's. `staff` gives people at work the opaque ids that facts carry.
This is the only package that touches cryptography. Nothing in it prints a value, and what fails says only that.
"""
