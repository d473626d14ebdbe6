"""Opening what stands recorded, to compare with or to carry along: the registry's own doing, and on record as that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from registry.application import rights
from registry.application.command import Command, Context, Elsewhere, Outcome
from registry.application.openings import record_access
from registry.application.said import Said
from registry.application.writer import ATTEMPTS, Writer
from registry.domain.access import FieldName, FieldsOpened
from registry.domain.errors import SijillError, VersionConflict
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.vocabulary import Level, Purpose, Role
from registry.privacy.sealer import open_values
from registry.privacy.values import field_name

HOUSEHOLD: Final = "household.registered.v1"
MEMBER: Final = "household.member_joined.v1"
"""The facts that say first what is recorded of a household and of a member."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenedValues:
    """Sealed records that were opened; what could not be opened is absent."""

    by_record: Mapping[bytes, Any]

    def found(self, recorded: object) -> Any:
        """What was sealed there, or is to be; None of nothing and of what could not be opened."""
        if isinstance(recorded, Open):
            return recorded.value
        return self.by_record.get(recorded) if isinstance(recorded, bytes) else None

    def value(self, recorded: object) -> Any:
        """What stands there, opened.

        Raises:
            VersionConflict: it was recorded since the others were opened, or was forgotten.
        """
        if isinstance(recorded, Open):
            return recorded.value
        if not isinstance(recorded, bytes):
            return recorded
        if recorded not in self.by_record:
            raise VersionConflict
        return self.by_record[recorded]


class ToOpen:
    """Records to open together, with whose fields they are."""

    def __init__(self) -> None:
        self._records: set[bytes] = set()
        self._names: dict[UUID, set[FieldName]] = defaultdict(set)

    def add(self, subject: UUID, fact: str, values: Said, names: Iterable[str]) -> None:
        """Those of the named values that are sealed. `fact` is the one that says such values first."""
        sealed = [name for name in names if isinstance(values.get(name), bytes)]
        if sealed:
            self._records.update(map(values.__getitem__, sealed))
            self._names[subject].update([field_name(fact, name) for name in sealed])

    async def opened(
        self, writer: Writer, context: Context, purpose: Purpose = Purpose.CORRECTION
    ) -> OpenedValues:
        """All of it, with one look at the keys, put on record in the name of whoever acts."""
        found = await open_values(self._records, writer.keys)
        await record_access(writer, self._openings(), _as_the_registry(context, purpose))
        return OpenedValues(found)

    def _openings(self) -> list[FieldsOpened]:
        """Subjects of whom the same fields were opened share a fact."""
        alike: dict[frozenset[FieldName], list[UUID]] = defaultdict(list)
        for subject, names in self._names.items():
            alike[frozenset(names)].append(subject)
        return [
            FieldsOpened(
                level=Level.CLEAR,
                fields=tuple(sorted(names)),
                subjects=tuple(sorted(subjects, key=attrgetter("int"))),
            )
            for names, subjects in alike.items()
        ]


def _as_the_registry(context: Context, purpose: Purpose) -> Context:
    return replace(context, role=Role.SYSTEM, purpose=purpose, key=None)


async def foreseen(writer: Writer, command: Command) -> Sequence[AnyFact]:
    """The facts that a command would record as the register stands, without recording them; none where it was done.

    Raises:
        Refused: it would be refused; `idempotency_key_reused` and `partner_reference_claimed` among others.
    """
    context = command.context
    rights.check(command.act, context.role, context.purpose)
    (answer,) = await writer.foresee_many([command])
    if isinstance(answer, SijillError):
        raise answer
    if answer.repeated:
        return ()
    histories = await writer.log.load_many({*command.needs, *command.also})
    decided = command.decide(histories)
    return [one.fact if isinstance(one, Elsewhere) else one for one in decided]


async def as_it_stands(writer: Writer, command: Callable[[], Awaitable[Command]]) -> Outcome:
    """Carry out a command that was made from what stands, made anew where somebody was faster.

    Raises:
        Refused: the command is refused.
        VersionConflict: others were faster too many times.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(VersionConflict):
            return await writer.submit(await command())
    return await writer.submit(await command())
