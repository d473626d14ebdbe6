"""Whether whoever shows a token still works here: a token outlives its holder's employment otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Final, NamedTuple

from registry.api.acting import acting
from registry.api.authentication import Unauthenticated
from registry.application.openings import record_access
from registry.application.rights import RECORDING_ACCESS
from registry.application.writer import Writer
from registry.domain.access import AccessRefused, ActName, RefusalCode
from registry.domain.envelope import Actor
from registry.domain.vocabulary import Purpose
from registry.privacy.policy import Viewer
from registry.privacy.staff import StaffDirectory, StaffMember

KNOWN_FOR: Final = 5.0
"""Seconds after which the directory is asked again: how long a leaver's token may still be taken."""
SHOWING_A_TOKEN: Final = ActName("token.show")
_MOST_KEPT: Final = 10_000


class _Known(NamedTuple):
    member: StaffMember | None
    until: float


class Attendance:
    """Asks the staff directory about a token's actor. For an actor in no row the identity provider vouches alone."""

    def __init__(
        self, staff: StaffDirectory, writer: Writer, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._staff = staff
        self._writer = writer
        self._seconds = seconds
        self._known: dict[Actor, _Known] = {}
        self._told: dict[tuple[Actor, str, Purpose], float] = {}

    async def admit(self, viewer: Viewer) -> Viewer:
        """The viewer in those of the token's roles that the directory still gives them.

        Raises:
            Unauthenticated: `staff_left`, `staff_role_withdrawn`, `staff_purpose_withdrawn`; on record once in
                `KNOWN_FOR` seconds.
            Unavailable: the directory cannot be asked, or the refusal not be recorded, now.
        """
        member = await self._member(viewer.actor)
        if member is None:
            return viewer
        refusal = member.refusal(viewer.roles, viewer.purpose)
        if refusal is not None:
            await self._tell(viewer, refusal)
            raise Unauthenticated(refusal)
        return replace(viewer, roles=viewer.roles & member.roles) if member.roles else viewer

    async def _member(self, actor: Actor) -> StaffMember | None:
        known = self._known.get(actor)
        if known is not None and self._seconds() < known.until:
            return known.member
        asked = self._seconds()  # before the question: what is answered may be as old as that
        member = (await self._staff.by_actors([actor])).get(actor)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[actor] = _Known(member, asked + KNOWN_FOR)
        return member

    async def _tell(self, viewer: Viewer, code: str) -> None:
        """Somebody who tries a thousand times fills no log."""
        told = (viewer.actor, code, viewer.purpose)
        now = self._seconds()
        if now < self._told.get(told, now):
            return
        fact = AccessRefused(code=RefusalCode(code), act=SHOWING_A_TOKEN)
        await record_access(self._writer, [fact], acting(viewer, RECORDING_ACCESS))
        if len(self._told) >= _MOST_KEPT:
            self._told.clear()
        self._told[told] = now + KNOWN_FOR
