"""How far each read model is behind the log, and what it could not take in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from registry.api.readiness import FAR_BEHIND
from registry.bootstrap import Databases
from registry.cli.doctor.finding import Finding, fine, warning, wrong
from registry.cli.doctor.servers import Connection, looking, may_take
from registry.eventlog.reading import head
from registry.projections.catalogue import MODELS


def read_models(where: Databases) -> Iterator[Finding]:
    role = next(iter({"sijill_reader", "sijill_follower"} & may_take(where.log_url)), None)
    if role is None:  # this login migrates; how far others are is none of its business
        return
    with looking(where.log_url, role) as connection:
        end, positions = head(connection), _positions(connection)
        letters = _letters(connection)
    behind: dict[int, list[str]] = {}
    for model in MODELS:
        position = positions.get((model.name, model.version), 0)
        if position < end:
            behind.setdefault(position, []).append(model.name)
    for position, names in behind.items():
        found = wrong if end - position > FAR_BEHIND else warning
        late = {"models": ", ".join(names), "position": position, "head": end}
        yield found("read_models", "doctor_models_behind", **late)
    for name, (count, first) in letters.items():
        yield wrong("dead_letters", "doctor_dead_letters", model=name, count=count, position=first)
    if not behind:
        yield fine("read_models", "doctor_models", head=end)
    if not letters:
        yield fine("dead_letters", "doctor_no_dead_letters")


def _positions(connection: Connection) -> Mapping[tuple[str, int], int]:
    query = "select model, version, position from read.follower where not shadow"
    return {(model, version): position for model, version, position in connection.execute(query)}


def _letters(connection: Connection) -> Mapping[str, tuple[int, int]]:
    """Streams that stand still in each model of this release, and where the first one stopped."""
    query = (
        "select model, version, count(*), min(position) from read.dead_letter"
        " where not shadow group by model, version order by model"
    )
    ours = {(model.name, model.version) for model in MODELS}
    return {
        model: (count, position)
        for model, version, count, position in connection.execute(query)
        if (model, version) in ours
    }
