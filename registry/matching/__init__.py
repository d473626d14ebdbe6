"""The same person, registered by several partners: from claims to identities. Pure but for `tokens` and `index`.

`arabic_names`, `skeletons`, `vowels`, `rarity`, `nicknames`   what a name is, in Arabic and Latin script
`claims`, `columns`, `name_table`, `hashing`   what partners say, as columns of numbers
`candidates`                   which records are worth comparing: compound keys, never a name alone
`levels`, `comparison`, `name_comparison`, `name_levels`, `born_levels`   two records held against each other
`weights`, `training`          what each level adds to the odds, and where that comes from
`context`, `clustering`, `identities`, `households`   who is one person, and which registrations one household
`told`                         levels in the words of the domain
`outcome`                      links inside identities, cases for a person
`arrivals`, `evaluation`       one by one as in one batch; how good it is
`tokens`, `index`              the same keys under the registry's own, in PostgreSQL, where members are found by them
Lists of names and the weights are in `data/`, with sources and licences.
"""
