"""Small lists, as associations keep them; some come twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

from registry.domain.dates import read_date
from registry.domain.file_import import TakenAs
from registry.intake.incoming import Options
from tests.properties.people import Named

MARKAZ = ("دشنا", "قوص", "نجع حمادي")
TODAY = date(2026, 11, 15)


@dataclass(frozen=True, eq=False)
class List:
    path: Path
    partner: UUID
    options: Options
    rows: int


@dataclass
class Files:
    """`taken` are those that were taken in to their end, with their imports; `names` all that ever stood in one."""

    folder: Path
    taken: dict[List, UUID] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    written: int = 0

    def write(self, chance: Random, names: Named, partner: UUID, programme: UUID | None) -> List:
        """A list of families; one who got baskets, where there is a programme to hand them out."""
        rows = []
        for _ in range(chance.randint(1, 6)):
            name = f"{names.name()} حسن"
            self.names.add(name)
            rows.append(f"{name},{chance.choice(MARKAZ)},{chance.randint(1, 9)}")
        self.written += 1
        path = self.folder / f"كشف-{self.written}.csv"
        path.write_text("\n".join(("الاسم,المركز,عدد الأفراد", *rows)), encoding="utf-8")
        options = Options(
            today=TODAY,
            taken_as=TakenAs.DELIVERIES if programme else TakenAs.REGISTRATIONS,
            on=read_date("2026-10") if programme else None,
            programme=programme,
        )
        return List(path, partner, options, len(rows))
