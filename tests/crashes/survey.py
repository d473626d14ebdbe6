"""A survey as Kobo exports it, as large as a test needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

import xlsxwriter

MAIN: Final = "حصر أسر قنا"
MARKAZ: Final = ("EG2702", "EG2706", "EG2707", "EG2708", "EG2709", "EG2710", "EG2711")
GIVEN: Final = ("فاطمة", "عبد الرحمن", "عبدالرحمن", "زينب", "آية", "رمضان", "أبو الحمد", "هدى")
HELP: Final = ("blankets", "cash", "school_kit")


@dataclass(frozen=True, slots=True)
class Survey:
    """A file and what is in it; `members` counts heads too."""

    path: Path
    households: int
    members: int
    deliveries: int

    def facts_by_name(self) -> Counter[str]:
        """What a whole import adds to the log."""
        return Counter(
            {
                "import.started.v1": 1,
                "household.registered.v1": self.households,
                "household.member_joined.v1": self.members,
                "delivery.recorded.v1": self.deliveries,
                "import.finished.v1": 1,
            }
        )

    @property
    def rows(self) -> int:
        """Of all sheets: a head stands in its household's."""
        return self.members + self.deliveries

    @property
    def facts(self) -> int:
        return self.facts_by_name().total()


DEMO: Final = Survey(Path(), households=60, members=143, deliveries=40)
"""What the demo's files hold together, which every register here begins with."""


def brought(names: Iterable[str]) -> Counter[str]:
    """How many facts of each name there are, but for what matching and searching say of an import."""
    return Counter(name for name in names if not name.startswith(("pair.", "access.")))


def write_survey(path: Path, households: int, seed: int) -> Survey:
    """Every household has a head and up to three members, every second one reports help."""
    random = Random(seed)  # noqa: S311 - names of a test, not secrets
    main, members, support = [], [], []
    for index in range(1, households + 1):
        uuid = str(UUID(int=random.getrandbits(128), version=4))
        size = random.randint(1, 4)
        main.append([
            random.choice(MARKAZ), f"قرية البحرية {index}", _name(random), "female", size, uuid, index,
            f"uuid:{uuid}",
        ])  # fmt: skip
        for number in range(1, size):
            born = f"20{number:02}-0{size}-1{number}"
            members.append([f"{_name(random)} {index}", "female", born, "child", uuid, MAIN, index])
        if index % 2:
            support.append([random.choice(HELP), "2026-08-04", 900, uuid, MAIN, index])
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, headings, rows in (
            (MAIN, ("loc/admin2", "loc/village", "hh/head_name", "hh/head_sex", "hh/size", "_uuid", "_index",
                    "meta/rootUuid"), main),
            ("members", ("mem/name", "mem/sex", "mem/birth_date", "mem/relationship", *_JOINED), members),
            ("support", ("sup/type", "sup/date", "sup/amount_egp", *_JOINED), support),
        ):  # fmt: skip
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate((headings, *rows)):
                sheet.write_row(at, 0, row)
    return Survey(path, households, households + len(members), len(support))


_JOINED: Final = ("_submission__uuid", "_parent_table_name", "_parent_index")


def _name(random: Random) -> str:
    return " ".join(random.choice(GIVEN) for _ in range(4))
