"""Indicators as their owners define them: what was reported of them, beside what the register computes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.ids import BadRequest, read_uuid
from registry.api.moment import AsOf, position_of
from registry.api.refusal import Refusal
from registry.api.scalars import Position
from registry.application.indicators import Count, Formula, Measure, Part, compute
from registry.domain.statistics import TableDefinition
from registry.domain.vocabulary import Channel, NationalityGroup, Sex

MOST: Final = 20
"""Indicators that are asked for at once, and years of each."""


@strawberry.input(description="One count of what was done in a year.")
class MeasureInput:
    count: Count
    centre: strawberry.ID | None = None
    service: strawberry.ID | None = None
    sex: Sex | None = None
    nationality: NationalityGroup | None = None
    channel: Channel | None = None
    per_identity: bool = strawberry.field(
        default=False, description="A person once, whoever registered them."
    )

    def measure(self, own: UUID | None) -> Measure:
        """Of the viewer's own centre, where its records are open to them, those alone are counted, each as it is."""
        centre = None if self.centre is None else read_uuid(self.centre, "Partner")
        return Measure(
            count=self.count,
            of=TableDefinition(
                by=(),
                per_identity=self.per_identity,
                centre=centre,
                service=None if self.service is None else read_uuid(self.service, "Programme"),
                sex=self.sex,
                nationality=self.nationality,
                channel=self.channel,
                partner=own if centre == own else None,
            ),
        )


@strawberry.input(description="What somebody reported of a year, and where.")
class ReportedInput:
    year: int
    value: Decimal
    source_ar: str
    source_en: str


@strawberry.input(description="A count, or with a denominator a percentage, and the years of it.")
class IndicatorInput:
    code: str
    numerator: MeasureInput | None = strawberry.field(
        default=None, description="Null where the register holds nothing to count it by."
    )
    denominator: MeasureInput | None = None
    years: list[int] = strawberry.field(default_factory=list)
    reported: list[ReportedInput] = strawberry.field(default_factory=list)

    @property
    def asked(self) -> list[int]:
        return sorted({*self.years, *(one.year for one in self.reported)})

    def formula(self, own: UUID | None) -> Formula:
        return Formula(
            numerator=None if self.numerator is None else self.numerator.measure(own),
            denominator=None if self.denominator is None else self.denominator.measure(own),
        )


@strawberry.type(description="What was reported of a year, and by whom.")
class Reported:
    value: Decimal
    source_ar: str
    source_en: str


@strawberry.type(description="An indicator in a year.")
class IndicatorYear:
    code: str
    year: int
    reported: list[Reported]
    computed: Decimal | None = strawberry.field(
        description="Null where it cannot be computed, for want of what is `missing`; never zero for that."
    )
    missing: list[Part]
    rounded: bool = strawberry.field(
        description="Whether it is computed of counts to the nearest ten, as those of everybody's records are."
    )


@strawberry.type(description="Indicators, year by year.")
class Indicators:
    years: list[IndicatorYear]
    position: Position
    refusals: list[Refusal]


async def indicators(
    info: Asking, of: list[IndicatorInput], as_of: AsOf | None = None
) -> Indicators:
    """Raises `BadRequest`: `too_many_indicators`, `id_malformed`."""
    if len(of) > MOST or any(len(one.asked) > MOST for one in of):
        raise BadRequest("too_many_indicators", limit=MOST)
    position = await position_of(info.context, as_of)
    scope = (await info.context.standing()).scope
    if not scope.totals:
        refused = await info.context.refusals("indicators.read")
        return Indicators(years=[], position=Position(position), refusals=refused)
    own = scope.viewer.partner if scope.own else None
    connected = await info.context.connection()
    found = [
        IndicatorYear(
            code=one.code,
            year=year,
            reported=[
                Reported(value=said.value, source_ar=said.source_ar, source_en=said.source_en)
                for said in one.reported
                if said.year == year
            ],
            computed=computed.value,
            missing=list(computed.missing),
            rounded=computed.rounded,
        )
        for one in of
        for year in one.asked
        for computed in [await compute(connected, one.formula(own), year=year, position=position)]
    ]
    return Indicators(years=found, position=Position(position), refusals=[])
