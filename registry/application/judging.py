"""Judging households by a programme's rule. What the rule reads is opened for that alone, and the opening on record."""

from __future__ import annotations

from asyncio import ensure_future, gather
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application import rights
from registry.application.clauses import ANYBODY, HouseholdFacts, MemberFacts
from registry.application.command import Command, Context, Histories, canonical
from registry.application.comparing import HOUSEHOLD, MEMBER, OpenedValues, ToOpen
from registry.application.households import MUCH_DIFFICULTY, YOUNGEST_ASKED, answers_given
from registry.application.plans import own_programme
from registry.application.ready_rules import ReadyRule, ready
from registry.application.writer import Writer
from registry.domain.dates import PreciseDate
from registry.domain.eligibility import (
    ClauseDecision,
    DueReason,
    EligibilityDecided,
    decide,
    decision_id,
    last_of,
)
from registry.domain.errors import Refused, SijillError
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import WashingtonGroup
from registry.domain.rules import EligibilityRule, Entitlement, RuleField
from registry.domain.vocabulary import Criterion, Purpose
from registry.projections import eligibility, judged
from registry.projections.as_of import wait_on
from registry.projections.eligibility import EligibilityRow
from registry.projections.judged import Due, HouseholdInputs, MemberInputs
from registry.projections.reading import Page, Window

Reader: TypeAlias = AsyncConnection[Any]

PATIENCE: Final = 30.0
"""Seconds that a judge waits for the read models."""
_ASKED: Final = 6
"""Questions of the short set."""
_GROW: Final = frozenset({RuleField.MEMBER_AGE, RuleField.MEMBER_DISABILITY})
"""What days change though nothing was recorded; disability, since from five years on a child is asked about it."""
_OLDEST: Final = 8
"""Ages that a birth date may leave possible; where it leaves more, the age is missing."""
_UNTOLD: Final = "unknown"
_MOST_UNNAMED: Final = 30
_NEEDS: Final = {
    RuleField.MEMBER_AGE: ("born",),
    RuleField.MEMBER_DISABILITY: ("born", "functioning", "criteria"),
    RuleField.MEMBER_CRITERIA: ("criteria",),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    home: HouseholdInputs
    entitlement: Entitlement
    clauses: tuple[ClauseDecision, ...]


@dataclass(slots=True)
class Judged:
    """How many came to what; `recorded` are those that had not been decided so before."""

    counts: Counter[Entitlement] = field(default_factory=Counter)
    recorded: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Bench:
    """A rule, and whose households are judged by it, of which day and up to where."""

    programme: UUID
    version: int
    rule: ReadyRule
    on: date
    seen: int

    @property
    def outdated(self) -> date:
        return self.rule.rule.outdated(self.on)

    @property
    def due(self) -> Due:
        return Due(self.programme, self.version, self.outdated)


@dataclass(frozen=True, slots=True)
class Whom:
    """Of a partner's own households: all or some of them, or of those the ones `due`, on whom no decision stands.

    `most` is how many at most. With `as_days_pass` it is those due, too, unless the rule reads what a day may change.
    """

    households: Collection[UUID] | None = None
    due: bool = False
    most: int | None = None
    as_days_pass: bool = False

    def by(self, bench: Bench) -> Due | None:
        alone = self.due or (self.as_days_pass and not bench.rule.reads & _GROW)
        return bench.due if alone else None


EVERYBODY: Final = Whom()


async def bench_of(
    writer: Writer,
    connection: Reader,
    programme: UUID,
    context: Context,
    rule: EligibilityRule | None = None,
) -> Bench:
    """By the programme's rule in force, or by another one that is only tried.

    Raises:
        Refused: `act_not_allowed`, `purpose_only_reads`, `programme_unknown`, `programme_without_rule`.
        SijillError: `read_models_behind`.
    """
    rights.check("eligibility.judge", context.role, context.purpose)
    state = own_programme(await writer.log.load(programme), programme, context.partner)
    wanted = rule or state.rule
    if wanted is None:
        raise Refused("programme_without_rule")
    seen = await wait_on(connection, await writer.log.head(), seconds=PATIENCE)
    return Bench(programme, state.rule_version, ready(wanted), writer.mint.today(), seen)


async def judgements(
    writer: Writer, connection: Reader, bench: Bench, context: Context, whom: Whom = EVERYBODY
) -> AsyncGenerator[list[Judgement], None]:
    """Many at a time; none is decided by it. What the next ones need is read and opened before they are asked for.

    Close it where it is left early (`aclosing`): it is reading ahead.
    """
    pages = _opened_pages(writer, connection, bench, context, whom)
    coming = ensure_future(anext(pages, None))
    try:
        while (page := await coming) is not None:
            coming = ensure_future(anext(pages, None))
            homes, opened = page
            yield [_judgement(bench, home, opened) for home in homes]
    finally:
        coming.cancel()
        await gather(coming, return_exceptions=True)
        await pages.aclose()


async def _opened_pages(
    writer: Writer, connection: Reader, bench: Bench, context: Context, whom: Whom
) -> AsyncGenerator[tuple[list[HouseholdInputs], OpenedValues], None]:
    after, left = None, whom.most
    while left is None or left > 0:
        homes = await judged.page(
            connection,
            context.partner,
            position=bench.seen,
            households=whom.households,
            after=after,
            due=whom.by(bench),
            limit=judged.MOST if left is None else min(left, judged.MOST),
        )
        if not homes:
            return
        after, left = homes[-1].household, None if left is None else left - len(homes)
        yield homes, await _opened(writer, bench.rule.reads, homes, context)


async def judge(
    writer: Writer,
    connection: Reader,
    programme: UUID,
    context: Context,
    whom: Whom = EVERYBODY,
) -> Judged:
    """Decide on them; what is so already is not said again.

    Raises:
        Refused, SijillError: as `bench_of`.
    """
    bench = await bench_of(writer, connection, programme, context)
    found = Judged()
    async with aclosing(judgements(writer, connection, bench, context, whom)) as pages:
        async for page in pages:
            found.counts.update(one.entitlement for one in page)
            commands = [decision(bench, one, context) for one in page]
            for outcome in await writer.submit_many(commands):
                if isinstance(outcome, SijillError):
                    if outcome.code == "person_forgotten":  # meanwhile: the last decision stays
                        continue
                    raise outcome
                found.recorded += bool(outcome.position)
                found.position = max(found.position, outcome.position)
    return found


class DueHousehold(NamedTuple):
    """One of the partner's own that is to be judged anew; `last` is what was decided, if anything was."""

    household: UUID
    why: DueReason
    last: EligibilityRow | None


async def due(
    connection: Reader, partner: UUID, wanted: Due, window: Window[UUID]
) -> Page[DueHousehold]:
    """Households on which no decision stands, in the order in which they were registered; nothing is opened."""
    position = window.position
    homes = await judged.page(
        connection,
        partner,
        position=position,
        after=window.after,
        due=wanted,
        limit=window.first + 1,
    )
    decided = await eligibility.of_programme(
        connection, wanted.programme, [home.household for home in homes], position=position
    )
    found = [(home, decided.get(home.household)) for home in homes]
    rows = [DueHousehold(home.household, _why(wanted, home, last), last) for home, last in found]
    return Page.of(rows, window.first)


def _why(wanted: Due, home: HouseholdInputs, last: EligibilityRow | None) -> DueReason:
    if last is None:
        return DueReason.NEVER_JUDGED
    if last.rule != wanted.rule:
        return DueReason.RULE_CHANGED
    return DueReason.HOUSEHOLD_CHANGED if home.changed > last.seen else DueReason.TOO_OLD


def decision(bench: Bench, judgement: Judgement, context: Context) -> Command:
    household = judgement.home.household
    stream = decision_id(household, bench.programme)
    decided = EligibilityDecided(
        household=household,
        programme=bench.programme,
        rule=bench.version,
        entitlement=judgement.entitlement,
        on=bench.on,
        until=bench.rule.rule.until,
        seen=bench.seen,
        clauses=Open(judgement.clauses),
    )

    def with_history(histories: Histories) -> Sequence[AnyFact]:
        last = last_of(one.fact for one in histories.get(stream, ()))
        return decide(last, decided, judgement.home.changed, bench.outdated)

    keyed = context if context.key is None else context.with_key(f"{context.key} {stream}")
    return Command(
        act="eligibility.judge",
        context=keyed,
        stream=stream,
        needs=(stream,),
        decide=with_history,
        content=canonical(stream),
    )


async def _opened(
    writer: Writer, reads: Collection[RuleField], homes: Sequence[HouseholdInputs], context: Context
) -> OpenedValues:
    needed = {name for one in reads for name in _NEEDS.get(one, ())}
    to_open = ToOpen()
    for home in homes:
        if RuleField.HOUSEHOLD_CRITERIA in reads:
            to_open.add(home.household, HOUSEHOLD, {"criteria": home.criteria}, ("criteria",))
        for member in home.members if needed else ():
            to_open.add(member.member, MEMBER, member._asdict(), needed)
    return await to_open.opened(writer, context, Purpose.ELIGIBILITY)


def _judgement(bench: Bench, home: HouseholdInputs, opened: OpenedValues) -> Judgement:
    return Judgement(home, *bench.rule.asked_of(facts_of(bench, home, opened)))


def facts_of(bench: Bench, home: HouseholdInputs, opened: OpenedValues) -> HouseholdFacts:
    """Whoever belongs to it and was never named is one of whom nothing is known; without a size there may be more."""
    values: dict[str, Any] = {
        "place": home.place,
        "markaz": home.markaz,
        "governorate": home.governorate,
        "size": home.size,
        "criteria": opened.by_record.get(home.criteria),
    }
    wanted = bench.rule.of_household
    known = {name: one for name, one in values.items() if name in wanted and one is not None}
    members = [_member(bench, one, opened) for one in home.members]
    members += [ANYBODY] * min(home.unnamed or 0, _MOST_UNNAMED)
    return HouseholdFacts(known, members, uncounted=home.size is None)


def _member(bench: Bench, member: MemberInputs, opened: OpenedValues) -> MemberFacts:
    wanted, found = bench.rule.of_member, opened.by_record.get
    ages = ages_of(found(member.born), bench.on)
    known: dict[str, Any] = {}
    if "sex" in wanted and member.sex != _UNTOLD:
        known["sex"] = member.sex
    if "relation" in wanted:
        known["relation"] = member.relation
    if "nationality" in wanted and member.nationality != _UNTOLD:
        known["nationality"] = member.nationality
    criteria = found(member.criteria)
    if "criteria" in wanted and criteria is not None:
        known["criteria"] = criteria
    if "disability" in wanted:
        disability = disability_of(criteria or (), found(member.functioning), ages)
        if disability is not None:
            known["disability"] = disability
    return MemberFacts(known, ages if "age" in wanted else ())


def ages_of(born: PreciseDate | None, on: date) -> tuple[int, ...]:
    """All ages in years that a birth date leaves possible on a day; none where it leaves too many, or comes after."""
    if born is None:
        return ()
    youngest, oldest = _age(born.last, on), _age(born.first, on)
    possible = range(max(youngest, 0), oldest + 1)
    return tuple(possible) if len(possible) <= _OLDEST else ()


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def disability_of(
    criteria: Collection[Criterion], functioning: WashingtonGroup | None, ages: Sequence[int]
) -> bool | None:
    """As the partner says, or by the short set, which is asked from five years on; None where answers are missing."""
    if Criterion.DISABILITY in criteria:
        return True
    if ages and max(ages) < YOUNGEST_ASKED:
        return False
    answers = [] if functioning is None else answers_given(functioning)
    if any(answer >= MUCH_DIFFICULTY for answer in answers):
        return True
    return False if len(answers) == _ASKED else None
