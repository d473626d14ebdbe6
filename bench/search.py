"""How long a search takes and whom it puts first: `python -m bench.search RECORDS.csv --truth TRUTH.csv [--data DIR]`.

Each query says of somebody what one combination needs and no more, so that namesakes cannot be told apart: beside how
often a registration of theirs stands first it is said how often nobody stands beside it. `whole` are queries that say
all that one registration knows, and look for the others of the same person, at whatever partner and in either script.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from bench.figures import percentile
from bench.generated import register_all
from bench.register import Register
from bench.server import Bench, Opened
from registry.application.claims import all_claims, names_of
from registry.application.searching import Answer, Search
from registry.bootstrap import KEYS_DATABASE, LOG_DATABASE, Databases, ensure_schema
from registry.domain.access import SearchedBy
from registry.domain.dates import PreciseDate, Precision
from registry.domain.places import PCode
from registry.intake.claims import ClaimsFile, read_truth
from registry.intake.listed import head_first, place_of
from registry.localpg import start
from registry.matching import index
from registry.matching.arabic_names import name_parts
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.search import Query, searched_by
from registry.matching.tokens import tokens_of
from registry.matching.weights import load
from registry.projections.leading import follow
from registry.projections.visibility import RecordFilter

CLIENTS: Final = 4
BY: Final = tuple(SearchedBy)
_EVERYBODY: Final = RecordFilter(everything=True)


def main() -> None:
    asked = _asked()
    with folder(asked.data) as data, start(data) as server:
        bench = Bench(server, data)
        where = Databases(server.url(LOG_DATABASE), server.url(KEYS_DATABASE), data)
        ensure_schema(where)
        with bench.opened(where) as opened:
            members = registered(opened, where, asked.records, data / "members.csv")
            _tell("index", opened.run(_index_size(opened)))
            claims = {claim.record: claim for claim in ClaimsFile(asked.records)}
            persons = {record: one.person for record, one in read_truth(asked.truth).items()}
            records = {str(member): record for record, member in members.items()}
            homes = opened.run(_homes(opened, records))
            search = _Searches(opened, claims, persons, records, homes)
            for by in BY:
                queries = list(search.sampled(by, asked.queries))
                if queries:
                    _tell(by.value, opened.run(search.measured(queries)))
            _tell("whole", opened.run(search.measured(list(search.whole(asked.queries)))))


def _tell(what: str, figures: Mapping[str, object]) -> None:
    print(what, *(f"{name}={value}" for name, value in figures.items()), flush=True)


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    asking.add_argument("records", type=Path)
    asking.add_argument("--truth", type=Path, required=True)
    asking.add_argument("--data", type=Path, help="keep the register there, and find it again")
    asking.add_argument("--queries", type=int, default=200, help="for each combination")
    return asking.parse_args()


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept
        return
    with TemporaryDirectory(prefix="sijill-bench-") as folder:
        yield Path(folder) / "data"


def registered(opened: Opened, where: Databases, records: Path, kept: Path) -> dict[str, UUID]:
    """Every household of the list, registered and indexed; by record its member."""
    if kept.exists():
        with kept.open(encoding="ascii", newline="") as file:
            return {record: UUID(member) for record, member in csv.reader(file)}
    begun = perf_counter()
    register = opened.run(Register.set_up(opened.registry))
    members = opened.run(register_all(register, records))
    filled = perf_counter()
    follow(where.log_url, stop=Event(), once=True)
    followed = perf_counter()
    keys = opened.run(_index(opened, where))
    built = perf_counter()
    _tell(
        "built",
        {
            "members": len(members),
            "register_s": round(filled - begun, 1),
            "read_models_s": round(followed - filled, 1),
            "index_s": round(built - followed, 1),
            "keys": keys,
        },
    )
    with kept.open("w", encoding="ascii", newline="") as file:
        csv.writer(file).writerows(members.items())
    return members


async def _index(opened: Opened, where: Databases) -> int:
    registry = opened.registry
    secret, keys = registry.keys.registry_key("matching"), 0
    async with (
        registry.readers.connection() as reader,
        await AsyncConnection.connect(where.log_url, autocommit=True) as matcher,
    ):
        async with index.anew(matcher) as write:
            async for known in all_claims(reader, registry.keys):
                tokens = tokens_of(
                    as_columns(one.claim for one in known), [one.numbers for one in known], secret
                )
                entries = [
                    index.Entry(one.member, one.household, those.every)
                    for one, those in zip(known, tokens, strict=True)
                ]
                keys += sum(len(one.tokens) for one in entries)
                await write(entries)
        await matcher.execute("vacuum analyze match.record")
        await index.reach(matcher, await registry.log.head(), "nobody judged")
    return keys


async def _homes(opened: Opened, records: Mapping[str, str]) -> dict[str, UUID]:
    """By record the household that its member is in."""
    async with opened.registry.readers.connection() as reader:
        cursor = await reader.execute("select member, household from match.record")
        return {records[str(member)]: home for member, home in await cursor.fetchall()}


async def _index_size(opened: Opened) -> dict[str, object]:
    async with opened.registry.readers.connection() as reader:
        cursor = await reader.execute(
            "select pg_total_relation_size('match.record') >> 20,"
            " (select sum(pg_relation_size(indexrelid))::bigint >> 20 from pg_index join pg_class on oid = indexrelid"
            "  where indrelid = 'match.record'::regclass and relam = (select oid from pg_am where amname = 'gin')),"
            " (select count(*) from match.record)"
        )
        ((whole, tokens, members),) = await cursor.fetchall()
    return {"mb": whole, "of_tokens_mb": tokens, "members": members}


_Asked: TypeAlias = tuple[Query, str]
"""A query, and the person whom it is about."""


class _Searches:
    """Queries about people whose registrations are known, and what became of them."""

    def __init__(
        self,
        opened: Opened,
        claims: Mapping[str, Claim],
        persons: Mapping[str, str],
        records: Mapping[str, str],
        homes: Mapping[str, UUID],
    ) -> None:
        self._opened, self._claims, self._persons, self._records = opened, claims, persons, records
        self._places = {one.registration: place_of(one) for one in _heads(claims.values())}
        self._at_home = _at_home(claims, persons)
        self._homes = homes
        self._random = Random(20)  # noqa: S311 - a sample, no secret

    def whole(self, many: int) -> Iterator[_Asked]:
        """All that one registration knows of somebody who has others."""
        registered = Counter(self._persons.values())
        records = [record for record in self._claims if registered[self._persons[record]] > 1]
        for record in self._random.sample(records, many):
            claim = self._claims[record]
            markaz, village = names_of(self._places[claim.registration])
            number = claim.identity_number
            query = Query.of(
                replace(
                    claim,
                    registration=str(self._homes[record]),
                    markaz=markaz,
                    village=village,
                ),
                [] if number is None else [number],
            )
            if searched_by(query):
                yield query, self._persons[record]

    def sampled(self, by: SearchedBy, many: int) -> Iterator[_Asked]:
        """A query of the combination alone, and of whom."""
        records = list(self._claims)
        for _ in range(many * 20):
            record = self._random.choice(records)
            claim = self._claims[record]
            query = _only(claim, self._places[claim.registration], by)
            if searched_by(query) and searched_by(query)[0] is by:
                yield query, self._persons[record]
                many -= 1
            if not many:
                return

    async def measured(self, queries: Sequence[_Asked]) -> dict[str, object]:
        for asked in queries[:10]:
            await self._timed(asked)
        alone = [await self._timed(asked) for asked in queries]
        together = await self._together(queries)
        told = [
            self._place(answer, person)
            for (answer, _), (_, person) in zip(alone, queries, strict=True)
        ]
        times, crowded = [each for _, each in alone], [each for _, each in together]
        return {
            "queries": len(queries),
            "p50": round(percentile(times, 0.5) * 1_000, 1),
            "p95": round(percentile(times, 0.95) * 1_000, 1),
            f"p95_of_{CLIENTS}": round(percentile(crowded, 0.95) * 1_000, 1),
            "nobody_before": round(sum(one[0] for one in told) / len(told), 3),
            "alone_first": round(sum(one[1] for one in told) / len(told), 3),
            "complete": round(sum(not one.missing for one, _ in alone) / len(alone), 3),
            "hits": round(sum(len(one.hits) for one, _ in alone) / len(alone), 1),
        }

    async def _together(self, queries: Sequence[_Asked]) -> list[tuple[Answer, float]]:
        async def client(those: Sequence[_Asked]) -> list[tuple[Answer, float]]:
            return [await self._timed(asked) for asked in those]

        shares = [client(queries[one::CLIENTS]) for one in range(CLIENTS)]
        return [each for those in await asyncio.gather(*shares) for each in those]

    async def _timed(self, asked: _Asked) -> tuple[Answer, float]:
        registry, (query, _) = self._opened.registry, asked
        begun = perf_counter()
        async with registry.readers.connection() as reader:
            answer = await Search(reader, registry.writer, _EVERYBODY, load()).one(query)
        return answer, perf_counter() - begun

    def _place(self, answer: Answer, person: str) -> tuple[bool, bool]:
        """Whether no registration stands before one of the person's, and whether none stands beside it."""
        of = [
            (person in self._at_home[self._records[str(hit.member)]], hit.evidence)
            for hit in answer.hits
        ]
        if not of:
            return False, False
        alike = [there for there, evidence in of if evidence == of[0][1]]
        return any(alike), all(alike)


def _heads(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Of each registration the head, or who stands first."""
    members: dict[str, list[Claim]] = {}
    for claim in claims:
        members.setdefault(claim.registration, []).append(claim)
    for those in members.values():
        yield head_first(those)[0]


def _at_home(claims: Mapping[str, Claim], persons: Mapping[str, str]) -> dict[str, set[str]]:
    """By record the persons of its registration."""
    homes: dict[str, set[str]] = {}
    for record, claim in claims.items():
        homes.setdefault(claim.registration, set()).add(persons[record])
    return {record: homes[claim.registration] for record, claim in claims.items()}


def _only(claim: Claim, place: PCode, by: SearchedBy) -> Query:
    """What the combination needs of what the claim says, which is registered at the place."""
    markaz, village = names_of(place)
    two, born = _two_names(claim.name), claim.born
    said: dict[SearchedBy, dict[str, Any]] = {
        SearchedBy.IDENTITY_NUMBER: {"identity_number": claim.identity_number},
        SearchedBy.UNHCR_NUMBER: {},
        SearchedBy.PHONE: {"phone": claim.phone},
        SearchedBy.THREE_NAMES: {"name": claim.name},
        SearchedBy.NAMES_AND_VILLAGE: {"name": two, "markaz": markaz, "village": village},
        SearchedBy.NAMES_AND_MARKAZ: {"name": two, "markaz": markaz},
        SearchedBy.NAMES_AND_BIRTH: {
            "name": two,
            "born": born and PreciseDate(born.first.replace(month=1, day=1), Precision.YEAR),
        },
    }
    only = replace(Claim(record="", registration="", partner="", name=""), **said[by])
    return Query.of(only, [number] if (number := only.identity_number) else [])


def _two_names(name: str) -> str:
    """The first words of a name that make its first two parts."""
    words = name.split()
    wanted = name_parts(name)[:2]
    return next(
        (
            first
            for many in range(len(words), 1, -1)
            if name_parts(first := " ".join(words[:many])) == wanted
        ),
        "",
    )


if __name__ == "__main__":
    main()
