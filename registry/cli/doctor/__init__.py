"""`sijill doctor`: what is wrong, and how to mend it. It makes and changes nothing.

`command` is the command, `finding` what a check says, `machine` looks at this machine, `servers` at the databases,
`keys` at the root key and the keys, `read_models` at how far they are.
"""

from registry.cli.doctor.command import doctor

__all__ = ["doctor"]
