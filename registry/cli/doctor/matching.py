"""How far matching is behind the log, and whether its index should be made anew or everybody judged anew."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg.errors import UndefinedTable

from registry.api.readiness import FAR_BEHIND
from registry.bootstrap import Databases
from registry.cli.doctor.finding import Finding, fine, warning, wrong
from registry.cli.doctor.servers import looking, may_take
from registry.matching.weights import DEFAULT, load
from registry.reactions.lag import CONCERNING, EARLIER, TOPICS, MatchingLag


def matching(where: Databases) -> Iterator[Finding]:
    if "sijill_matcher" not in may_take(
        where.log_url
    ):  # how far others are is none of its business
        return
    with looking(where.log_url, "sijill_matcher") as connection:
        (found,) = (MatchingLag(*row) for row in connection.execute(CONCERNING, TOPICS).fetchall())
    yield from _lag(found)
    if "sijill_reader" in may_take(where.log_url):
        yield from _of_earlier_model(where)


def _lag(found: MatchingLag) -> Iterator[Finding]:
    if found.facts:
        far = found.head - found.position > FAR_BEHIND
        yield (wrong if far else warning)(
            "matching",
            "doctor_matching_behind",
            position=found.position,
            head=found.head,
            facts=found.facts,
            seconds=round(found.seconds),
        )
    else:
        yield fine("matching", "doctor_matching", head=found.head)
    if found.outgrown(load().population):
        yield warning(
            "matching",
            "doctor_matching_outgrown",
            members=found.members,
            population=found.population,
        )


def _of_earlier_model(where: Databases) -> Iterator[Finding]:
    """What the machine found by another model than that which the register goes by."""
    with looking(where.log_url, "sijill_reader") as connection:
        try:
            found = connection.execute(EARLIER, {"shipped": DEFAULT}).fetchall()
        except UndefinedTable:  # nobody has followed yet
            return
    for version, links in found:
        yield warning("matching", "doctor_matching_earlier", version=version, links=links)
