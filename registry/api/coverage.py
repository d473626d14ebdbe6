"""Coverage: whom rules entitle, plans mean to serve and help reached; totals, of which small ones are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, Self, TypeVar

import strawberry

from registry.api.context import Asking
from registry.api.counting import Counting, CoverageFilter, counting
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_number, position_of, window_at
from registry.api.places import Place
from registry.api.programme import Programme
from registry.api.protected import Reason
from registry.api.relay import Connection, connection
from registry.api.scalars import Position
from registry.domain.families import below
from registry.domain.small_cells import total_shown
from registry.domain.vocabulary import BenefitFamily, NationalityGroup, Sex
from registry.privacy.policy import RecordScope
from registry.projections import coverage as read_model
from registry.projections.coverage import AgeGroup, Cell, CoverageBy, CoverageRow, DisabilityGroup
from registry.projections.distinct import Per
from registry.projections.programme_directory import ProgrammeRow
from registry.projections.reading import LARGEST_PAGE, Page, Window
from registry.texts import label

RowT = TypeVar("RowT")
NodeT = TypeVar("NodeT")
ACT: Final = "coverage.read"


@strawberry.enum(name="CoverageFigure", description="What coverage counts.")
class Figure(StrEnum):
    JUDGED = "judged"
    ENTITLED = "entitled"
    PLANNED = "planned"
    ENROLLED = "enrolled"
    REACHED = "reached"
    COVERED = "covered"
    UNSERVED = "unserved"
    VISITS = "visits"
    SERVICES = "services"
    UNNAMED = "unnamed"


_OF_DECISIONS: Final = frozenset({Figure.ENTITLED, Figure.COVERED, Figure.UNSERVED})
_OF_PLANS: Final = frozenset({Figure.PLANNED, Figure.ENROLLED})


@strawberry.type(description="What a figure counts.")
class CoverageDefinition:
    figure: Figure
    name_ar: str
    name_en: str
    meaning_ar: str
    meaning_en: str

    @classmethod
    def of(cls, figure: Figure) -> Self:
        return cls(
            figure=figure,
            name_ar=label("coverage_figure", figure, "ar"),
            name_en=label("coverage_figure", figure, "en"),
            meaning_ar=label("coverage_meaning", figure, "ar"),
            meaning_en=label("coverage_meaning", figure, "en"),
        )


@strawberry.type(description="A figure that is not shown, and why.")
class AbsentFigure:
    figure: Figure
    reason: Reason


@strawberry.type(description="What a row is of; null where it was not asked for or is not known.")
class CoverageOf:
    row: strawberry.Private[Cell]
    position: strawberry.Private[int]
    family: BenefitFamily | None
    month: str | None = strawberry.field(description="2026-10.")
    sex: Sex | None = strawberry.field(description="Null for headcounts, as what follows.")
    age_group: AgeGroup | None = strawberry.field(
        description="By the middle of the five years of birth: it may be two years too early or late."
    )
    disability: DisabilityGroup | None
    nationality: NationalityGroup | None

    @classmethod
    def told(cls, row: Cell, position: int) -> Self:
        return cls(
            row=row,
            position=position,
            family=row.family,
            month=None if row.month is None else row.month.isoformat()[:7],
            sex=row.sex,
            age_group=row.age_group,
            disability=row.disability,
            nationality=row.nationality,
        )

    @strawberry.field(
        description="Where they live; coarser than asked for where that is all that is known."
    )
    def place(self) -> Place | None:
        return None if self.row.place is None else Place.of(self.row.place)

    @strawberry.field(description="Null for another partner's protected one, too.")
    async def programme(self, info: Asking) -> Programme | None:
        if self.row.programme is None:
            return None
        found = await (await info.context.at(self.position)).programmes.load(self.row.programme)
        return None if found is None else Programme.of(found, self.position)


@strawberry.type(
    description="Persons, but for visits, services and unnamed: three counts that are never mixed. To most viewers a "
    "count from 1 to 9 is not shown, and others are to the nearest ten; `absent` says which are not, and why."
)
class CoverageCell:
    of: CoverageOf
    judged: int | None
    entitled: int | None
    planned: int | None
    enrolled: int | None
    reached: int | None
    covered: int | None
    unserved: int | None
    visits: int | None
    services: int | None
    unnamed: int | None
    coverage: float | None = strawberry.field(description="Covered ÷ entitled, as they are shown.")
    planned_share: float | None = strawberry.field(
        description="The entitled who are planned ÷ entitled, both as counts are shown."
    )
    enrolled_share: float | None = strawberry.field(
        description="The entitled who are enrolled ÷ entitled, both as counts are shown."
    )
    absent: list[AbsentFigure]


def figures_of(row: CoverageRow) -> dict[Figure, int]:
    unserved = {Figure.UNSERVED: row.entitled - row.covered}
    return {one: getattr(row, one.value) for one in Figure if one not in unserved} | unserved


def cell(counting: Counting, row: CoverageRow, *, plans_named: bool) -> CoverageCell:
    """A row as it is told to the viewer, of whom it depends whether it names another partner's plans."""
    absent: dict[Figure, str] = {}
    if row.judged == 0:
        absent |= dict.fromkeys(_OF_DECISIONS, "nobody_judged")
    if not plans_named:
        absent |= dict.fromkeys(_OF_PLANS, "plans_of_others")
    told = {
        figure: None if figure in absent else counting.told(count)
        for figure, count in figures_of(row).items()
    }
    absent |= {
        figure: "few_people"
        for figure, count in told.items()
        if count is None and figure not in absent
    }
    planned, enrolled = (
        counting.told(count) if plans_named else None
        for count in (row.entitled_planned, row.entitled_enrolled)
    )
    entitled = told[Figure.ENTITLED]
    return CoverageCell(
        of=CoverageOf.told(row, counting.position),
        **{figure.value: count for figure, count in told.items()},
        coverage=_share(told[Figure.COVERED], entitled),
        planned_share=_share(planned, entitled),
        enrolled_share=_share(enrolled, entitled),
        absent=[
            AbsentFigure(figure=figure, reason=Reason.of(absent[figure]))
            for figure in Figure
            if figure in absent
        ],
    )


def _share(part: int | None, whole: int | None) -> float | None:
    return round(part / whole, 4) if part is not None and whole else None


def _names_plans(scope: RecordScope, programme: ProgrammeRow | None) -> bool:
    """Whether an agreement tells the viewer whose plans those of a programme are."""
    if programme is None or programme.owner == scope.viewer.partner:
        return True
    return any(
        programme.family in below(rule.families)
        and (not rule.programmes or programme.programme in rule.programmes)
        for rule in scope.others.get(programme.owner, ())
    )


@strawberry.type(
    description="Whom the rules of programmes entitle, plans mean to serve and help reached: everybody's own records."
)
class Coverage:
    counting: strawberry.Private[Counting]
    by: strawberry.Private[list[CoverageBy]]
    position: Position

    @strawberry.field(description="A row for each of `by`.")
    async def cells(
        self, info: Asking, first: int = 100, after: str | None = None
    ) -> Connection[CoverageCell]:
        counting = self.counting
        window = window_at(counting.position, checked_first(first), after, as_number)
        page = await self._page(window, self.by)
        return paged(
            page, window, counting, {row: await self._cell(info, row) for row in page.rows}
        )

    @strawberry.field(
        description="All rows in one. In several programmes, families or months somebody is one person here."
    )
    async def total(self, info: Asking) -> CoverageCell | None:
        page = await self._page(Window(self.counting.position, 1), [])
        if not page.rows:
            return None
        told = await self._cell(info, page.rows[0])
        return (
            told if self.counting.small_cells else await self._beside_the_rows(told, page.rows[0])
        )

    @strawberry.field
    def definitions(self) -> list[CoverageDefinition]:
        return [CoverageDefinition.of(figure) for figure in Figure]

    async def _page(self, window: Window[int], by: list[CoverageBy]) -> Page[CoverageRow]:
        if self.counting.refusals:
            return Page()
        return await read_model.page(
            await self.counting.context.connection(),
            window,
            visible_to=self.counting.visible,
            by=by,
            asked=self.counting.asked,
        )

    async def _cell(self, info: Asking, row: CoverageRow) -> CoverageCell:
        programme = row.programme or self.counting.asked.programme
        found = None
        if programme is not None:
            found = await (await info.context.at(self.counting.position)).programmes.load(programme)
        scope = (await info.context.standing()).scope
        return cell(self.counting, row, plans_named=_names_plans(scope, found))

    async def _beside_the_rows(self, told: CoverageCell, total: CoverageRow) -> CoverageCell:
        """The total less the figures that, with all rows beside them, would tell of those that are hidden."""
        rows: list[CoverageRow] = []
        more = True
        while more:
            page = await self._page(
                Window(self.counting.position, LARGEST_PAGE, len(rows)), self.by
            )
            rows += page.rows
            more = page.more
        parts = [figures_of(row) for row in rows]
        closed = [
            figure
            for figure, count in figures_of(total).items()
            if getattr(told, figure.value) is not None
            and total_shown(count, [part[figure] for part in parts]) is None
        ]
        reasons = [AbsentFigure(figure=one, reason=Reason.of("few_people")) for one in closed]
        hidden: dict[str, Any] = {one.value: None for one in closed}
        return replace(told, absent=[*told.absent, *reasons], **hidden)


def paged(
    page: Page[RowT], window: Window[int], counting: Counting, cells: Mapping[RowT, NodeT]
) -> Connection[NodeT]:
    """Rows have no key of their own: a cursor says how many came before."""
    before = window.after or 0
    places = {row: before + count for count, row in enumerate(page.rows, start=1)}
    return connection(page, cells.__getitem__, places.__getitem__, window, counting.refusals)


async def coverage(
    info: Asking,
    by: list[CoverageBy] = [CoverageBy.MARKAZ],  # noqa: B006 - strawberry reads the default; nobody changes it
    filter: CoverageFilter | None = None,  # noqa: A002 - as other lists call it
    per: Per = Per.IDENTITY,
    as_of: AsOf | None = None,
) -> Coverage:
    position = await position_of(info.context, as_of)
    found = await counting(info, ACT, position, by=by, given=filter, per=per, as_of=as_of)
    return Coverage(counting=found, by=by, position=Position(found.position))
