"""What several tests begin with is made once a server, and copied for each of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from registry.eventlog.log import Log, Prepared
from registry.eventlog.mapper import Pending
from registry.eventlog.reading import BATCH
from registry.projections.catalogue import MODELS
from registry.projections.follower import catch_up, prepare
from registry.projections.leading import connected
from registry.projections.model import Copy

Commands = Sequence[Sequence[Pending]]


def template_of(request: pytest.FixtureRequest, beginning: str, otherwise: str) -> str:
    """The template that the fixture `beginning` makes under its own name, if the test asks for that fixture."""
    if beginning not in request.fixturenames:
        return otherwise
    request.getfixturevalue(beginning)
    return beginning


def record(log: Log, commands: Commands) -> int:
    """Append commands, a transaction each, and answer with the last position."""
    position = 0
    for command in commands:
        (position,) = log.append_now([Prepared(command)])
    return position


def live(url: str, commands: Commands, batch: int = BATCH) -> int:
    """Record commands and let the read models follow, so many facts at a time; the last position."""
    copies = [Copy(model) for model in MODELS]
    with Log(url) as log, connected(url) as follower:
        end = record(log, commands)
        prepare(follower, copies)
        catch_up(follower, copies, batch)
    return end
