"""Whom the rows of a plan mean: by a registration's reference, by the partner's own, or by an identity number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.checking import Row
from registry.application.contradicted import contradicted
from registry.application.writer import Writer
from registry.domain.identity_numbers import IdentityNumber, IdentityNumberState
from registry.domain.planning import UnknownReason
from registry.domain.reference import NotAReference, Reference, read_reference
from registry.matching.search import Query, having_number, searched_by
from registry.projections.registrations import by_references
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]
Token: TypeAlias = tuple[UUID, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSaid:
    """A row as it was written; what comes first decides. `household` and `member` are ids.

    `person` is whom it names, for where nothing else says whom it means; it has the number as well.
    """

    household: UUID | None = None
    member: UUID | None = None
    reference: str | None = None
    identity_number: IdentityNumber | None = None
    person: Query | None = None

    @property
    def numbers(self) -> tuple[IdentityNumber, ...]:
        """All identity numbers that it says."""
        if self.person is not None:
            return self.person.numbers
        return () if self.identity_number is None else (self.identity_number,)

    @property
    def names_somebody(self) -> bool:
        return self.person is not None or self.identity_number is not None

    def whom(self) -> Query:
        """Whom it names, or whoever has its number: not every registration has a key that is made of one."""
        return self.person or having_number(*self.numbers)


def identifying_number(number: IdentityNumber) -> str:
    """What a registration without a reference of its partner's is found by."""
    return f"{number.kind}:{number.number}"


async def rows_meant(  # noqa: PLR0913 - the rows, whose they are, and what is known of them
    writer: Writer,
    connection: Reader,
    said: Sequence[RowSaid],
    partner: UUID,
    *,
    visible_to: RecordFilter,
    by_number: Mapping[int, Row] = MappingProxyType({}),
) -> tuple[Row, ...]:
    """The rows in their order, numbered from 1, with the registrations that they mean as far as that is known.

    Those that are told `by_number` are not looked for. A `reference` is a registration's where its check character says
    so, else the partner's own. Who is called otherwise than anybody in the partner's own registration so found is not
    surely meant.
    """
    tokens = [
        () if number in by_number else _tokens(writer, partner, one)
        for number, one in enumerate(said, 1)
    ]
    homes = await _homes(writer, connection, said, tokens, visible_to)
    named = {
        number: (home, one.person.claim)
        for number, (one, home) in enumerate(zip(said, homes, strict=True), 1)
        if home is not None and one.household is None and one.person and one.person.claim.name
    }
    doubted = await contradicted(connection, writer.keys, named, partner) if named else frozenset()
    return tuple(
        by_number.get(number) or _row(number, one, home, doubted=number in doubted)
        for number, (one, home) in enumerate(zip(said, homes, strict=True), 1)
    )


async def _homes(
    writer: Writer,
    connection: Reader,
    said: Sequence[RowSaid],
    tokens: Sequence[Sequence[Token]],
    visible_to: RecordFilter,
) -> list[UUID | None]:
    """The registrations that the rows mean by what they are called."""
    references = {one.reference: _registration(one.reference) for one in said if one.reference}
    registrations = await by_references(
        connection, {one for one in references.values() if one}, visible_to=visible_to
    )
    asked = {token for those in tokens for token in those}
    known = (await writer.log.known((), (), asked)).references

    def meant(one: RowSaid, called: Sequence[Token]) -> UUID | None:
        named = references.get(one.reference or "")
        home = one.household or (registrations.get(named) if named else None)
        if home is not None:
            return home
        found = (known.get(token) for token in called)
        return next((household for household, _ in filter(None, found)), None)

    return [meant(*both) for both in zip(said, tokens, strict=True)]


def _row(number: int, said: RowSaid, household: UUID | None, *, doubted: bool) -> Row:
    if doubted:
        return Row(number=number, unknown=UnknownReason.NOT_SURE_WHO)
    if household is not None:
        return Row(number=number, household=household, member=said.member)
    named = said.reference is not None and not (said.person and searched_by(said.person))
    why = UnknownReason.REGISTRATION_UNKNOWN if named else UnknownReason.NOT_COMPARED
    return Row(number=number, unknown=why)


def is_doubted(row: Row) -> bool:
    """Whether its reference and its name speak of two people; neither is looked for by itself then."""
    return row.household is None and row.unknown is UnknownReason.NOT_SURE_WHO


def _registration(reference: str) -> Reference | None:
    try:
        return read_reference(reference)
    except NotAReference:
        return None


def _tokens(writer: Writer, partner: UUID, said: RowSaid) -> tuple[Token, ...]:
    """Under what the partner may have registered it."""
    references = [] if said.reference is None else [said.reference]
    number = said.identity_number
    if number is not None and number.state is not IdentityNumberState.INVALID:
        references.append(writer.stand_in(partner, identifying_number(number)))
    return tuple((partner, writer.reference_token(partner, one)) for one in references)
