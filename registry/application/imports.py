"""A file taken in, as facts: started once, finished once, gone on with after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.domain import file_import as domain
from registry.domain.facts import AnyFact
from registry.domain.file_import import FileImport, ImportCounts, ImportFact, ImportStarted


def start_import(started: ImportStarted, context: Context, mint: Mint) -> Command:
    """Start an import, or find the one that was started with the same file, mapping and purpose before.

    The outcome's stream is the import's id, `repeated` when it had been started.
    """
    return Command(
        act="import.run",
        context=context,
        stream=mint.id(),
        decide=lambda _: domain.start(None, started),
        content=canonical(started),
    )


def finish_import(stream: UUID, counts: ImportCounts, context: Context) -> Command:
    def decide(histories: Histories) -> Sequence[AnyFact]:
        return domain.finish(fold([recorded.fact for recorded in histories[stream]]), counts)

    return Command(act="import.run", context=context, stream=stream, needs=(stream,), decide=decide)


def fold(facts: Sequence[AnyFact]) -> FileImport | None:
    """The state of an import from its facts, oldest first; None where there are none."""
    state: FileImport | None = None
    for fact in facts:
        if not isinstance(fact, ImportFact):
            raise TypeError("not the stream of an import")
        state = domain.evolve(state, fact)
    return state
