"""`sijill demo`: Qena's partners, two organisations' files, and who was reached.

`command` is the command, `qena` the partners and programmes, `files` which file is whose, `summary` the figures,
`invitation` what is printed for whoever wants to ask.
"""

from registry.cli.demo.command import demo

__all__ = ["demo"]
