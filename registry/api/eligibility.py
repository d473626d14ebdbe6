"""Whether a household is entitled to a programme of the viewer's partner, and clause by clause why."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.homes import registration_of
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, position_of
from registry.api.opener import SealedField, personal
from registry.api.scalars import Position
from registry.api.wording import Wording, clauses_hidden, clauses_in_words
from registry.domain import rules
from registry.domain.rules import Entitlement, Match
from registry.privacy.policy import HeldRegistration
from registry.projections import eligibility as decisions
from registry.projections import judged, programme_rules
from registry.projections.eligibility import EligibilityRow
from registry.projections.judged import Due
from registry.projections.programme_rules import RuleRow


@strawberry.type(description="A clause of a rule.")
class RuleClause:
    number: int
    name_ar: str
    name_en: str
    expression: str = strawberry.field(description="In the Common Expression Language.")


@strawberry.type(description="What a household gets points for, or loses them.")
class ScoreTerm:
    number: int
    name_ar: str
    name_en: str
    points: int
    expression: str = strawberry.field(description="In the Common Expression Language.")


@strawberry.type(description="A score: the base, and the points of every term that holds.")
class ScoreFormula:
    base: int
    terms: list[ScoreTerm]

    @classmethod
    def of(cls, formula: rules.ScoreFormula) -> Self:
        return cls(
            base=formula.base,
            terms=[
                ScoreTerm(
                    number=number,
                    name_ar=one.name_ar,
                    name_en=one.name_en,
                    points=one.points,
                    expression=one.expression,
                )
                for number, one in enumerate(formula.terms, 1)
            ],
        )


@strawberry.type(
    description="Whom a programme is for: clauses, all of which or any of which must hold."
)
class EligibilityRule:
    version: int
    match: Match
    until: date | None = strawberry.field(description="The last day on which it entitles anybody.")
    reassess_months: int = strawberry.field(
        description="Months after which a household is judged anew though nothing changed."
    )
    clauses: list[RuleClause]
    score: ScoreFormula | None = strawberry.field(description="What clauses may ask for.")

    @classmethod
    def of(cls, row: RuleRow) -> Self:
        return cls(
            version=row.version,
            match=row.rule.match,
            until=row.until,
            reassess_months=row.rule.reassess_months,
            clauses=[
                RuleClause(
                    number=number,
                    name_ar=one.name_ar,
                    name_en=one.name_en,
                    expression=one.expression,
                )
                for number, one in enumerate(row.rule.clauses, 1)
            ],
            score=None if row.rule.score is None else ScoreFormula.of(row.rule.score),
        )


@strawberry.type(description="The last decision on a household and a programme.")
class Eligibility:
    row: strawberry.Private[EligibilityRow]
    ruled: strawberry.Private[RuleRow]
    record: strawberry.Private[HeldRegistration]
    position: strawberry.Private[int]
    entitlement: Entitlement
    ended: bool = strawberry.field(description="It was temporary, and its last day is over.")
    decided_on: date = strawberry.field(description="The day of which ages are.")
    until: date | None = strawberry.field(description="The last day.")
    seen: Position = strawberry.field(description="Up to which the household's facts were seen.")
    decided_at: datetime

    @classmethod
    def of(
        cls,
        row: EligibilityRow,
        ruled: RuleRow,
        record: HeldRegistration,
        position: int,
        today: date,
    ) -> Self:
        return cls(
            row=row,
            ruled=ruled,
            record=record,
            position=position,
            entitlement=row.entitlement,
            ended=row.ended(today),
            decided_on=row.decided_on,
            until=row.until,
            seen=Position(row.seen),
            decided_at=row.decided_at,
        )

    @strawberry.field(
        description="It stands no more, and the household is to be judged anew: something of it or the rule changed "
        "since, or the decision is as old as the rule lets it become."
    )
    async def due(self, info: Asking) -> bool:
        connected, row = await info.context.connection(), self.row
        in_force = await programme_rules.of_programme(
            connected, row.programme, position=self.position
        )
        if in_force is None:
            raise AssertionError("a rule is never taken away")
        today = info.context.services.writer.mint.today()
        due = Due(row.programme, in_force.version, in_force.rule.outdated(today))
        found = await judged.those_due(connected, due, [row.household], position=self.position)
        return bool(found)

    @property
    def subject(self) -> UUID:
        return self.row.household

    @strawberry.field(description="The version that it was decided under.")
    def rule(self) -> EligibilityRule:
        return EligibilityRule.of(self.ruled)

    @strawberry.field(
        description="Clause by clause what held, in Arabic and English; what is missing where that is undetermined; "
        "then the score and what gave it, where there is one.",
        **personal("eligibility.decided.clauses"),
    )
    def explanation(self) -> SealedField:
        row = self.row
        words = partial(clauses_in_words, self.ruled.rule)
        wording = Wording(words, clauses_hidden, many=True)
        return SealedField(row.decision, row.household, row.clauses, wording)


async def eligibility(
    info: Asking, household: strawberry.ID, programme: strawberry.ID, as_of: AsOf | None = None
) -> Eligibility | None:
    """Null where nothing was decided, and where either is not the viewer's partner's."""
    position = await position_of(info.context, as_of)
    await info.context.refusals("record.read")
    reading = await info.context.at(position)
    home = await reading.households.load(read_uuid(household, "Household"))
    scheme = await reading.programmes.load(read_uuid(programme, "Programme"))
    if home is None or scheme is None or scheme.owner != info.context.viewer.partner:
        return None
    connected, wanted = await info.context.connection(), home.household
    found = await decisions.of_programme(connected, scheme.programme, [wanted], position=position)
    if wanted not in found:
        return None
    row = found[wanted]
    ruled = await programme_rules.of_programme(
        connected, scheme.programme, position=position, version=row.rule
    )
    if ruled is None:
        raise AssertionError("a decision is made under a rule that was set before")
    today = info.context.services.writer.mint.today()
    return Eligibility.of(row, ruled, registration_of(home), position, today)


async def rule_of(
    info: Asking, programme: UUID, position: int, version: int | None
) -> EligibilityRule | None:
    row = await programme_rules.of_programme(
        await info.context.connection(), programme, position=position, version=version
    )
    return None if row is None else EligibilityRule.of(row)
