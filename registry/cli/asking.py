"""What `sijill import` is told beside the file, as it is typed and as it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, TypeAlias
from uuid import UUID

import typer

from registry.application.command import Context
from registry.application.hijri import read_any_date
from registry.bootstrap import Registry
from registry.cli.acting import operator_of
from registry.cli.output import Misused
from registry.cli.partners import programme_called
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.file_import import TakenAs
from registry.domain.places import PCode, find_place
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.intake.incoming import Options
from registry.intake.mapping import FileMapping
from registry.intake.saved_mapping import load_mapping

File: TypeAlias = Annotated[
    Path | None, typer.Argument(help="Kobo XLSX, ODK zip, spreadsheet or CSV. / الملف.")
]
Partner: TypeAlias = Annotated[
    str, typer.Option(help="Code of the partner whose file it is. / رمز الجهة.")
]
As: TypeAlias = Annotated[
    TakenAs | None, typer.Option("--as", help="What the rows are. / ما هي الصفوف.")
]
Programme: TypeAlias = Annotated[
    str | None, typer.Option(help="Code of the programme that was delivered. / رمز البرنامج.")
]
On: TypeAlias = Annotated[
    str | None, typer.Option(help="Date of the list, as 2026-10. / تاريخ الكشف.")
]
Within: TypeAlias = Annotated[
    str | None, typer.Option(help="Where all of it comes from, P-code or name. / النطاق الجغرافي.")
]
Mapping: TypeAlias = Annotated[
    Path | None, typer.Option(help="Saved mapping to use (YAML). / ملف الربط.")
]
SaveMapping: TypeAlias = Annotated[
    Path | None,
    typer.Option("--save-mapping", help="Write the mapping that was used. / احفظ الربط."),
]
Rejects: TypeAlias = Annotated[
    Path | None,
    typer.Option(help="Workbook for rejected rows; default: beside the file. / ملف المرفوضات."),
]
Gone: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--vanished",
        help="Workbook for households that the last export had and this has not. / ملف الأسر التي لم تعد في الكشف.",
    ),
]
WithoutRepeats: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--without-repeats",
        help="Take a form's households though its repeat groups are lost. / خذ الأسر وإن فُقدت جداول أفرادها.",
    ),
]
Watch: TypeAlias = Annotated[
    Path | None,
    typer.Option("--watch", help="Take in each file that arrives in a folder. / راقب مجلدا."),
]
Once: TypeAlias = Annotated[
    bool,
    typer.Option("--once", help="With --watch: what is there, then end. / ما في المجلد الآن فقط."),
]
DryRun: TypeAlias = Annotated[
    bool,
    typer.Option("--dry-run", help="Say what would happen and write nothing. / جرّب دون كتابة."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of one command, which hold for every file that it takes in."""

    taken_as: TakenAs | None = None
    programme: str | None = None
    on: str | None = None
    within: str | None = None
    mapping: Path | None = None
    without_repeats: bool = False

    async def meant(self, registry: Registry, holder: UUID) -> Options:
        """What was typed, understood.

        Raises:
            SijillError: an option means nothing, the programme is unknown, the mapping cannot be read.
        """
        code = self.programme
        return Options(
            today=registry.writer.mint.today(),
            taken_as=self.taken_as,
            on=_date(self.on),
            within=place_called(self.within, "--within"),
            programme=None if code is None else await programme_called(registry, holder, code),
            without_repeats=self.without_repeats,
            mapping=load_mapping(self.mapping) if self.mapping else FileMapping(),
        )


def _date(text: str | None) -> PreciseDate | None:
    if text is None:
        return None
    try:
        return read_any_date(text)
    except NotADate:
        raise Misused("option_not_a_date", option="--on") from None


def place_called(text: str | None, option: str) -> PCode | None:
    """By code or name.

    Raises:
        Misused: `option_not_a_place`.
    """
    if text is None:
        return None
    found = find_place(text)
    if len(found) != 1:
        raise Misused("option_not_a_place", option=option)
    return found[0].code


def require_one(
    file: Path | None, watch: Path | None, *, once: bool, of_a_file: Sequence[object]
) -> None:
    """Demand a file or a folder, and no option of the one with the other.

    Raises:
        Misused: `import_file_or_folder`, `option_of_a_file`, `option_of_a_folder`.
    """
    if (file is None) is (watch is None):
        raise Misused("import_file_or_folder")
    if watch is not None and any(of_a_file):
        raise Misused("option_of_a_file")
    if watch is None and once:
        raise Misused("option_of_a_folder")


async def context_for(registry: Registry, partner: UUID) -> Context:
    """Who imports at this machine: its operator, as a data officer of the partner."""
    return replace(
        (await operator_of(registry)).for_partner(partner),
        role=Role.DATA_OFFICER,
        purpose=Purpose.REGISTRATION,
        channel=Channel.FILE,
    )
