"""Who of an import may be registered already: told after it, as after a single registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from registry.api.standing import standing_of
from registry.application.command import Context
from registry.application.models import model_in_use
from registry.application.openings import record_access
from registry.application.searching import Search, as_fact, possible_duplicates
from registry.bootstrap import Registry
from registry.cli import output
from registry.eventlog.imports import registered, stretches
from registry.privacy.policy import Viewer
from registry.projections.registrations import partners_of

LOOKED_AT: Final = 500
"""Registrations of an import; of more than these `sijill check` tells before it."""
_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PerhapsKnown:
    """How many registrations were looked at, and how many may be of people who are registered elsewhere, too."""

    looked_at: int
    of: int
    to_another_partner: int
    to_the_own: int
    complete: bool

    def to_json(self) -> dict[str, int | bool]:
        return {
            "looked_at": self.looked_at,
            "of": self.of,
            "to_another_partner": self.to_another_partner,
            "to_the_own": self.to_the_own,
            "complete": self.complete,
        }


async def perhaps_known(registry: Registry, file_import: UUID, context: Context) -> PerhapsKnown:
    """Among those that there are for the partner whose file it is; on record as one search."""
    households = await _registered(registry, file_import)
    asked = households[:LOOKED_AT]
    viewer = Viewer(
        actor=context.actor,
        partner=context.partner,
        roles=frozenset({context.role}),
        purpose=context.purpose,
    )
    async with registry.readers.connection() as connection:
        standing = await standing_of(connection, viewer, registry.writer.mint.today())
        model = await model_in_use(connection)
        search = Search(connection, registry.writer, standing.visible, model)
        alike = await possible_duplicates(search, asked)
        found = {hit.household for one in alike for hit in one.answer.hits}
        owners = await partners_of(connection, found)
    if alike:
        fact = as_fact([(one.answer, one.answer.hits) for one in alike])
        await record_access(registry.writer, [fact], context)
    elsewhere: dict[UUID, set[bool]] = {}
    for one in alike:
        whose = {owners.get(hit.household) != context.partner for hit in one.answer.hits}
        elsewhere.setdefault(one.member.household, set()).update(whose)
    looked_at = {one.member.household for one in alike}  # what read models do not have yet is not
    return PerhapsKnown(
        looked_at=len(looked_at),
        of=len(households),
        to_another_partner=sum(True in whose for whose in elsewhere.values()),
        to_the_own=sum(False in whose for whose in elsewhere.values()),
        complete=looked_at >= {*households} and not any(one.answer.missing for one in alike),
    )


async def _registered(registry: Registry, file_import: UUID) -> list[UUID]:
    found = list[UUID]()
    for stretch in await registry.log.ask(stretches(file_import)):
        for part in stretch.cut(_AT_ONCE):
            found += await registry.log.ask(registered(file_import, part))
    return found


def tell(known: PerhapsKnown) -> None:
    if known.to_another_partner or known.to_the_own:
        output.talk(
            "import_perhaps_known", elsewhere=known.to_another_partner, own=known.to_the_own
        )
    if known.looked_at < known.of:
        output.talk("import_looked_at", looked_at=known.looked_at, of=known.of)
