"""The follower of a log, in a thread of the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from registry.projections.leading import follow


@contextmanager
def followed(url: str) -> Iterator[None]:
    """Keep the read models up with the log for as long as the context lasts."""
    stop = Event()
    follower = Thread(target=follow, args=(url,), kwargs={"stop": stop})
    follower.start()
    try:
        yield
    finally:
        stop.set()
        # Woken up rather than waited for: half a second a test.
        with psycopg.connect(url) as connection:
            connection.execute("notify facts")
        follower.join()
