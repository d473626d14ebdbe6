"""Who opened what and who was refused, appended before the answer leaves."""

from __future__ import annotations

from collections.abc import Sequence

from registry.application.command import Command, Context
from registry.application.rights import RECORDING_ACCESS
from registry.application.writer import Writer
from registry.domain.access import AccessFact


async def record_access(writer: Writer, facts: Sequence[AccessFact], context: Context) -> int:
    """Append what one request opened or was refused, as one stream; the position reached, 0 for nothing."""
    if not facts:
        return 0
    command = Command(
        act=RECORDING_ACCESS,
        context=context,
        stream=writer.mint.id(),
        decide=lambda _: facts,
    )
    return (await writer.submit(command)).position
