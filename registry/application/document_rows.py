"""Cards and plates issued from a list, many at once; each row answers for itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.application import rights
from registry.application.command import Command, Context, Elsewhere
from registry.application.document_numbers import Numbers
from registry.application.entitlement_documents import Holder, Printed, issue_document
from registry.application.plan_rows import RowSaid, rows_meant
from registry.application.writer import BULK, Writer
from registry.domain.entitlement_document import DocumentKind
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused, SijillError
from registry.domain.identity_numbers import read_identity_number
from registry.projections.household_members import by_numbers
from registry.projections.visibility import RecordFilter

AT_ONCE: Final = 2 * BULK


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DocumentSaid:
    """A row: the holder by reference or identity number, the member by its number there."""

    row: int
    reference: str | None
    identity_number: str | None
    member: int
    kind: DocumentKind
    printed: Printed


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a row: `refused` is None where the document is issued, or was `already`."""

    row: int
    already: bool = False
    refused: SijillError | None = None


async def issue_rows(  # noqa: PLR0913 - what is issued, by whom, and what is known
    writer: Writer,
    connection: AsyncConnection[Any],
    said: Sequence[DocumentSaid],
    context: Context,
    position: int,
    *,
    dry: bool,
) -> AsyncIterator[list[Answered]]:
    """Issue what a list says, some thousand rows at a time; where it is `dry`, say what would come of it.

    A row is done once, however often the list comes: by its holder, kind and number.
    """
    rights.check("document.issue", context.role, context.purpose)
    numbers = Numbers(
        connection=connection,
        keys=writer.keys,
        issuer=context.partner,
        position=position,
        on=writer.mint.today(),
    )
    for begins in range(0, len(said), AT_ONCE):
        some = said[begins : begins + AT_ONCE]
        commands = await _commands(writer, connection, some, context, numbers)
        done = [one for one in commands if isinstance(one, Command)]
        answers = iter(await (_foreseen(writer, done) if dry else _issued(writer, done)))
        yield [
            _numbered(one.row, next(answers)) if isinstance(command, Command)
            else Answered(one.row, refused=command)
            for one, command in zip(some, commands, strict=True)
        ]  # fmt: skip


def _asked(said: DocumentSaid) -> RowSaid:
    number = said.identity_number
    return RowSaid(
        reference=said.reference,
        identity_number=read_identity_number(number) if number else None,
    )


async def _commands(
    writer: Writer,
    connection: AsyncConnection[Any],
    said: Sequence[DocumentSaid],
    context: Context,
    numbers: Numbers,
) -> list[Command | Refused]:
    own = RecordFilter(own=context.partner)
    asked = [_asked(one) for one in said]
    meant = await rows_meant(writer, connection, asked, context.partner, visible_to=own)
    homes = {row.household for row in meant if row.household is not None}
    members = await by_numbers(connection, homes, position=numbers.position)

    def holder(one: DocumentSaid, home: UUID | None) -> Holder | Refused:
        if home is None:
            return Refused("household_unknown")
        member = members.get((home, one.member))
        if member is None:
            return Refused("member_unknown")
        return Holder(household=home, member=member, kind=one.kind)

    holders = [holder(one, row.household) for one, row in zip(said, meant, strict=True)]
    both = zip(holders, said, strict=True)
    taken = iter(
        await numbers.taken_by([(h, one.printed) for h, one in both if isinstance(h, Holder)])
    )

    def command(one: DocumentSaid, holder: Holder, taken_by: str | None) -> Command:
        key = context.with_key(f"document:{one.kind}:{holder.member}:{one.printed.number}")
        return issue_document(holder, one.printed, key, writer.mint, taken_by=taken_by)

    return [
        command(one, holder, next(taken)) if isinstance(holder, Holder) else holder
        for one, holder in zip(said, holders, strict=True)
    ]


async def _issued(writer: Writer, commands: Sequence[Command]) -> list[bool | SijillError]:
    """Whether each was done before."""
    return [
        one if isinstance(one, SijillError) else one.repeated
        for one in await writer.submit_many(commands)
    ]


async def _foreseen(writer: Writer, commands: Sequence[Command]) -> list[bool | SijillError]:
    """As the register stands and as each row leaves it to the next; nothing is written."""
    known = await writer.foresee_many(commands)
    histories = await writer.log.load_many({need for one in commands for need in one.needs})
    found: list[bool | SijillError] = []
    for command, before in zip(commands, known, strict=True):
        if isinstance(before, SijillError) or before.repeated:
            found.append(before if isinstance(before, SijillError) else True)
            continue
        try:
            facts = command.decide(histories)
        except Refused as refused:
            found.append(refused)
            continue
        stream, envelope = command.stream, command.context.envelope(writer.mint.id())
        histories[stream] = [
            *histories.get(stream, ()),
            *(
                Recorded(0, stream, 0, writer.mint.clock(), envelope, one)
                for one in facts
                if not isinstance(one, Elsewhere)
            ),
        ]
        found.append(False)
    return found


def _numbered(row: int, answer: bool | SijillError) -> Answered:  # noqa: FBT001 - what came of it
    if isinstance(answer, SijillError):
        return Answered(row, refused=answer)
    return Answered(row, already=answer)
