"""Many commands, cut into parts of which one is decided and sealed while the one before it is committed.

A part that looks at what another one writes begins when that one is done: each command finds what those before it left.
"""

from __future__ import annotations

from asyncio import Task, create_task, gather
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final, TypeVar

from registry.application.command import Command

AnswerT = TypeVar("AnswerT")


_OVERLAPPING: Final = 3


@dataclass(slots=True)
class Part:
    """Commands that stand together: what they write (streams, keys, references), and the streams that they need."""

    commands: list[Command] = field(default_factory=list)
    writes: set[object] = field(default_factory=set)
    needs: set[object] = field(default_factory=set)

    def add(self, command: Command) -> None:
        context = command.context
        self.commands.append(command)
        self.writes.update((command.stream, *command.also))
        if context.key is not None:
            self.writes.add((context.partner, command.act, context.key))
        if command.partner_reference is not None:
            self.writes.add((context.partner, command.partner_reference))
        self.needs.update((*command.needs, context.partner))

    def follows(self, other: Part) -> bool:
        """Whether it must find what the other one writes."""
        return not (other.writes.isdisjoint(self.writes) and other.writes.isdisjoint(self.needs))


def parts(commands: Sequence[Command], most: int, few: int | None = None) -> Iterator[Part]:
    """Parts of about the same size, `most` at most but for commands of one stream that stand side by side.

    Three where that makes none smaller than `few`, so that two thirds are committed while others are decided.
    """
    if not commands:
        return
    wanted = 1 if few is None else min(_OVERLAPPING, len(commands) // few)
    size = ceil(len(commands) / max(ceil(len(commands) / most), wanted))
    part = Part()
    for command in commands:
        if len(part.commands) >= size and command.stream != part.commands[-1].stream:
            yield part
            part = Part()
        part.add(command)
    yield part


async def in_lanes(
    waiting: Iterator[Part],
    carry_out: Callable[[Sequence[Command]], Awaitable[list[AnswerT]]],
    lanes: int,
) -> list[AnswerT]:
    """The answers in the order of the commands. Where one part fails, those under way are done when it raises."""
    answers: list[AnswerT] = []
    under_way: deque[tuple[Part, Task[list[AnswerT]]]] = deque()

    async def carried_out(part: Part) -> list[AnswerT]:
        return await carry_out(part.commands)

    try:
        for part in waiting:
            while under_way and (
                len(under_way) == lanes or any(part.follows(other) for other, _ in under_way)
            ):
                answers += await under_way[0][1]
                under_way.popleft()
            under_way.append((part, create_task(carried_out(part))))
        for _, task in under_way:
            answers += await task
    finally:
        await gather(*(task for _, task in under_way), return_exceptions=True)
    return answers
