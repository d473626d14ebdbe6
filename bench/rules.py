"""Eligibility: every household of a partner judged by a rule of three clauses, beside opening what the rule reads.

100,000 households in 60 seconds are 1,667 a second; `python -m bench.rules 100000` judges so many and says the seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any, Final

from bench.figures import Figure
from bench.register import Register
from bench.server import Bench, Opened, running
from registry.application.judging import Judged, judge
from registry.application.steering import set_rule
from registry.bootstrap import catch_up
from registry.domain.partner import PublicName
from registry.domain.rules import EligibilityRule, Expression, Match, RuleClause
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.sealer import open_values
from registry.projections import judged
from registry.projections.as_of import present

TOGETHER: Final = 1_000
WANTED: Final = 100_000 / 60
_TURNS: Final = {"judged, each decided anew": True, "judged again, nothing new": False}
_CLAUSES: Final = (
    "members.exists(m, m.age < 5)",
    "household.governorate == 'EG27' && household.size > 4",
    "members.filter(m, m.age >= 60 || m.disability).size() >= 1",
)


def figures(bench: Bench) -> Iterator[Figure]:
    where, households = bench.fresh(), bench.size(10_000, 100)
    with bench.opened(where) as opened:
        hall = opened.run(_filled(opened, households))
        openings = hall.rate(opened, hall.open_all)
        for what, anew in _TURNS.items():
            yield Figure(
                what=f"households {what}",
                limit="the birth dates and criteria of their members opened, nothing else",
                unit="households",
                rate=hall.rate(opened, partial(hall.judge, anew=anew)),
                raw=openings,
            )


def main(households: int) -> None:
    """How long it takes to judge so many of a register that has no others, the read models' keeping up included."""
    with running() as bench, bench.opened(bench.fresh()) as opened:
        hall = opened.run(_filled(opened, households))
        for what, anew in _TURNS.items():
            seconds = households / hall.rate(opened, partial(hall.judge, anew=anew))
            print(f"{households:,} households {what}: {seconds:.1f} s", flush=True)


@dataclass(frozen=True, slots=True)
class _Hall:
    register: Register
    households: int

    def rate(self, opened: Opened, work: Callable[[], Coroutine[Any, Any, None]]) -> float:
        began = perf_counter()
        opened.run(work())
        return self.households / (perf_counter() - began)

    async def judge(self, *, anew: bool) -> None:
        register = self.register
        registry = register.registry
        context = replace(register.context, role=Role.DATA_OFFICER, purpose=Purpose.ELIGIBILITY)
        async with registry.readers.connection() as connection:
            found: Judged = await judge(registry.writer, connection, register.food_baskets, context)
        recorded = self.households if anew else 0
        if (found.counts.total(), found.recorded) != (self.households, recorded):
            raise AssertionError(f"{found.recorded} of {found.counts.total()} recorded")
        await catch_up(registry)

    async def open_all(self) -> None:
        registry, after = self.register.registry, None
        async with registry.readers.connection() as connection:
            position = await present(connection)
            while homes := await judged.page(
                connection, self.register.context.partner, position=position, after=after
            ):
                after = homes[-1].household
                records = [
                    record
                    for home in homes
                    for one in home.members
                    for record in (one.born, one.functioning, one.criteria)
                ]
                await open_values(records, registry.keys)


async def _filled(opened: Opened, households: int) -> _Hall:
    register = await Register.set_up(opened.registry)
    for _ in range(0, households, TOGETHER):
        await register.households(min(TOGETHER, households))
    clauses = tuple(
        RuleClause(
            name_ar=PublicName(f"شرط {number}"),
            name_en=PublicName(f"Clause {number}"),
            expression=Expression(one),
        )
        for number, one in enumerate(_CLAUSES, 1)
    )
    rule = EligibilityRule(match=Match.ANY, clauses=clauses)
    context = replace(register.context, role=Role.PROGRAMME_MANAGER, purpose=Purpose.ELIGIBILITY)
    await opened.registry.writer.submit(set_rule(register.food_baskets, rule, context))
    await catch_up(opened.registry)
    return _Hall(register, households)


if __name__ == "__main__":
    main(int(sys.argv[1]))
