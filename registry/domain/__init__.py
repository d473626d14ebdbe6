"""What Sijill is about: facts, the state that decisions need, decisions, refusals.

One module per aggregate (partner, agreement, programme, household, delivery, file_import, access), each in the order
facts, state, decisions, evolve. Everything here is pure and imports the standard library only: time, ids and
randomness are arguments, and no aggregate ever holds a name or an identity number.
"""
