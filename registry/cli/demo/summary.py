"""What the demo has to show: the figures, from the read models and from what the imports said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from registry.bootstrap import Registry
from registry.cli import output
from registry.cli.demo.found import Found
from registry.domain.places import place
from registry.projections import distinct, imports, reached, summary
from registry.projections.reading import all_pages
from registry.projections.visibility import RecordFilter
from registry.texts import say

EVERYTHING = RecordFilter(everything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The three counts of a markaz, from own records alone."""

    name_ar: str
    name_en: str
    persons: int
    visits: int
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`households` are distinct household identities: registrations that links make one are one."""

    registrations: int
    households: int
    links: int
    cases: int
    members: int
    declared_size: int
    deliveries: int
    reported_deliveries: int
    on_hold: int
    warnings: int
    rejects: int
    reached: Mapping[str, Reached]
    plan: Mapping[str, int]
    log_position: int
    seconds: float


async def figures(
    registry: Registry,
    position: int,
    found: Sequence[Found],
    plan: Mapping[str, int],
    seconds: float,
) -> Figures:
    """All figures as of one position; `reached` by the markaz's P-code."""
    async with registry.readers.connection() as connection:
        totals = await summary.summary(connection, position=position)
        twice = await distinct.twice_there(connection, position=position)
        files = await all_pages(
            partial(imports.page, connection), lambda rows: rows[-1].file_import, position=position
        )
        rows = await all_pages(
            partial(reached.page, connection, visible_to=EVERYTHING), len, position=position
        )
    return Figures(
        registrations=totals.registrations,
        households=totals.registrations - twice.households,
        links=sum(one.row.linked is not None for one in found),
        cases=sum(one.row.case is not None for one in found),
        members=totals.members,
        declared_size=totals.declared_size,
        deliveries=totals.deliveries,
        reported_deliveries=totals.reported_by_households + totals.reported_by_partners,
        on_hold=totals.on_hold,
        warnings=sum(file.warnings for file in files),
        rejects=sum(file.rejects for file in files),
        reached=_by_markaz(rows),
        plan=plan,
        log_position=position,
        seconds=round(seconds, 1),
    )


def _by_markaz(rows: Iterable[reached.ReachedRow]) -> dict[str, Reached]:
    return {
        row.place: Reached(
            name_ar=place(row.place).name_ar,
            name_en=place(row.place).name_en,
            persons=row.persons,
            visits=row.visits,
            services=row.services,
        )
        for row in rows
        if row.place is not None
    }


def show(shown: Figures) -> None:
    """The figures as three tables, every line in both languages."""
    counts = {
        name: value for name, value in asdict(shown).items() if name not in {"reached", "plan"}
    }
    output.table(
        ("what", "number / العدد", "ماذا"),
        [
            (say(f"figure.{name}", "en"), value, say(f"figure.{name}", "ar"))
            for name, value in counts.items()
        ],
    )
    output.table(
        ("P-code", "markaz", "persons / أشخاص", "visits / زيارات", "services / خدمات", "المركز"),
        [
            (code, one.name_en, one.persons, one.visits, one.services, one.name_ar)
            for code, one in sorted(shown.reached.items())
        ],
        title=f"{say('figure.reached', 'en')} / {say('figure.reached', 'ar')}",
    )
    output.table(
        ("found", "rows / الصفوف", "النتيجة"),
        [
            (say(f"figure.plan.{name}", "en"), value, say(f"figure.plan.{name}", "ar"))
            for name, value in shown.plan.items()
        ],
        title=f"{say('figure.plan', 'en')} / {say('figure.plan', 'ar')}",
    )
