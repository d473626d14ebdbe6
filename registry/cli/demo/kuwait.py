"""Kuwait: the ministry's departments, and the cards, plates and placements that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import monotonic
from typing import Any, Final

from registry.application.command import Context
from registry.bootstrap import Registry, catch_up
from registry.cli import output
from registry.cli.acting import operator_of
from registry.cli.demo import tables
from registry.cli.demo.country import Country, Founded, Setting, found
from registry.cli.demo.founding import BaseAgreement
from registry.cli.demo.invitation import Invitation
from registry.cli.demo.printed import Counting, Printed
from registry.cli.demo.recipe import Documents, Recipe
from registry.cli.demo.serving import Serving
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily
from registry.projections import entitlement_documents as documents
from registry.projections.entitlement_documents import DocumentsBy, DocumentTotal
from registry.texts import Language, label, say

SETTING: Final = Setting(
    country=Country.KUWAIT,
    place=PCode("KWT"),
    capital=PCode("KW04"),
    currency=Currency.KWD,
    zone="Asia/Kuwait",
    umbrella="social-affairs",
    base=BaseAgreement(
        name_ar="اتفاق إدارات وزارة الشؤون الاجتماعية",
        name_en="Agreement of the departments of the Ministry of Social Affairs",
        families=(BenefitFamily.HEALTH, BenefitFamily.AWARENESS),
        area=PCode("KWT"),
        begins=date(2024, 1, 1),
    ),
    a_group=25_000,
)
ON: Final = date(2024, 12, 31)
"""The day of which the figures are, so that they are the same whenever the demo runs."""

RECIPE: Final = Recipe.of(SETTING.country)
INVITATION: Final = Invitation(
    partners=RECIPE.partners,
    auditor_at=SETTING.umbrella,
    queries=(
        """{ entitlementDocumentTotals(by: [KIND, PARTNER], on: "2024-12-31") { rows {
    kind partner { nameAr } issued live expired replaced lost withdrawn
} } }""",
    ),
)
_COUNTS: Final = ("issued", "live", "expired", "replaced", "lost", "withdrawn")
_COLUMNS: Final = ("use_case", "documents", "issuer", "published", *_COUNTS, "exactly")
_SHOWN: Final[Mapping[Language, Any]] = {"en": output.table, "ar": output.mirrored}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was published of some documents, beside what the facts come to."""

    published: Documents
    total: DocumentTotal | None

    @property
    def counts(self) -> dict[str, int]:
        return {one: int(getattr(self.total, one, 0)) for one in _COUNTS}

    @property
    def exact(self) -> bool:
        return self.counts["live"] == self.published.reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a run came to; `already` where it found everything there."""

    counted: Sequence[Counted]
    placed: Printed
    log_position: int
    seconds: float
    already: bool


async def show(registry: Registry, *, bare: bool, json: bool) -> None:
    """Carry the recipe out, and print the tables."""
    shown = await carried_out(registry, RECIPE, bare=bare)
    if json:
        output.as_json(_as_json(shown))
        return
    for tongue, table in _SHOWN.items():
        headings = [say(f"documents.{one}", tongue) for one in _COLUMNS]
        rows = [_row(RECIPE, one, tongue) for one in shown.counted]
        table(headings, rows, say("documents.of", tongue, on=ON.isoformat()))
    tables.show_published(RECIPE, shown.placed)
    output.talk("demo_stands_in", folder=registry.databases.data)
    if shown.already:
        output.talk("demo_already")


async def carried_out(registry: Registry, recipe: Recipe, *, bare: bool = False) -> Shown:
    """Make the facts of the recipe, of the partners alone where it is `bare`, and count them."""
    began = monotonic()
    before = await catch_up(registry)
    operator = await operator_of(registry)
    founded = await found(registry, SETTING, recipe, operator, before)
    if not bare:
        await _served(registry, recipe, founded, operator)
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        count = partial(documents.totals, connection, position=position, on=ON)
        totals = await count(by=(DocumentsBy.KIND, DocumentsBy.PARTNER))
        placed = await Counting(connection, recipe, founded, position).printed()
    by_kind = {(one.kind, one.partner): one for one in totals}
    return Shown(
        counted=[
            Counted(published=one, total=by_kind.get((one.kind, founded.partners[one.centre])))
            for one in recipe.documents
        ],
        placed=placed,
        log_position=position,
        seconds=round(monotonic() - began, 1),
        already=position == before,
    )


async def _served(registry: Registry, recipe: Recipe, founded: Founded, operator: Context) -> None:
    serving = Serving(
        recipe=recipe,
        setting=SETTING,
        founded=founded,
        writer=registry.writer,
        operator=operator,
    )
    with output.progress("recording") as bar:
        task = bar.add_task(SETTING.country, total=serving.steps)
        await serving.carry_out(lambda done: bar.advance(task, done))


def _row(recipe: Recipe, one: Counted, tongue: Language) -> tuple[object, ...]:
    issuer = recipe.centres[recipe.place_of(one.published.centre)].enrolled
    published = one.published
    return (
        published.row,
        published.about_ar if tongue == "ar" else published.about_en,
        issuer.name_ar if tongue == "ar" else issuer.name_en,
        f"≈ {published.reported}" if published.approximate else published.reported,
        *one.counts.values(),
        say("documents.yes" if one.exact else "documents.no", tongue),
    )


def _as_json(shown: Shown) -> dict[str, Any]:
    return {
        "country": SETTING.country,
        "on": ON,
        "documents": [
            {
                "use_case": one.published.row,
                "kind": one.published.kind,
                "kind_ar": label("document_kind", one.published.kind, "ar"),
                "kind_en": label("document_kind", one.published.kind, "en"),
                "partner": one.published.centre,
                "published": one.published.reported,
                "approximate": one.published.approximate,
                **one.counts,
                "exact": one.exact,
            }
            for one in shown.counted
        ],
        "placements": tables.as_json(RECIPE, shown.placed)["published"],
        "log_position": shown.log_position,
        "seconds": shown.seconds,
        "already": shown.already,
    }
