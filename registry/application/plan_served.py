"""The lines of a released plan by which deliveries are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from registry.application.plans import fold_plan
from registry.domain import plan as domain
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.plan import Plan, PlanLinesAdded


@dataclass(slots=True)
class ServedLines:
    """A plan as its facts make it, folded once for however many deliveries name its lines; a stream only grows."""

    _length: int = 0
    _state: Plan | None = None
    _means: Mapping[int, UUID | None] = field(default_factory=dict)

    def line(
        self,
        plan: UUID,
        line: int,
        history: Sequence[Recorded[AnyFact]],
        *,
        partner: UUID,
        household: UUID | None,
    ) -> UUID:
        """The id of a line that the partner's released plan serves, which means the household.

        Raises:
            Refused: `plan_unknown`, `plan_of_other_household`, and what `domain.plan.require_served` refuses.
        """
        if self._state is None or len(history) != self._length:
            facts = [one.fact for one in history]
            self._state, self._length = fold_plan(facts), len(history)
            self._means = {
                one.number: one.household
                for fact in facts
                if isinstance(fact, PlanLinesAdded)
                for one in fact.lines
            }
        if self._state.owner != partner:
            raise Refused("plan_unknown")
        domain.require_served(self._state, line)
        if self._means[line] != household:
            raise Refused("plan_of_other_household", line=line)
        return domain.line_id(plan, line)
