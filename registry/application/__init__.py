"""What can be done to the register: one module a noun, each load, decide, seal, append.

A noun's module builds a `Command`; `writer.Writer` carries it out: it loads the streams that the decision needs, lets
the domain decide, seals what is personal and appends, once per idempotency key, deciding again after a conflict.
"""
