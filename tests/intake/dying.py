"""A writer that dies between what it wrote and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from registry.application.command import Command, Outcome
from registry.application.writer import Writer
from registry.domain.errors import SijillError


class Cut(Exception):
    """The power went."""


class Dying(Writer):
    """Carries out a number of calls and never answers the last."""

    def __init__(self, writer: Writer, calls: int) -> None:
        super().__init__(writer.log, writer.keys, writer.mint)
        self.calls = calls

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        outcomes = await super().submit_many(commands)
        self.calls -= 1
        if self.calls == 0:
            raise Cut
        return outcomes
