"""The same person, registered by several partners: from claims to identities. Pure: no database, no clock, no key.

`arabic_names`, `skeletons`, `vowels`, `rarity`, `nicknames`   what a name is, in Arabic and Latin script
Names and their lists are in `data/`, with sources and licences.
"""
