"""Plans: 100,000 rows compared by identity with all that was delivered, beside a bare look-up of the same deliveries.

And as many deliveries of a month looked at for double support. `python -m bench.plans 1000000` checks 100,000 rows
spread over a register of so many households, with ten deliveries to each.

The read models are filled by SQL alone: two partners, a tenth of whose heads are linked, and help in every month.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from bench.figures import Figure, in_turn, per_second
from bench.server import Bench, Opened, running
from registry.application.by_number import found_by_number
from registry.application.checking import Reader, Row, Wanted, check
from registry.application.command import Context
from registry.application.doubled import Looking
from registry.bootstrap import Databases, Registry
from registry.domain.envelope import Actor
from registry.domain.household import MemberJoined
from registry.domain.identity_numbers import read_identity_number
from registry.domain.planning import LineStatus
from registry.domain.programme import OverlapRule
from registry.domain.vocabulary import BenefitFamily, Channel, ConsentState, Purpose, Role
from registry.privacy.arrays import Byteas, Uuids
from registry.privacy.policy import RecordRule
from registry.privacy.sealing import Place, seal_all
from registry.privacy.values import PERSONAL_OF
from registry.projections.catalogue import MODELS
from registry.projections.follower import prepare
from registry.projections.leading import connected
from registry.projections.model import Copy
from registry.projections.support_given import GivenFilters
from registry.projections.visibility import RecordFilter

OURS, THEIRS = UUID(int=1), UUID(int=2)
POSITION: Final = 100
ROWS: Final = 100_000
MONTHS: Final = 10
"""Deliveries to each household where there are many, one a month; one where there are few."""
_AT_ONCE: Final = 5_000

ID: Final[LiteralString] = """
    create function pg_temp.id(kind integer, number integer) returns uuid language sql immutable as
    $$ select (lpad(to_hex(kind), 8, '0') || lpad(to_hex(number), 24, '0'))::uuid $$
"""
"""What the ids of rows are made by."""

_FILL: Final[Sequence[LiteralString]] = (
    """
    insert into read.household_roll_v3 (household, partner, here_since, reference, registered_at, kind, place, markaz,
        governorate, named_members, head, protected, sharing, sharing_groups, odd, forgotten, held)
    select pg_temp.id(1, n), pg_temp.id(0, 1 + n %% 2), 1, n::text, now(), 'household', 'EG2706', 'EG2706', 'EG27',
        3, pg_temp.id(2, n * 3), false, 'given', '', 0, false, '[1,)'
    from generate_series(0, %(households)s - 1) as n
    """,
    """
    insert into read.household_members_v3 (membership, member, household, line, presence, relation, sex, nationality,
        odd, partner_reference, name, identity_numbers, born, phones, criteria, functioning, warnings, stratum,
        forgotten, held)
    select pg_temp.id(3, n), pg_temp.id(2, n), pg_temp.id(1, n / 3), 2 + n %% 3, 'present',
        case n %% 3 when 0 then 'head' when 1 then 'spouse' else 'child' end, 'female', 'national', 0,
        '', '', '', '', '', '', '', '', '', false, '[1,)'
    from generate_series(0, %(households)s * 3 - 1) as n
    """,
    """
    insert into read.pairs_v2 (pair, first, second, first_household, second_household, linked, parted, changed_at, held)
    select pg_temp.id(4, n), pg_temp.id(2, n * 3), pg_temp.id(2, n * 3 + 3), pg_temp.id(1, n), pg_temp.id(1, n + 1),
        'machine', false, now(), '[1,)'
    from generate_series(0, %(households)s - 2, 20) as n
    """,
)
_DELIVER: Final[LiteralString] = """
    insert into read.delivery_ledger_v4 (delivery, partner, recorded_at, channel, household, family, kind, unit,
        quantity, counts_as, on_first, on_last, on_precision, place, money_sources, source_partners, source_amounts,
        source_currencies, claim, held)
    select pg_temp.id(10 + %(month)s, n), pg_temp.id(0, 1 + n %% 2), now(), 'file', pg_temp.id(1, n), 'food', 'in_kind',
        'basket', 1, 'service', make_date(2026, %(month)s, 1),
        (make_date(2026, %(month)s, 1) + interval '1 month - 1 day')::date, 'month', 'EG2706', '{}', '{}', '{}', '{}',
        'own_record', '[1,)'
    from generate_series(0, %(households)s - 1) as n where n %% 2 = 1 or %(month)s < 10
"""
_LOOK_UP: Final[LiteralString] = """
    select count(*) from unnest(%s::uuid[]) as asked (household)
    cross join lateral (select delivery from read.delivery_ledger_v4 as one
        where one.household = asked.household and coalesce(one.serves_until_last, one.on_last) >= '2026-10-01' offset 0
    ) as found
"""


def figures(bench: Bench) -> Iterator[Figure]:
    households = bench.size(200_000, 400)
    few, many = bench.fresh(), bench.fresh()
    fill(few, households, [MONTHS])
    fill(many, households, range(1, MONTHS + 1))
    with bench.opened(few) as of_few, bench.opened(many) as of_many:
        for opened, where in ((of_few, few), (of_many, many)):
            opened.run(say_numbers(opened.registry, where, households))
        rows = [Row(number=at + 1, household=home(2 * at)) for at in range(households // 2)]
        yield from _beside_a_look_up(bench, many, of_many, rows)
        many_rate, few_rate = in_turn(
            (lambda: _checked(of_many, rows), lambda: _checked(of_few, rows)), bench.rounds
        )
        yield Figure(
            what=f"rows of a plan checked, {MONTHS} deliveries a household",
            limit="the same with one",
            unit="rows",
            rate=many_rate,
            raw=few_rate,
            bound=0.8,
        )


def main(households: int) -> None:
    """Seconds that 100,000 rows take, spread over the register, a tenth of them in conflict through a link."""
    apart = households // ROWS
    if apart % 10:
        raise SystemExit(f"give a multiple of {10 * ROWS:,} households")
    rows = [
        Row(number=at + 1, household=home(apart * at + (2 if at % 10 else 0))) for at in range(ROWS)
    ]
    with running() as bench:
        where = bench.fresh()
        fill(where, households, range(1, MONTHS + 1))
        with bench.opened(where) as opened:
            opened.run(say_numbers(opened.registry, where, households))
            for _ in range(bench.rounds):
                print(f"{ROWS:,} rows checked in {ROWS / _checked(opened, rows):.1f} s", flush=True)


def _beside_a_look_up(
    bench: Bench, many: Databases, of_many: Opened, rows: Sequence[Row]
) -> Iterator[Figure]:
    with psycopg.connect(many.log_url, autocommit=True) as connection:
        homes = [row.household for row in rows]

        def look_up() -> float:
            return per_second(len(rows), lambda: connection.execute(_LOOK_UP, [homes]))

        rate, raw = in_turn((lambda: _checked(of_many, rows), look_up), bench.rounds)
        twice, as_raw = in_turn((lambda: _doubled(of_many, rows), look_up), bench.rounds)
    yield Figure(
        what="rows of a plan checked",
        limit="their deliveries looked up by index, one statement",
        unit="rows",
        rate=rate,
        raw=raw,
        bound=0.05,
    )
    yield Figure(
        what="deliveries of a partner in a month looked at for double support",
        limit="what their households got, looked up by index, one statement",
        unit="deliveries",
        rate=twice,
        raw=as_raw,
        bound=0.03,
    )


_RULE: Final = RecordRule(
    agreement=UUID(int=3),
    base=False,
    grants={},
    shown=frozenset({ConsentState.GIVEN}),
    families=frozenset({BenefitFamily.FOOD}),
    programmes=frozenset(),
    areas=(),
)
SHOWN: Final = RecordFilter(own=OURS, others=((THEIRS, _RULE),))
_SEPTEMBER: Final = GivenFilters(begins_from=date(2026, 9, 1), begins_until=date(2026, 9, 30))


def _doubled(opened: Opened, rows: Sequence[Row]) -> float:
    """All of a month, in which as many of the partner's were served as the plan has rows."""

    async def run() -> None:
        async with opened.registry.readers.connection() as connection:
            looking = await Looking.at(connection, POSITION, SHOWN)
            found = [one async for batch in looking.batches(_SEPTEMBER) for one in batch]
        if len(found) != len(range(0, 2 * len(rows) - 1, 20)):
            raise AssertionError(f"{len(found)} of double support")

    return per_second(len(rows), lambda: opened.run(run()))


def _checked(opened: Opened, rows: Sequence[Row]) -> float:
    async def run() -> None:
        async with opened.registry.readers.connection() as connection:
            await compared(opened.registry, connection, rows)

    return per_second(len(rows), lambda: opened.run(run()))


_OCTOBER: Final = Wanted(
    rule=OverlapRule(families=(BenefitFamily.FOOD,)),
    begins=date(2026, 10, 1),
    ends=date(2026, 10, 31),
)


_PLANNER: Final = Context(
    actor=Actor(UUID(int=4)),
    partner=OURS,
    role=Role.PROGRAMME_MANAGER,
    purpose=Purpose.PLANNING,
    channel=Channel.CONSOLE,
)


async def compared(registry: Registry, connection: Reader, rows: Sequence[Row]) -> None:
    """Compare rows of which each tenth is in conflict, and say how many of these their numbers alone would show."""
    found = await check(
        registry.writer, connection, rows, _OCTOBER, visible_to=SHOWN, position=POSITION
    )
    conflicts = len(found.numbers(LineStatus.CONFLICT))
    by_number = await found_by_number(registry.writer, connection, found, _PLANNER)
    wanted = len(range(0, 2 * len(rows) - 1, 20))
    if (conflicts, by_number) != (wanted, -(-wanted // 2)):
        raise AssertionError(f"{conflicts} conflicts, {by_number} by number")


async def say_numbers(registry: Registry, where: Databases, households: int) -> None:
    """Seal a number for the head of each linked registration: every other pair has one in common."""
    field = next(one for one in PERSONAL_OF[MemberJoined] if one.name == "identity_numbers")
    store = registry.keys
    async with await AsyncConnection.connect(where.log_url, autocommit=True) as follower:
        for start in range(0, households - 1, 20 * _AT_ONCE):
            pairs = range(start, min(households - 1, start + 20 * _AT_ONCE), 20)
            said = {one + of: one + of * (one // 20 % 2) for one in pairs for of in (0, 1)}
            keys = await store.ensure((), new=[head(one) for one in said])
            sealed = [
                seal_all(
                    Place(store.registry_id, home(one), 2),
                    [(keys[head(one)].ready(field.group), field.mark, field.encode((number,)))],
                )[0]
                for one, number in (
                    (one, read_identity_number(f"A{n:08}")) for one, n in said.items()
                )
            ]
            await follower.execute(
                "update read.household_members_v3 as one set identity_numbers = said.number"
                " from unnest(%b::uuid[], %b::bytea[]) as said (member, number)"
                " where one.member = said.member",
                [Uuids(map(head, said)), Byteas(sealed)],
            )


def home(number: int) -> UUID:
    return UUID(hex=f"{1:08x}{number:024x}")


def head(household: int) -> UUID:
    return UUID(hex=f"{2:08x}{3 * household:024x}")


def fill(where: Databases, households: int, months: Sequence[int]) -> None:
    """Read models of so many households with help in each of the months, and nothing in the log."""
    with connected(where.log_url) as follower:
        prepare(follower, [Copy(model) for model in MODELS])
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        connection.execute(ID)
        for query in _FILL:
            connection.execute(query, {"households": households})
        for month in months:
            connection.execute(_DELIVER, {"households": households, "month": month})
        connection.execute("vacuum analyze")


if __name__ == "__main__":
    main(int(sys.argv[1]))
