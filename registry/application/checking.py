"""Comparing the lines of a plan with what was delivered and is reserved, by identity and up to the end of the log.

It says *clear* of nothing that it has not compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import QueryCanceled

from registry.application.matched import is_behind, matched_up_to
from registry.application.reported import Unreported, unreported
from registry.application.writer import Writer
from registry.domain.errors import SijillError
from registry.domain.money import Money
from registry.domain.plan import PlanCounts
from registry.domain.planning import (
    GivenTo,
    IneligibleReason,
    LineStatus,
    LineWarning,
    UnknownReason,
)
from registry.domain.programme import OverlapRule
from registry.domain.rules import Entitlement
from registry.projections import eligibility, judged, overlaps, pairs, programme_rules
from registry.projections.as_of import present, wait_on
from registry.projections.eligibility import EligibilityRow
from registry.projections.household_identities import households_of
from registry.projections.identities import persons_of
from registry.projections.judged import Due
from registry.projections.lateness import LatePartner, late_partners
from registry.projections.overlaps import Looked, Overlap, Standing, standing_of
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]

PATIENCE: Final = 5.0
"""Seconds that a check waits for the read models, before it says that it does not know."""
LONGEST: Final = 60
"""Seconds that the comparison may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Whom a line means. Without a household, `unknown` says why not; `by_name` where no number says it."""

    number: int
    household: UUID | None = None
    member: UUID | None = None
    unknown: UnknownReason | None = None
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be given: `value` is a line's worth, `plan` the plan whose own lines are in conflict with nothing.

    Who is entitled to the `programme` was decided before, if it has a rule.
    """

    rule: OverlapRule
    programme: UUID | None = None
    begins: date
    ends: date
    value: Money | None = None
    plan: UUID | None = None

    def looked(self, now: datetime) -> Looked:
        begins, ends = self.rule.around(self.begins, self.ends)
        return Looked(
            families=self.rule.families,
            begins=begins,
            ends=ends,
            plan=self.plan,
            now=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFound:
    """`overlaps` are what it is in conflict with; `repeats` the line of the plan that means the same."""

    row: Row
    status: LineStatus
    unknown: UnknownReason | None = None
    ineligible: IneligibleReason | None = None
    overlaps: tuple[Overlap, ...] = ()
    repeats: int | None = None
    warnings: tuple[LineWarning, ...] = ()


_NOT_LOOKED: Final = frozenset({UnknownReason.READ_MODELS_BEHIND, UnknownReason.TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`position` is that up to which it was compared, of what the viewer that asked may know of.

    `late` are the partners for which lines are not known, as far as the viewer's agreements name them.
    """

    position: int
    lines: Sequence[LineFound]
    visible_to: RecordFilter
    late: tuple[LatePartner, ...] = ()

    def counts(self, by_id_alone: int = 0) -> PlanCounts:
        found = Counter(one.status for one in self.lines)
        return PlanCounts(
            clear=found[LineStatus.CLEAR],
            conflict=found[LineStatus.CONFLICT],
            not_eligible=found[LineStatus.NOT_ELIGIBLE],
            unknown=found[LineStatus.UNKNOWN],
            by_id_alone=by_id_alone,
        )

    def doubted(self) -> Checked:
        """The same where matching is behind: what is clear may be of somebody at whom nobody has looked yet."""
        why = UnknownReason.MATCHING_BEHIND
        lines = [
            _not_known(one, why) if one.status is LineStatus.CLEAR else one for one in self.lines
        ]
        return replace(self, lines=lines)

    def unreported(self, found: Unreported) -> Checked:
        """The same where partners are late with their reports: they may have given what is not on record yet."""
        why = UnknownReason.PARTNER_LATE
        lines = [
            _not_known(one, why) if one.row.number in found.lines else one for one in self.lines
        ]
        return replace(self, lines=lines, late=found.named)

    @property
    def compared(self) -> bool:
        """Whether its lines were compared at all: neither too late nor too soon for the read models."""
        return not any(one.unknown in _NOT_LOOKED for one in self.lines)

    def numbers(self, status: LineStatus) -> tuple[int, ...]:
        return tuple(one.row.number for one in self.lines if one.status is status)


async def check(  # noqa: PLR0913 - what is compared, for whom, as of when
    writer: Writer,
    connection: Reader,
    rows: Sequence[Row],
    wanted: Wanted,
    *,
    visible_to: RecordFilter,
    position: int | None = None,
    now: datetime | None = None,
    longest: int = LONGEST,
) -> Checked:
    """What there is to say of every line; where it cannot be compared, that it is not known, and why.

    As of a `position`, else of the end of the log, and as of a moment, else by the clock. Nothing is clear while
    matching has not looked at all up to there. No question to the read models takes more than the `longest` seconds.
    """
    matched = await matched_up_to(connection)
    try:
        if position is None:
            position = await wait_on(connection, await writer.log.head(), seconds=PATIENCE)
    except SijillError as behind:
        if behind.code != "read_models_behind":
            raise
        reached, why = await present(connection), UnknownReason.READ_MODELS_BEHIND
        return _nothing_known(reached, rows, why, visible_to)
    now = now or writer.mint.clock()
    looked, today = wanted.looked(now), now.astimezone(writer.mint.zone).date()
    try:
        async with connection.transaction():
            await _no_longer_than(connection, longest)
            late = await late_partners(
                connection, today, writer.mint.zone, position=position, besides=visible_to.own
            )
            decided = await _decided(connection, wanted, rows, today, position)
            found = await _compared(
                connection, rows, wanted, decided, looked, late, position, visible_to
            )
    except QueryCanceled:
        return _nothing_known(position, rows, UnknownReason.TIMEOUT, visible_to)
    return found.doubted() if await is_behind(writer, matched, position) else found


async def _no_longer_than(connection: Reader, seconds: int) -> None:
    await connection.execute("select set_config('statement_timeout', %s, true)", [f"{seconds}s"])


def _nothing_known(
    position: int, rows: Iterable[Row], why: UnknownReason, visible_to: RecordFilter
) -> Checked:
    unknown = LineStatus.UNKNOWN
    lines = [LineFound(row=row, status=unknown, unknown=row.unknown or why) for row in rows]
    return Checked(position=position, lines=lines, visible_to=visible_to)


async def _compared(  # noqa: PLR0913, PLR0917 - what is compared with what
    connection: Reader,
    rows: Sequence[Row],
    wanted: Wanted,
    decided: _Decided,
    looked: Looked,
    late: Mapping[UUID, LatePartner],
    position: int,
    visible_to: RecordFilter,
) -> Checked:
    homes = _homes(rows)
    standing = await standing_of(connection, homes, position=position, visible_to=visible_to)
    per_person = wanted.rule.per is GivenTo.PERSON
    asked = _members(rows) if per_person else homes
    alike = await (persons_of if per_person else households_of)(
        connection, asked, position, visible_to=visible_to
    )
    fetch = overlaps.of_persons if per_person else overlaps.of_households
    recipients = {one for those in alike.values() for one in those}
    found = await fetch(connection, recipients, looked, position=position, visible_to=visible_to)
    doubt = await pairs.in_doubt(
        connection, homes | recipients, position=position, visible_to=visible_to
    )
    by_recipient = _by_recipient(found)
    comparison = _Comparison(wanted, standing, decided, alike, by_recipient, doubt, per_person)
    lines = [comparison.line(row) for row in rows]
    checked = Checked(position=position, lines=lines, visible_to=visible_to)
    return await _reported(connection, checked, comparison, late) if late else checked


async def _reported(
    connection: Reader,
    checked: Checked,
    comparison: _Comparison,
    late: Mapping[UUID, LatePartner],
) -> Checked:
    """The same less what is clear only as far as late partners have reported."""
    clear = {
        one.row.number: comparison.one_with(one.row)
        for one in checked.lines
        if one.status is LineStatus.CLEAR
    }
    found = await unreported(
        connection,
        clear,
        late,
        per_person=comparison.per_person,
        position=checked.position,
        visible_to=checked.visible_to,
    )
    return checked.unreported(found)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What was decided on entitlement, and on whom nothing was that stands: nobody has a rule, then nobody is `due`."""

    rows: Mapping[UUID, EligibilityRow]
    due: AbstractSet[UUID]

    def unknown(self, household: UUID) -> UnknownReason | None:
        if household in self.due:
            return UnknownReason.NOT_JUDGED
        undetermined = self._entitlement(household) is Entitlement.UNDETERMINED
        return UnknownReason.ELIGIBILITY_UNDETERMINED if undetermined else None

    def against(self, household: UUID, day: date) -> IneligibleReason | None:
        if household in self.due:
            return None
        if self._entitlement(household) is Entitlement.NOT_ENTITLED:
            return IneligibleReason.NOT_ENTITLED
        row = self.rows.get(household)
        return IneligibleReason.ENTITLEMENT_ENDED if row is not None and row.ended(day) else None

    def _entitlement(self, household: UUID) -> Entitlement | None:
        row = self.rows.get(household)
        return None if row is None else row.entitlement


async def _decided(
    connection: Reader, wanted: Wanted, rows: Iterable[Row], today: date, position: int
) -> _Decided:
    """What was decided on those whom the rows mean, as it stands `today`."""
    programme = wanted.programme
    ruled = programme and await programme_rules.of_programme(
        connection, programme, position=position
    )
    if not programme or not ruled:
        return _Decided({}, frozenset())
    homes = _homes(rows)
    found = await eligibility.of_programme(connection, programme, homes, position=position)
    due = Due(programme, ruled.version, ruled.rule.outdated(today))
    return _Decided(found, await judged.those_due(connection, due, homes, position=position))


def _homes(rows: Iterable[Row]) -> set[UUID]:
    return {row.household for row in rows if row.household is not None}


def _members(rows: Iterable[Row]) -> set[UUID]:
    return {row.member for row in rows if row.member is not None}


def _by_recipient(found: Iterable[Overlap]) -> dict[UUID, list[Overlap]]:
    by_recipient: dict[UUID, list[Overlap]] = defaultdict(list)
    for one in found:
        by_recipient[one.recipient].append(one)
    return by_recipient


_IN_ORDER: Final = attrgetter("begins", "ends", "source", "family", "home")


@dataclass(slots=True)
class _Comparison:
    """`_first` is the first line of those that mean one person or household."""

    wanted: Wanted
    standing: dict[UUID, Standing]
    decided: _Decided
    alike: Mapping[UUID, tuple[UUID, ...]]
    found: dict[UUID, list[Overlap]]
    in_doubt: AbstractSet[UUID]
    per_person: bool
    _first: dict[tuple[UUID, ...], int] = field(default_factory=dict)

    def line(self, row: Row) -> LineFound:
        unknown = self._unknown(row)
        if unknown is not None or row.household is None:
            return LineFound(row=row, status=LineStatus.UNKNOWN, unknown=unknown)
        stands = self.standing[row.household]
        ineligible = stands.ineligible or self.decided.against(row.household, self.wanted.begins)
        if ineligible is not None:
            return LineFound(row=row, status=LineStatus.NOT_ELIGIBLE, ineligible=ineligible)
        unknown = self.decided.unknown(row.household)
        if unknown is not None:
            return LineFound(row=row, status=LineStatus.UNKNOWN, unknown=unknown)
        alike = self.one_with(row)
        found = self._compared(row, alike)
        if stands.on_hold:
            found = _warned(found, LineWarning.ON_HOLD)
        doubted = bool(self.in_doubt) and not self.in_doubt.isdisjoint((row.household, *alike))
        return _warned(found, LineWarning.IN_DOUBT) if doubted else found

    def one_with(self, row: Row) -> tuple[UUID, ...]:
        """The households, or the persons, that are one with whom a row means, who is there."""
        recipient = row.member if self.per_person and row.member else row.household
        return () if recipient is None else self.alike[recipient]

    def _unknown(self, row: Row) -> UnknownReason | None:
        if row.household is None or row.household not in self.standing:
            return row.unknown or UnknownReason.REGISTRATION_UNKNOWN
        if self.per_person and row.member is None:
            return UnknownReason.MEMBER_NOT_NAMED
        return None

    def _compared(self, row: Row, alike: tuple[UUID, ...]) -> LineFound:
        first = self._first.setdefault(alike, row.number)
        overlapping = [one for recipient in alike for one in self.found.get(recipient, ())]
        if not overlapping and first == row.number:
            return LineFound(row=row, status=LineStatus.CLEAR)
        known = sorted((one for one in overlapping if not one.reported), key=_IN_ORDER)
        wanted = self.wanted
        exceeded = wanted.rule.exceeded(wanted.value, [one.value for one in known])
        conflicts = tuple(known) if exceeded else ()
        found = LineFound(row=row, status=LineStatus.CLEAR)
        if len(known) < len(overlapping):
            found = _warned(found, LineWarning.REPORTED)
        if first != row.number:
            found = replace(found, status=LineStatus.CONFLICT, repeats=first)
        if conflicts:
            found = replace(found, status=LineStatus.CONFLICT, overlaps=conflicts)
        return found


def _not_known(found: LineFound, why: UnknownReason) -> LineFound:
    return replace(found, status=LineStatus.UNKNOWN, unknown=why)


def _warned(found: LineFound, warning: LineWarning) -> LineFound:
    return replace(found, warnings=(*found.warnings, warning))
