"""How far each read model is behind the log, and what it could not take in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.api.readiness import FAR_BEHIND
from registry.bootstrap import Databases
from registry.cli.doctor.finding import Finding, fine, warning, wrong
from registry.cli.doctor.servers import looking, may_take
from registry.projections.lag import PARAMETERS, QUERY, Lag, lags


def read_models(where: Databases) -> Iterator[Finding]:
    role = next(iter({"sijill_reader", "sijill_follower"} & may_take(where.log_url)), None)
    if role is None:  # this login migrates; how far others are is none of its business
        return
    with looking(where.log_url, role) as connection:
        found = lags(connection.execute(QUERY, PARAMETERS).fetchall())
    yield from _behind(found)
    yield from _stopped(found)


def _behind(found: Sequence[Lag]) -> Iterator[Finding]:
    late: dict[int, list[Lag]] = {}
    for one in found:
        if one.position < one.head:
            late.setdefault(one.position, []).append(one)
    for position, models in late.items():
        head = models[0].head
        yield (wrong if head - position > FAR_BEHIND else warning)(
            "read_models",
            "doctor_models_behind",
            models=tuple(one.model for one in models),
            position=position,
            head=head,
            facts=models[0].facts,
            seconds=round(models[0].seconds),
        )
    if not late:
        yield fine("read_models", "doctor_models", head=found[0].head)


def _stopped(found: Sequence[Lag]) -> Iterator[Finding]:
    stopped = [one for one in found if one.stopped]
    for one in stopped:
        details = {"model": one.model, "count": one.stopped, "position": one.stopped_at}
        yield wrong("dead_letters", "doctor_dead_letters", **details)
    if not stopped:
        yield fine("dead_letters", "doctor_no_dead_letters")
