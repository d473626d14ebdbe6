"""Qatar: the institution's centres, whom they served, and what was published of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any, Final

from registry.bootstrap import Registry, catch_up
from registry.cli import output
from registry.cli.acting import operator_of
from registry.cli.demo import tables
from registry.cli.demo.country import Country, Setting, found
from registry.cli.demo.founding import BaseAgreement
from registry.cli.demo.invitation import Invitation
from registry.cli.demo.printed import Counting, Printed
from registry.cli.demo.recipe import Recipe
from registry.cli.demo.serving import Serving
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily

SETTING: Final = Setting(
    country=Country.QATAR,
    place=PCode("QAT"),
    capital=PCode("QAT006"),
    currency=Currency.QAR,
    zone="Asia/Qatar",
    umbrella="social-work",
    base=BaseAgreement(
        name_ar="اتفاق مراكز المؤسسة القطرية للعمل الاجتماعي",
        name_en="Agreement of the centres of Qatar Social Work",
        families=(BenefitFamily.SCHOOL, BenefitFamily.LIVELIHOOD, BenefitFamily.AWARENESS),
        area=PCode("QAT"),
        begins=date(2019, 1, 1),
    ),
)


RECIPE: Final = Recipe.of(SETTING.country)
INVITATION: Final = Invitation(
    partners=RECIPE.partners,
    auditor_at=SETTING.umbrella,
    queries=(
        """{ statistics(by: [CENTRE, SEX], filter: { yearFrom: 2023, yearUntil: 2023 }) { edges { node {
    centre { nameAr } sex persons visits services
} } } }""",
        "{ spending(by: CENTRE, year: 2023) { edges { node { centre { nameAr } total perPerson } } } }",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a run came to; `already` where it found everything there."""

    printed: Printed
    log_position: int
    seconds: float
    already: bool


async def show(registry: Registry, *, bare: bool, json: bool) -> None:
    """Carry the recipe out, and print the tables."""
    shown = await carried_out(registry, RECIPE, bare=bare)
    if json:
        output.as_json(_as_json(RECIPE, shown))
        return
    tables.show(RECIPE, shown.printed)
    output.talk("demo_stands_in", folder=registry.databases.data)
    if shown.already:
        output.talk("demo_already")


async def carried_out(registry: Registry, recipe: Recipe, *, bare: bool = False) -> Shown:
    """Make the facts of the recipe, of the partners and programmes alone where it is `bare`, and count them."""
    began = monotonic()
    before = await catch_up(registry)
    operator = await operator_of(registry)
    founded = await found(registry, SETTING, recipe, operator, before)
    serving = Serving(
        recipe=recipe,
        setting=SETTING,
        founded=founded,
        writer=registry.writer,
        operator=operator,
    )
    if not bare:
        with output.progress("recording") as bar:
            task = bar.add_task(SETTING.country, total=serving.steps)
            await serving.carry_out(lambda done: bar.advance(task, done))
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        counted = await Counting(connection, recipe, founded, position).printed()
    return Shown(
        printed=counted,
        log_position=position,
        seconds=round(monotonic() - began, 1),
        already=position == before,
    )


def _as_json(recipe: Recipe, shown: Shown) -> dict[str, Any]:
    return {
        "country": SETTING.country,
        **tables.as_json(recipe, shown.printed),
        "log_position": shown.log_position,
        "seconds": shown.seconds,
        "already": shown.already,
    }
