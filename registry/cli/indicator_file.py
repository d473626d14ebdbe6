"""Indicators as people write them down: YAML or JSON, each with its formula, its baseline and what was reported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import msgspec

from registry.application.indicators import Count
from registry.cli.written_file import read_written
from registry.domain.vocabulary import Channel, NationalityGroup, Sex

Value: TypeAlias = Decimal | int | float


class WrittenMeasure(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`service` goes by its code at `centre`, and needs one."""

    count: Count
    centre: str | None = None
    service: str | None = None
    sex: Sex | None = None
    nationality: NationalityGroup | None = None
    channel: Channel | None = None
    per_identity: bool = False


class ValueOfYear(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    year: int
    value: Value


class ReportedValue(ValueOfYear, kw_only=True, forbid_unknown_fields=True):
    source_ar: str
    source_en: str


class WrittenIndicator(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`missing_…` says in words what the register would need where there is no numerator."""

    code: str
    name_ar: str
    name_en: str
    numerator: WrittenMeasure | None = None
    denominator: WrittenMeasure | None = None
    missing_ar: str = ""
    missing_en: str = ""
    baseline: ValueOfYear | None = None
    years: list[int] = []
    reported: list[ReportedValue] = []

    @property
    def asked(self) -> list[int]:
        """The years of its period, and those of which something is reported."""
        return sorted({*self.years, *(one.year for one in self.reported)})


class IndicatorFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    indicators: list[WrittenIndicator]


def read_indicators(path: Path) -> list[WrittenIndicator]:
    """Raises `SijillError`: `indicator_file_unreadable`, `indicator_file_malformed`."""
    return read_written(path, IndicatorFile, "indicator").indicators
