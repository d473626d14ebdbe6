"""Files that a partner took in, what came of them, and one that was the wrong one taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Self, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import answered
from registry.api.context import Asking, Services
from registry.api.cursors import checked_first
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.refusal import Refusal
from registry.api.relay import Connection, connection, global_id
from registry.api.staff import Actor
from registry.application import rights
from registry.application.built_on import BuiltOn, Found, ImportBuiltOn
from registry.application.command import Context
from registry.application.dependents import ReadModels
from registry.application.patience import PatientWriter
from registry.application.undoing import Undone
from registry.application.undoing import undo_import as undo
from registry.domain.facts import NAME_OF
from registry.domain.file_import import FileFormat, TakenAs
from registry.domain.household import HouseholdTransferred
from registry.projections import imports as read_model
from registry.projections.as_of import wait_for
from registry.projections.imports import ImportRow, ImportState
from registry.projections.reading import Page
from registry.texts import say

LISTING: Final = "import.list"
SHOWN: Final = 100
"""Of what others built on an import, so many are named."""
_TAKEN_OVER: Final = NAME_OF[HouseholdTransferred]


@strawberry.type(description="A file that was taken in. Counts are 0 until it has finished.")
class FileImport:
    id: strawberry.ID
    state: ImportState
    file_format: FileFormat
    taken_as: TakenAs
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    rows: int
    registrations: int
    members: int
    deliveries: int
    corrections: int
    unchanged: int
    warnings: int
    rejects: int
    vanished: int = strawberry.field(
        description="Registrations of an earlier export that this one has no more."
    )
    built_on: int = strawberry.field(
        description="How much of what others had built on it came back with it."
    )

    @classmethod
    def of(cls, row: ImportRow) -> Self:
        return cls(
            id=global_id("Import", row.file_import),
            state=row.state,
            file_format=row.file_format,
            taken_as=row.taken_as,
            started_at=row.started_at,
            finished_at=row.finished_at,
            undone_at=row.undone_at,
            rows=row.rows,
            registrations=row.registrations,
            members=row.members,
            deliveries=row.deliveries,
            corrections=row.corrections,
            unchanged=row.unchanged,
            warnings=row.warnings,
            rejects=row.rejects,
            vanished=row.vanished,
            built_on=row.built_on,
        )


async def imports(
    info: Asking, as_of: AsOf | None = None, first: int = 50, after: str | None = None
) -> Connection[FileImport]:
    """What the viewer's partner took in, the oldest first."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals(LISTING)
    scope = (await info.context.standing()).scope
    page: Page[ImportRow] = Page()
    if scope.own:
        connected = await info.context.connection()
        page = await read_model.page(connected, window, partner=scope.viewer.partner)
    return connection(page, FileImport.of, lambda row: row.file_import, window, refusals)


@strawberry.type(
    description="What somebody recorded on that which an import brought. Of another partner's work it says "
    "no more than that there is some."
)
class BuiltOnImport:
    household_id: strawberry.ID | None
    household_reference: str | None
    own: bool = strawberry.field(description="Whether the viewer's partner recorded it.")
    fact: str | None = strawberry.field(description="The name that it is stored under.")
    label_ar: str | None
    label_en: str | None
    recorded_at: datetime | None
    actor: Actor | None
    import_id: strawberry.ID | None = strawberry.field(
        description="The later import that brought it; null for what was recorded by hand."
    )

    @classmethod
    def of(cls, built: BuiltOn, partner: UUID, position: int) -> Self:
        own = built.partner == partner
        told = own or built.fact == _TAKEN_OVER
        return cls(
            household_id=None
            if built.household is None
            else global_id("Household", built.household),
            household_reference=built.reference,
            own=own,
            fact=built.fact if told else None,
            label_ar=say(f"fact.{built.fact}", "ar") if told else None,
            label_en=say(f"fact.{built.fact}", "en") if told else None,
            recorded_at=built.recorded_at if told else None,
            actor=Actor.of(built.actor, built.partner, built.role, position) if own else None,
            import_id=_import_id(built.file_import) if own else None,
        )


@strawberry.type(description="How much had to stay, and why.")
class LeftByUndoing:
    count: int
    reason: Refusal


@strawberry.type(description="What a file brought was taken back, or would be: `dryRun`.")
class ImportUndone:
    id: strawberry.ID
    dry_run: bool
    already: bool = strawberry.field(
        description="It had been undone before, and nothing happened now."
    )
    registrations: int
    members: int
    deliveries: int
    corrections: int
    built_on: int
    built: list[BuiltOnImport] = strawberry.field(
        description="What others built on it, the first hundred; forced, it came back with it."
    )
    left: list[LeftByUndoing]


@strawberry.type(
    description="Others have built on what the file brought: nothing was taken back. A data officer may force it."
)
class ImportBuiltUpon:
    refusal: Refusal
    built_on: int
    built: list[BuiltOnImport] = strawberry.field(description="The first hundred.")


UndoImportResult: TypeAlias = Annotated[
    ImportUndone | ImportBuiltUpon | Refusal, strawberry.union("UndoImportResult")
]
ImportId: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(name="import", description="Its id, as `imports` says.")
]
Force: TypeAlias = Annotated[
    bool,
    strawberry.argument(
        description="Although others built on it; deliveries and open referrals that hang on it go too."
    ),
]
DryRun: TypeAlias = Annotated[
    bool, strawberry.argument(description="Say what would happen and write nothing.")
]


async def undo_import(
    info: Asking,
    file_import: ImportId,
    idempotency_key: strawberry.ID,
    force: Force = False,  # noqa: FBT002 - the arguments of the field in the schema
    dry_run: DryRun = False,  # noqa: FBT002
) -> UndoImportResult:
    """Take back all that a file brought; history stays. Cut short or asked again, it goes on where it stopped."""
    act = "import.undo_forced" if force else "import.undo"

    async def do(context: Context) -> ImportUndone | ImportBuiltUpon:
        rights.check(act, context.role, context.purpose)
        services = info.context.services
        try:
            undone = await undo(
                read_uuid(file_import, "Import"),
                replace(context, key=None),
                PatientWriter(services.writer, seconds=0),
                ReadModels(services.readers, lambda: _catch_up(services)),
                forced=force,
                dry_run=dry_run,
            )
        except ImportBuiltOn as held:
            return _held(held, context.partner, await _position(info))
        return _undone(undone, context.partner, await _position(info))

    return await answered(info, act, idempotency_key, do)


async def _catch_up(services: Services) -> None:
    await wait_for(services.readers, await services.log.head())


async def _position(info: Asking) -> int:
    """Asked once all is done: from then on the request keeps a connection, and waiting takes others."""
    return (await info.context.standing()).position


def _held(held: ImportBuiltOn, partner: UUID, position: int) -> ImportBuiltUpon:
    return ImportBuiltUpon(
        refusal=Refusal.by(held),
        built_on=held.found.counts.built_on,
        built=_built(held.found, partner, position),
    )


def _undone(undone: Undone, partner: UUID, position: int) -> ImportUndone:
    counts = undone.found.counts
    return ImportUndone(
        id=global_id("Import", undone.file_import),
        dry_run=undone.dry_run,
        already=undone.already,
        registrations=counts.registrations,
        members=counts.members,
        deliveries=counts.deliveries,
        corrections=counts.corrections,
        built_on=counts.built_on,
        built=_built(undone.found, partner, position),
        left=[
            LeftByUndoing(count=count, reason=Refusal.of(code))
            for code, count in sorted(undone.found.left.items())
        ],
    )


def _built(found: Found, partner: UUID, position: int) -> list[BuiltOnImport]:
    return [BuiltOnImport.of(one, partner, position) for one in found.built_on[:SHOWN]]


def _import_id(file_import: UUID | None) -> strawberry.ID | None:
    return None if file_import is None else global_id("Import", file_import)
