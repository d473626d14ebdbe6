"""A command that is only tried: what it would record, said in words, and nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple, TypeAlias

import typer

from registry.application.command import Command, Outcome
from registry.application.comparing import foreseen
from registry.application.rights import RECORDING_ACCESS
from registry.application.writer import Writer
from registry.cli import output
from registry.domain.errors import SijillError
from registry.domain.facts import NAME_OF, AnyFact
from registry.texts import Language, say, series

Dry: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be recorded. / جرّب ولا تكتب.")
]
TRIED: Final = "tried"


class Tried(NamedTuple):
    """Whether a command is only tried, and whether what it would record is said as JSON."""

    dry: bool
    json: bool


IN_EARNEST: Final = Tried(dry=False, json=False)


class Trying(Writer):
    """Foresees what it is asked for. It records who opened what to find that out, and nothing else."""

    facts: Sequence[AnyFact] = ()

    async def submit(self, command: Command) -> Outcome:
        """Raises `SijillError`: `tried`, or what the command is refused for."""
        if command.act == RECORDING_ACCESS:
            return await super().submit(command)
        self.facts = await foreseen(self, command)
        raise SijillError(TRIED)


def say_foreseen(facts: Sequence[AnyFact], *, json: bool) -> None:
    names = list(dict.fromkeys(NAME_OF[type(fact)] for fact in facts))
    if json:
        output.as_json({"dryRun": True, "facts": [NAME_OF[type(fact)] for fact in facts]})
    code = "would_record" if names else "nothing_to_record"
    output.talk(code, facts_ar=_in_words(names, "ar"), facts_en=_in_words(names, "en"))


def _in_words(names: Sequence[str], language: Language) -> str:
    return series((say(f"fact.{name}", language).rstrip(".") for name in names), language)
