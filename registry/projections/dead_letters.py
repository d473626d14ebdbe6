"""Facts that a read model put aside, and their streams taken up again once it can handle them.

What a read model makes of a stream depends on that stream alone, so the facts of one that stood still can be folded
after those of others: rows end and begin at the positions of their facts, whenever they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from registry.eventlog.codec import kind_of
from registry.eventlog.reading import FACTS, StoredFact, fetch
from registry.projections.catalogue import models_named
from registry.projections.follower import Connection, hold, is_about_a_fact, stop
from registry.projections.model import Copy, ReadModel

_LETTERS: Final[LiteralString] = """
    select letter.model, letter.stream, letter.position, letter.cause, dead.topic,
           (select count(*) from log.facts
            where originator_id = letter.stream and notification_id >= letter.position)
    from read.dead_letter as letter
    join log.facts as dead on dead.notification_id = letter.position
    where not letter.shadow
      and (letter.model, letter.version) in (select * from unnest(%s::text[], %s::integer[]))
    order by letter.model, letter.position
"""

_TAKE_AWAY: Final[LiteralString] = """
    delete from read.dead_letter
    where (model, version, shadow, stream) = (%(model)s, %(version)s, %(shadow)s, %(stream)s)
    returning position
"""

_OF_STREAM: Final[LiteralString] = (
    FACTS
    + "where originator_id = %s and notification_id between %s and %s order by notification_id"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A stream stands still in a model since `position`, before the fact of that stored name and all after it."""

    model: str
    stream: UUID
    position: int
    cause: str  # kind of error
    fact: str
    waiting: int  # facts of the stream from there on


@dataclass(frozen=True, slots=True)
class Retried:
    """How many facts the model took in that concern it; where and why the stream stands still again, if it does."""

    letter: Letter
    applied: int
    position: int | None = None
    cause: str | None = None


def letters(connection: Connection, name: str | None = None) -> list[Letter]:
    """What stands still in one read model of this release, or in all, by model and position.

    Raises:
        Refused: `read_model_unknown`.
    """
    models = models_named(name)
    versions = [[model.name for model in models], [model.version for model in models]]
    return [Letter(*row) for row in connection.execute(_LETTERS, versions).fetchall()]


def retry(
    connection: Connection, name: str | None = None, *, dry_run: bool = False
) -> Iterator[Retried]:
    """Fold the streams that stand still again, each from its letter on, in a transaction that takes the letter away.

    One that stops again keeps what it got to, and a letter with the new cause. With `dry_run` nothing is kept.

    Raises:
        Refused: `read_model_unknown`.
    """
    models: dict[str, ReadModel] = {model.name: model for model in models_named(name)}
    for letter in letters(connection, name):
        with connection.transaction(force_rollback=dry_run):
            retried = _retry(connection, Copy(models[letter.model]), letter)
        if retried is not None:
            yield retried


def _retry(connection: Connection, copy: Copy, letter: Letter) -> Retried | None:
    """None where the letter is gone: somebody else has retried it, or the model was rebuilt."""
    position = hold(connection, [copy])[copy]  # from here on neither follower nor rebuild moves
    dead = connection.execute(_TAKE_AWAY, copy.key | {"stream": letter.stream}).fetchone()
    if dead is None:
        return None
    waiting = fetch(connection, _OF_STREAM, letter.stream, *dead, position)
    concerns = {None, *copy.model.about}  # a fact that is not known may be of any kind
    return _fold(
        connection, copy, letter, [one for one in waiting if kind_of(one.name) in concerns]
    )


def _fold(
    connection: Connection, copy: Copy, letter: Letter, facts: Sequence[StoredFact]
) -> Retried:
    for applied, stored in enumerate(facts):
        try:
            with connection.transaction(), connection.cursor() as cursor:
                copy.model.write(cursor, copy.table, [stored.read()])
        except Exception as problem:
            if not is_about_a_fact(problem):
                raise
            stop(connection, copy, stored, problem)
            return Retried(letter, applied, stored.position, type(problem).__name__)
    return Retried(letter, len(facts))
