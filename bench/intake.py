"""A list of households through the whole way in, beside COPY of the same bytes into a table of the same shape."""

from __future__ import annotations

import asyncio
import csv
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench.figures import Figure, seconds
from registry.bootstrap import Databases, ensure_schema, open_registry
from registry.cli.acting import operator_of
from registry.cli.demo.qena import ASSOCIATION, FOOD_BASKETS, set_up
from registry.cli.importing import context_for
from registry.domain.dates import PreciseDate
from registry.domain.file_import import TakenAs
from registry.domain.places import PCode
from registry.intake.importing import import_file
from registry.intake.incoming import Options
from registry.settings import Settings

HEADINGS = (
    "اسم المستفيد رباعي",
    "الرقم القومي",
    "تاريخ الميلاد",
    "النوع",
    "التليفون",
    "المركز",
    "عدد الأفراد",
)
NAMES = ("فاطمة", "محمد", "زينب", "عبد الرحيم", "حسن", "نورا", "أبو الحمد", "سيد", "كريمة", "يوسف")
MARKAZ = ("قنا", "دشنا", "قوص", "نجع حمادي", "نقادة", "فرشوط", "قفط", "الوقف", "أبو تشت")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the import left behind: how many households, how many facts."""

    figure: Figure
    facts: int


def households(path: Path, count: int, seed: int = 1) -> None:
    """A list as an association keeps it; the same seed gives the same list."""
    random = Random(seed)  # noqa: S311 - made-up people, not secrets
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        for number, markaz in zip(range(count), cycle(MARKAZ), strict=False):
            born = 1950 + number % 50
            national_id = f"2{born % 100:02}0{1 + number % 9}{10 + number % 18}27{number:05}"
            name = " ".join(random.choices(NAMES, k=4))
            phone = f"010{number:08}"
            date = f"{10 + number % 18}/0{1 + number % 9}/{born}"
            lines.writerow((name, national_id, date, "أنثى", phone, markaz, 1 + number % 8))


def intake(settings: Settings, where: Databases, folder: Path, count: int) -> Taken:
    """Import a list of `count` households as deliveries, then COPY the rows that it made."""
    path = folder / "list.csv"
    households(path, count)
    ensure_schema(where)
    taken = seconds(lambda: asyncio.run(_import(settings, where, path)))
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        facts, raw = _copied(connection)
    figure = Figure(
        what="a list into the log: read, decide, seal, append",
        limit="binary COPY of the same facts",
        unit="facts",
        rate=facts / taken,
        raw=facts / raw,
    )
    return Taken(figure, facts)


async def _import(settings: Settings, where: Databases, path: Path) -> None:
    async with open_registry(settings, where) as registry:
        qena = await set_up(registry.writer, await operator_of(registry))
        context = await context_for(registry, qena.partners[ASSOCIATION])
        options = Options(
            today=registry.writer.mint.clock().date(),
            taken_as=TakenAs.DELIVERIES,
            on=PreciseDate.parse("2026-10"),
            within=PCode("EG27"),
            programme=qena.programmes[ASSOCIATION, FOOD_BASKETS],
        )
        await import_file(path, options, context, registry.writer)


def _copied(connection: psycopg.Connection[Any]) -> tuple[int, float]:
    """How many facts there are, and the seconds that COPY takes for them."""
    rows = connection.execute(
        "select originator_id, originator_version, topic, state from log.facts order by notification_id",
        binary=True,
    ).fetchall()
    connection.execute(
        "create table public.raw as"
        " select originator_id, originator_version, topic, state from log.facts limit 0"
    )
    connection.execute("alter table public.raw add primary key (originator_id, originator_version)")

    def copy() -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy("copy public.raw from stdin (format binary)") as into,
        ):
            into.set_types(["uuid", "int8", "text", "bytea"])
            for row in rows:
                into.write_row(row)

    return len(rows), seconds(copy)
