"""Lines of a released plan that are handed over, many at once: which one is meant, and the delivery it becomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Self
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.command import Command, Context, Mint, Outcome, canonical
from registry.application.deliveries import DeliveryDraft, Planned, record_delivery
from registry.application.patience import Told, patiently
from registry.application.plan_served import ServedLines
from registry.application.plans import fold_plan
from registry.application.writer import Writer
from registry.domain import plan as domain
from registry.domain.dates import PreciseDate
from registry.domain.errors import KeyReused, Refused, SijillError
from registry.domain.money import Money
from registry.domain.places import PCode
from registry.domain.plan import PlanDrafted, PlanLine, PlanLinesAdded, line_id
from registry.domain.planning import PlanStage
from registry.domain.vocabulary import Purpose
from registry.projections import plan_lines
from registry.projections.as_of import wait_on

_ONE: Final = Decimal(1)

OF_EVERY_LINE: Final = frozenset(
    {"programme_unknown", "programme_closed", "partner_suspended", "act_not_allowed", "plan_stage"}
)
"""Refusals that every line would meet."""


@dataclass(frozen=True, slots=True)
class Handing:
    """A released plan with its lines, and the numbers of those that had a delivery as of a `position`."""

    plan: UUID
    drafted: PlanDrafted
    lines: Mapping[int, PlanLine]
    served: AbstractSet[int]
    delivered: AbstractSet[int]
    position: int
    _of_home: Mapping[UUID, Sequence[int]]
    _known: ServedLines = field(default_factory=ServedLines)

    @classmethod
    async def of(
        cls, writer: Writer, connection: AsyncConnection[Any], plan: UUID, partner: UUID
    ) -> Self:
        """Raises `Refused`: `plan_unknown`, `plan_stage`; and `SijillError`: `read_models_behind`."""
        facts = [one.fact for one in await writer.log.load(plan)]
        state, drafted = fold_plan(facts), next(iter(facts))
        if not isinstance(drafted, PlanDrafted) or state.owner != partner:
            raise Refused("plan_unknown")
        domain.require_stage(state, PlanStage.RELEASED)
        added = [one for fact in facts if isinstance(fact, PlanLinesAdded) for one in fact.lines]
        homes: dict[UUID, list[int]] = defaultdict(list)
        for line in added:
            if line.household is not None:
                homes[line.household].append(line.number)
        position = await wait_on(connection, await writer.log.head())
        delivered = await plan_lines.delivered(connection, plan, position)
        lines = {line.number: line for line in added}
        return cls(plan, drafted, lines, state.served, delivered, position, homes)

    def among(self, numbers: Sequence[int]) -> PlanLine:
        """The one of the lines that is served.

        Raises:
            Refused: `plan_line_not_served`, `plan_lines_of_household` where several are.
        """
        served = [one for one in numbers if one in self.served]
        if len(served) > 1:
            raise Refused("plan_lines_of_household")
        return self.meant(next(iter(served), numbers[0]), None)

    def meant(self, number: int | None, household: UUID | None) -> PlanLine:
        """The line of that number, or the one that means the household; both where both are said.

        Raises:
            Refused: `plan_line_unknown`, `plan_line_not_served`, `plan_of_other_household`, `plan_without_household`,
                `plan_lines_of_household` where several mean it.
        """
        if number is None:
            if household is None or household not in self._of_home:
                raise Refused("plan_without_household")
            return self.among(self._of_home[household])
        if number not in self.lines:
            raise Refused("plan_line_unknown", line=number)
        if number not in self.served:
            raise Refused("plan_line_not_served", line=number)
        line = self.lines[number]
        if household is not None and line.household != household:
            raise Refused("plan_of_other_household", line=number)
        return line

    def delivery(  # noqa: PLR0913 - what was handed over, when, by whom
        self,
        line: PlanLine,
        on: PreciseDate,
        context: Context,
        mint: Mint,
        *,
        quantity: Decimal = _ONE,
        value: Money | None = None,
        place: PCode | None = None,
    ) -> Command:
        """The delivery of a line, which is done once; refuses what `record_delivery` refuses.

        Where a line means nobody in the register it goes to one of a headcount, at a `place`.
        """
        nobody = line.household is None
        draft = DeliveryDraft(
            household=line.household,
            member=line.member,
            headcount=1 if nobody else None,
            place=place if nobody else None,
            programme=self.drafted.programme,
            quantity=quantity,
            value=value or self.drafted.value,
            on=on,
            serves_from=PreciseDate(self.drafted.serves_from),
            serves_until=PreciseDate(self.drafted.serves_until),
            planned=Planned(self.plan, line.number),
        )
        keyed = replace(
            context, key=f"plan:{line_id(self.plan, line.number)}", purpose=Purpose.DELIVERY
        )
        worth = draft.value and (str(draft.value.amount.normalize()), draft.value.currency)
        said = (self.plan, line.number, on, str(quantity.normalize()), worth)
        content = canonical((*said, draft.place) if nobody else said)
        return record_delivery(draft, keyed, mint, content=content, known=self._known)


async def hand_over(
    handing: Handing,
    writer: Writer,
    asked: Sequence[tuple[PlanLine, Command]],
    told: Told | None = None,
) -> list[Outcome | SijillError | None]:
    """Record what is not recorded; None of a line that had a delivery by hand.

    A line that was recorded otherwise is refused as `row_line_delivered_otherwise`, one whose delivery was taken back
    as `row_line_taken_back`.
    """
    known = await patiently(lambda: writer.foresee_many([one for _, one in asked]), told)
    answers: list[Outcome | SijillError | None] = []
    new: dict[int, Command] = {}
    for place, ((line, command), before) in enumerate(zip(asked, known, strict=True)):
        delivered = line.number in handing.delivered
        answers.append(_against(before, handing, delivered=delivered))
        by_hand = delivered and isinstance(before, Outcome) and not before.repeated
        if answers[place] is None and not by_hand:
            new[place] = command
    outcomes = await patiently(lambda: writer.submit_many(list(new.values())), told)
    for place, outcome in zip(new, outcomes, strict=True):
        twice = isinstance(outcome, KeyReused)  # among those that were asked, and otherwise
        answers[place] = Refused("row_line_delivered_otherwise") if twice else outcome
    return answers


def _against(
    before: Outcome | SijillError, handing: Handing, *, delivered: bool
) -> SijillError | None:
    """Why a line that was recorded once cannot be recorded as it is said now."""
    if isinstance(before, KeyReused):
        return Refused("row_line_delivered_otherwise")
    done = isinstance(before, Outcome) and before.repeated
    seen = isinstance(before, Outcome) and before.position <= handing.position
    return Refused("row_line_taken_back") if done and seen and not delivered else None
