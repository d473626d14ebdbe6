"""`sijill demo`: a country's partners, what arrives of them, and the figures that it comes to.

`command` is the command, `founding` what a registry begins with, `invitation` what is printed for whoever wants to ask.
`qena` has the partners and programmes there, `files` which file is whose, `summary` the figures. Another country is a
registry of its own (`country`), made from a `recipe` of `people` by `serving`; `printed` counts, `tables` show.
"""

from registry.cli.demo.command import demo

__all__ = ["demo"]
