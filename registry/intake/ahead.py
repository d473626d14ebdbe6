"""The next batch of a file is read while the one before it is being written."""

from __future__ import annotations

from asyncio import ensure_future, gather, to_thread
from collections.abc import AsyncIterator

from registry.intake.incoming import Batch, Batches


async def ahead(batches: Batches) -> AsyncIterator[Batch]:
    """The batches, read in a thread, one of them before it is asked for."""
    coming = ensure_future(to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = ensure_future(to_thread(next, batches, None))
            yield batch
    finally:
        await gather(coming, return_exceptions=True)
        await to_thread(batches.close)
