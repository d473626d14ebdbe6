"""The next batch of a file is read while the one before it is being written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from registry.intake.incoming import Batch


async def ahead(batches: Iterator[Batch]) -> AsyncIterator[Batch]:
    """The batches, read in a thread, one of them before it is asked for."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        await asyncio.gather(coming, return_exceptions=True)
