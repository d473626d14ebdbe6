"""`sijill check`: whom of a list is registered already, before anything of it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer
from strawberry.utils.str_converters import to_camel_case

from registry.api.searching import SearchInput
from registry.cli import asking, matching, options, output
from registry.cli.desk import Desk, at_desk
from registry.cli.options import Who, Why
from registry.cli.partners import partner_called
from registry.cli.search import FOUND
from registry.domain.file_import import TakenAs
from registry.domain.places import PCode
from registry.domain.vocabulary import Purpose, RegistrationWarning
from registry.intake.checking import Person, absent, people_of, write_matches
from registry.intake.findings import Place, Reject
from registry.intake.incoming import Reading
from registry.intake.reading import read_file
from registry.intake.summary import reason, rejected, remark, warned
from registry.texts import label, say

File: TypeAlias = Annotated[
    Path, typer.Argument(help="Kobo XLSX, ODK zip, spreadsheet or CSV. / الملف.")
]
Into: TypeAlias = Annotated[
    Path | None,
    typer.Option("--matches", help="Workbook of matches; default: beside the file. / ملف التطابق."),
]

TOGETHER: Final = 50
ANYWHERE: Final = PCode("EGY")
"""Nobody is registered by a check, so that whoever names no place is looked for all over."""
SHOWN: Final = 100
"""Of rows that want a look so many are shown; the workbook and JSON name all."""
_ASK: Final = f"""
query ($people: [SearchInput!]!, $file: ID) {{
  found: searchMany(people: $people, file: $file) {{
    __typename
    ... on SearchAnswers {{ answers {{
      complete missing {{ code messageAr messageEn }} found {{ {FOUND} }}
    }} }}
    ... on Refusal {{ code messageAr messageEn }}
  }}
}}
"""
_HEADINGS: Final = (
    "sheet · الورقة", "row · الصف", "name in the file · الاسم في الملف", "reference · الرقم المرجعي",
    "registered name · الاسم المسجل", "known to · معروف لدى", "الترجيح", "likelihood", "الدليل", "evidence",
)  # fmt: skip


_ROW_HEADINGS: Final = ("sheet / الورقة", "row / الصف", "reason", "السبب")
_WARNED: Final = frozenset(
    {
        RegistrationWarning.IDENTITY_NUMBER_INVALID,
        RegistrationWarning.IDENTITY_NUMBER_DISAGREES,
        RegistrationWarning.PHONE_INVALID,
        RegistrationWarning.BIRTH_DATE_UNREADABLE,
        RegistrationWarning.PLACE_UNKNOWN,
    }
)
"""Warnings of what people are told apart by: they are looked for by less than the row says, or by what is wrong."""


@dataclass(slots=True)
class Checked:
    """What a check came to: matches by person, rows that want a look, and why others may be missing."""

    people: int = 0
    rejects: list[Reject] = field(default_factory=list)
    warned: list[tuple[Place, RegistrationWarning]] = field(default_factory=list)
    matches: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)
    too_little: int = 0

    @property
    def to_look_at(self) -> Iterator[tuple[object, ...]]:
        """Rows that could not be read, then those with a warning, with the reasons."""
        for reject in self.rejects:
            for problem in reject.problems:
                yield *reject.at, reason(problem, "en"), reason(problem, "ar")
        for at, warning in self.warned:
            yield *at, label("warning", warning, "en"), label("warning", warning, "ar")


def check(
    *,
    file: File,
    who: Who,
    purpose: Why = Purpose.REGISTRATION,
    within: asking.Within = None,
    mapping: asking.Mapping = None,
    matches: Into = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say who of a list is registered already, and write nothing of it. / قل مَن في الكشف مسجل، دون كتابة شيء."""
    # People are looked for alike whether help was handed to them or not: nobody need say what the rows are.
    said = asking.Asked(taken_as=TakenAs.REGISTRATIONS, within=within, mapping=mapping)

    async def ask(desk: Desk) -> tuple[Reading, Checked]:
        holder = await partner_called(desk.registry, desk.partner)
        meant = replace(await said.meant(desk.registry, holder), unplaced=ANYWHERE)
        reading = await asyncio.to_thread(read_file, file, meant)
        await matching.bring_up(desk.registry)
        return reading, await _checked(desk, reading, sha256(file.read_bytes()).hexdigest())

    reading, checked = at_desk(who, purpose, data, ask)
    into = matches or file.with_name(f"{file.stem}-matches.xlsx")
    summary = list(_summary(reading, checked))
    rows = [_ROW_HEADINGS, *checked.to_look_at]
    with output.writing(into, output.PRIVATE):
        write_matches(into, summary, [_HEADINGS, *map(_cells, checked.matches)], rows)
    _report(reading, checked, summary, into, json=json)


async def _checked(desk: Desk, reading: Reading, digest: str) -> Checked:
    checked = Checked()
    with output.progress("checking") as bar:
        task = bar.add_task("", total=reading.length)
        for batch in reading.batches():
            checked.rejects += batch.rejects
            told = (one for home in batch.incoming for one in home.warnings())
            checked.warned += [(at, warning) for at, warning in told if warning in _WARNED]
            people = list(people_of(batch.incoming))
            for start in range(0, len(people), TOGETHER):
                await _ask_about(desk, people[start : start + TOGETHER], digest, checked)
            bar.update(task, completed=batch.reached)
    return checked


async def _ask_about(desk: Desk, people: list[Person], digest: str, checked: Checked) -> None:
    asked = [as_asked(one) for one in people]
    answers = (await desk.ask(_ASK, people=asked, file=digest))["found"]["answers"]
    checked.people += len(people)
    for person, answer in zip(people, answers, strict=True):
        checked.matches += [(person, one) for one in answer["found"]]
        codes = {one["code"]: one for one in answer["missing"]}
        checked.too_little += codes.pop("search_too_little_known", None) is not None
        checked.missing |= codes


def search_input(one: Person) -> SearchInput:
    return SearchInput(
        name=one.name,
        identity_number=one.number,
        unhcr_number=one.unhcr_number,
        phone=one.phone,
        place=one.place,
        born=one.born,
        sex=one.sex,
    )


def as_asked(one: Person) -> dict[str, Any]:
    """The same for a query's variables."""
    given = asdict(search_input(one)) | {"sex": one.sex.name}
    return {to_camel_case(name): value for name, value in given.items() if value is not None}


def _cells(match: tuple[Person, dict[str, Any]]) -> tuple[object, ...]:
    person, one = match
    home, likelihood = one["household"], one["likelihood"].lower()
    named = (one["member"] or {}).get("name") or home["headName"]
    known = "known_to_another" if one["knownToAnotherPartner"] else "known_to_your_own"
    return (
        person.at.sheet,
        person.at.row,
        person.name,
        home["reference"],
        named["value"] or named["masked"],
        f"{say(known, 'ar')} / {say(known, 'en')}",
        label("likelihood", likelihood, "ar"),
        label("likelihood", likelihood, "en"),
        "\n".join(f"{each['textAr']} ({each['weight']:+.1f})" for each in one["evidence"]),
        "\n".join(f"{each['textEn']} ({each['weight']:+.1f})" for each in one["evidence"]),
    )


def _summary(reading: Reading, checked: Checked) -> Iterator[tuple[object, ...]]:
    yield ("what", "number / العدد", "ماذا")
    for name, number in _counts(checked).items():
        yield say(f"checked.{name}", "en"), number, say(f"checked.{name}", "ar")
    for one in absent(reading):
        yield say(f"check_without_{one}", "en"), "", say(f"check_without_{one}", "ar")
    for why in checked.missing.values():
        yield why["messageEn"], "", why["messageAr"]


def _counts(checked: Checked) -> dict[str, int]:
    return {
        "people": checked.people,
        "known_to_another": _known(checked, elsewhere=True),
        "known_to_your_own": _known(checked, elsewhere=False),
        "too_little_known": checked.too_little,
        "rejects": len(checked.rejects),
        "warned": len({at for at, _ in checked.warned}),
    }


def _known(checked: Checked, *, elsewhere: bool) -> int:
    """How many people of the file."""
    matches = checked.matches
    return len({id(who) for who, one in matches if one["knownToAnotherPartner"] is elsewhere})


def _report(
    reading: Reading, checked: Checked, summary: list[tuple[object, ...]], into: Path, *, json: bool
) -> None:
    if json:
        output.as_json(
            {
                **_counts(checked),
                "complete": not checked.missing,
                "missing": list(checked.missing.values()),
                "absent_columns": [str(one) for one in absent(reading)],
                "rejected_rows": [rejected(one) for one in checked.rejects],
                "warned_rows": [warned(*one) for one in checked.warned],
                "matches": [_as_json(*one) for one in checked.matches],
                "matches_file": str(into),
            }
        )
    else:
        heading, *rows = summary
        output.table([str(one) for one in heading], [row for row in rows if row[1] != ""])
        _show_rows(list(checked.to_look_at))
    for one in absent(reading):
        output.talk(f"check_without_{one}")
    for notice in reading.notices:
        output.remark(f"{remark(notice, 'en')} / {remark(notice, 'ar')}")
    output.remarks(checked.missing.values())
    output.talk("matches_written", path=into)


def _show_rows(rows: list[tuple[object, ...]]) -> None:
    if rows:
        output.table(_ROW_HEADINGS, rows[:SHOWN])
    if len(rows) > SHOWN:
        output.talk("rejects_more", rows=len(rows) - SHOWN)


def _as_json(person: Person, one: dict[str, Any]) -> dict[str, Any]:
    """Where the person stands in the file, and what was found: the file itself says the rest."""
    return {"sheet": person.at.sheet, "row": person.at.row, **one}
