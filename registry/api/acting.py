"""In which of their roles a viewer acts."""

from __future__ import annotations

from typing import Final

from registry.application import rights
from registry.application.command import Context
from registry.domain.vocabulary import Role
from registry.privacy.policy import Viewer

_RANK: Final = tuple(Role)


def acting(viewer: Viewer, act: str, key: str | None = None) -> Context:
    """The viewer as the actor of an act, in the first of their roles that may do it."""
    roles = sorted(viewer.roles, key=_RANK.index)
    allowed = rights.RIGHTS.get(act, frozenset())
    return Context(
        actor=viewer.actor,
        partner=viewer.partner,
        role=next((role for role in roles if role in allowed), roles[0]),
        purpose=viewer.purpose,
        channel=viewer.channel,
        key=key,
    )
