"""Which role may do which act. An act or a role that is not named here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.domain.errors import Refused
from registry.domain.vocabulary import Role

_CASEWORK: Final = frozenset({Role.CASEWORKER, Role.DATA_OFFICER, Role.PARTNER_SYSTEM, Role.SYSTEM})
_STEERING: Final = frozenset({Role.SECURITY_OFFICER, Role.SYSTEM})
_EVERYONE: Final = frozenset(Role)

RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    "household.register": _CASEWORK | {Role.VOLUNTEER},
    "household.add_member": _CASEWORK | {Role.VOLUNTEER},
    "household.put_on_hold": _CASEWORK,
    "household.forget": frozenset({Role.DATA_OFFICER, Role.SECURITY_OFFICER, Role.SYSTEM}),
    "delivery.record": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "programme.open": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "programme.close": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "import.run": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "partner.enrol": _STEERING,
    "partner.suspend": _STEERING,
    "agreement.sign": _STEERING,
    "agreement.amend": _STEERING,
    "agreement.end": _STEERING,
    "access.record": _EVERYONE,
}


def check(act: str, role: Role) -> None:
    """Let the role do the act.

    Raises:
        Refused: `act_not_allowed`.
    """
    if role not in RIGHTS.get(act, frozenset()):
        raise Refused("act_not_allowed", act=act, role=role.value)
