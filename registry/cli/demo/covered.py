"""Whom the demo's programme entitles, and whom of them help reached: coverage by markaz.

The ministry's food baskets are for whoever lives in Qena. Its households are judged again where anything was recorded
of them since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from registry.api.coverage import figures_of
from registry.application.command import Context
from registry.application.judging import judge
from registry.application.steering import set_rule
from registry.bootstrap import Registry, catch_up
from registry.cli import output
from registry.cli.coverage import both, percent
from registry.cli.demo.qena import FOOD_BASKETS, MINISTRY, Qena
from registry.domain.partner import PublicName
from registry.domain.places import PCode, place
from registry.domain.rules import EligibilityRule, Expression, RuleClause
from registry.domain.vocabulary import Purpose, Role
from registry.projections import coverage
from registry.projections.coverage import Asked, CoverageBy, CoverageRow
from registry.projections.reading import Window
from registry.projections.visibility import RecordFilter
from registry.texts import say

EVERYTHING: Final = RecordFilter(everything=True)
RULE: Final = EligibilityRule(
    clauses=(
        RuleClause(
            name_ar=PublicName("تسكن محافظة قنا"),
            name_en=PublicName("Lives in the governorate of Qena"),
            expression=Expression("household.governorate == 'EG27'"),
        ),
    )
)
SHOWN: Final = ("entitled", "planned", "enrolled", "reached", "covered", "unserved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Persons, but for the last three; `coverage` is covered ÷ entitled, None where nobody is entitled."""

    place: PCode
    name_ar: str
    name_en: str
    entitled: int
    planned: int
    enrolled: int
    reached: int
    covered: int
    unserved: int
    coverage: float | None
    visits: int
    services: int
    unnamed: int


async def entitle(registry: Registry, qena: Qena, operator: Context) -> None:
    """Set the rule once, and judge whom the ministry registered."""
    programme = qena.programmes[MINISTRY, FOOD_BASKETS]
    manager = replace(
        operator.for_partner(qena.partners[MINISTRY]),
        role=Role.PROGRAMME_MANAGER,
        purpose=Purpose.ELIGIBILITY,
    )
    keyed = manager.with_key("demo:rule:food-baskets")
    await registry.writer.submit(set_rule(programme, RULE, keyed))
    await catch_up(registry)
    async with registry.readers.connection() as connection:
        await judge(registry.writer, connection, programme, manager)


async def coverage_by_markaz(registry: Registry, position: int) -> list[Covered]:
    """Of everybody's records, exactly, each person once."""
    asked = Asked(year=registry.writer.mint.today().year)
    async with registry.readers.connection() as connection:
        page = await coverage.page(
            connection,
            Window(position, 100),
            visible_to=EVERYTHING,
            by=(CoverageBy.MARKAZ,),
            asked=asked,
        )
    return [_of(row, row.place) for row in page.rows if row.place is not None]


def _of(row: CoverageRow, code: PCode) -> Covered:
    counts = {figure.value: count for figure, count in figures_of(row).items()}
    named = place(code)
    return Covered(
        place=code,
        name_ar=named.name_ar,
        name_en=named.name_en,
        coverage=round(row.covered / row.entitled, 4) if row.entitled else None,
        **{name: counts[name] for name in (*SHOWN, "visits", "services", "unnamed")},
    )


def show(found: Sequence[Covered]) -> None:
    """One table, every heading in both languages; persons add up over the places that they live in."""
    names = [both(f"coverage_figure.{name}") for name in SHOWN]
    rows: list[tuple[object, ...]] = [
        (one.place, one.name_en, *_numbers(one), percent(one.coverage), one.name_ar)
        for one in found
    ]
    if found:
        whole = [sum(numbers) for numbers in zip(*map(_numbers, found), strict=True)]
        entitled, covered = whole[SHOWN.index("entitled")], whole[SHOWN.index("covered")]
        share = percent(covered / entitled if entitled else None)
        rows.append(("", say("coverage_total", "en"), *whole, share, say("coverage_total", "ar")))
    headings = ("P-code", "markaz", *names, both("coverage_share"), "المركز")
    output.table(headings, rows, title=both("coverage_by_markaz"))


def _numbers(one: Covered) -> list[int]:
    return [getattr(one, name) for name in SHOWN]
