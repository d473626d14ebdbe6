"""The schema `reporting`: it tells what may be told, to whoever can read nothing else, and outlives a rebuild."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import errors, sql

from registry.domain.dates import precise_date
from registry.domain.small_cells import shown, total_shown
from registry.domain.vocabulary import BenefitFamily, Sex
from registry.eventlog.mapper import Pending
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.leading import connected
from registry.projections.model import Copy
from registry.projections.rebuild import rebuild
from registry.projections.reporting.making import VIEWS, listing, make_views
from tests.projections.histories import commands
from tests.projections.register import Register

Read = Callable[[Register], int]
Append = Callable[[Sequence[Sequence[Pending]]], int]
Row = tuple[Any, ...]

ROOT: Final = Path(__file__).parents[2]
COMMITTED: Final = ROOT / "registry" / "projections" / "reporting" / "views.txt"
COPIES: Final = [Copy(model) for model in MODELS]
COUNTED: Final = {
    view.name: [
        at
        for at, column in enumerate(view.columns)
        if column.type == "bigint" and column.name != "position"
    ]
    for view in VIEWS
}
NEAR: Final = "EG2706"
OCTOBER: Final = date(2026, 10, 1)


@pytest.fixture
def log_template() -> str:
    """As on a first day: what is followed is made here."""
    return "log"


@pytest.fixture
def dashboard(log_url: str) -> Iterator[Connection]:
    """Whoever was let in to look at figures."""
    with psycopg.connect(log_url, autocommit=True) as connection:
        connection.execute("set role sijill_reporter")
        yield connection


def seen(dashboard: Connection, view: str) -> list[Row]:
    query = sql.SQL("select * from {}").format(sql.Identifier("reporting", view))
    return dashboard.execute(query).fetchall()


def everything(dashboard: Connection) -> dict[str, list[Row]]:
    return {view.name: sorted(seen(dashboard, view.name), key=str) for view in VIEWS}


@pytest.fixture
def served(register: Register, read: Read, follower: Connection) -> Register:
    """Seventeen homes of a partner's near, three far, and a shelter's that nobody else may hear of."""
    owner = register.enrolled("amal")
    food, safe = (
        register.opened_programme(owner, code, protected=code == "safe-house")
        for code in ("food", "safe-house")
    )
    for place, many in ((NEAR, 17), ("EG2707", 3)):
        for _ in range(many):
            home = register.registered(owner, place)
            register.delivered(owner, place, household=home, programme=food)
    register.delivered(owner, NEAR, headcount=120, programme=food)
    for _ in range(12):
        register.delivered(owner, "EG27", household=register.registered(owner), programme=safe)
    register.delivered(owner, NEAR, headcount=30, programme=food, on=precise_date(2026))
    read(register)
    make_views(follower)
    return register


@pytest.mark.usefixtures("served")
def test_figures_are_told_as_to_whoever_has_no_part_in_them(dashboard: Connection) -> None:
    named = ("amal", "amal", "food", BenefitFamily.FOOD)
    assert sorted(seen(dashboard, "deliveries_by_month_v1"), key=str) == sorted(
        [
            (OCTOBER, NEAR, *named, 20, 0, 0, 20, 20, 20, 20, 120),
            (OCTOBER, "EG2707", *named, None, 0, 0, None, None, None, None, 0),
            (OCTOBER, "EG27", None, None, None, None, 10, 0, 0, 10, 10, 10, 10, 0),
        ],
        key=str,
    )
    by_sex = {row[:2]: row[2:5] for row in seen(dashboard, "coverage_v1")}
    assert by_sex[NEAR, Sex.UNKNOWN] == (0, None, 30), "nobody was judged, so entitled is not 0"
    by_month = {row[:2]: row[4] for row in seen(dashboard, "coverage_by_month_v1")}
    assert by_month[OCTOBER, NEAR] == 30
    assert "safe-house" not in str(everything(dashboard))
    assert [row[:3] for row in seen(dashboard, "programmes_v1")] == [
        ("amal", "food", BenefitFamily.FOOD)
    ]


def test_no_count_from_one_to_nine_leaves_and_no_exact_one(
    append: Append, follower: Connection, dashboard: Connection
) -> None:
    append(commands(seed=83, many=420))
    prepare(follower, COPIES)
    catch_up(follower, COPIES)
    make_views(follower)
    found = everything(dashboard)
    counts = [row[at] for view, columns in COUNTED.items() for row in found[view] for at in columns]
    assert all(count is None or count % 10 == 0 for count in counts)
    assert None in counts
    assert any(counts)
    assert all(found.values()), "a view has no rows at all"


def test_small_cells_in_the_database_are_those_of_the_domain(follower: Connection) -> None:
    make_views(follower)
    ((told,),) = follower.execute(
        "select array_agg(read.shown_count(n) order by n) from generate_series(0, 500) as n"
    ).fetchall()
    assert told == [shown(count) for count in range(501)]
    some = (0, 1, 2, 8, 9, 10, 14, 26, 27, 46, 47, 95)
    tables = list(product(some, repeat=3))
    query = "select read.shown_total(%s, %s)"
    with follower.pipeline():
        asked = [follower.execute(query, (sum(parts), list(parts))) for parts in tables]
    assert [one.fetchall()[0][0] for one in asked] == [
        total_shown(sum(parts), parts) for parts in tables
    ]


@pytest.mark.usefixtures("served")
def test_whoever_looks_can_read_nothing_else(
    dashboard: Connection, administrator: Connection
) -> None:
    relations = administrator.execute(
        "select relnamespace::regnamespace::text, relname from pg_class"
        " where relkind in ('r', 'v', 'm', 'p', 'S', 'f')"
        " and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'"
    ).fetchall()
    assert {schema for schema, _ in relations} == {"log", "read", "match", "reporting"}
    open_to_it = set()
    for schema, name in relations:
        try:
            dashboard.execute(sql.SQL("select from {}").format(sql.Identifier(schema, name)))
        except errors.InsufficientPrivilege:
            continue
        open_to_it.add(f"{schema}.{name}")
    assert open_to_it == {f"reporting.{view.name}" for view in VIEWS}
    for forbidden in (
        "select read.report_coverage_v1()",
        "select log.lock_facts()",
        "create table reporting.mine (a int)",
        "create view reporting.mine as select 1",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            dashboard.execute(forbidden)


def test_a_rebuild_puts_other_tables_in_place_and_views_go_on_with_them(
    log_url: str, served: Register, read: Read, follower: Connection, dashboard: Connection
) -> None:
    """Of one session, which has its plans; with a view of the operator's on top, which nobody drops."""
    with psycopg.connect(log_url, autocommit=True) as operator:
        operator.execute("create view public.mine as select place from reporting.coverage_v1")
    before, tables = everything(dashboard), oids(follower, "read", "r")
    views = oids(follower, "reporting", "v")
    rebuild(log_url)
    assert not tables & oids(follower, "read", "r"), "the old tables are still there"
    assert everything(dashboard) == before
    owner = served.enrolled("nour")
    for _ in range(15):
        served.delivered(owner, "EG2702", household=served.registered(owner, "EG2702"))
    read(served)
    added = {row[1] for row in seen(dashboard, "deliveries_by_month_v1")}
    assert "EG2702" in added, "the views read what is no more"
    assert make_views(follower) == []
    assert oids(follower, "reporting", "v") == views


def oids(connection: Connection, schema: str, kind: str) -> set[int]:
    """Of the tables that rebuilds exchange, or of views."""
    query = (
        "select oid from pg_class where relnamespace = %s::regnamespace and relkind = %s"
        " and relname ~ '_v[0-9]+$'"
    )
    return {oid for (oid,) in connection.execute(query, (schema, kind)).fetchall()}


def test_views_are_made_once_however_many_begin_and_again_where_they_differ(
    log_url: str, follower: Connection, dashboard: Connection
) -> None:
    def begin(_: int) -> list[str]:
        with connected(log_url) as connection:
            return make_views(connection)

    with ThreadPoolExecutor(4) as together:
        made = list(together.map(begin, range(4)))
    assert sorted(made) == [[], [], [], [view.name for view in VIEWS]]
    follower.execute("comment on function read.report_coverage_v1() is 'another release'")
    prepare(follower, COPIES)
    with dashboard.transaction():
        seen(dashboard, "coverage_v1")  # a dashboard that takes its time holds nobody up
        follower.execute("set lock_timeout to '1s'")
        assert make_views(follower) == ["coverage_v1"]


def test_every_view_and_every_column_is_explained_in_both_languages(follower: Connection) -> None:
    make_views(follower)
    rows = follower.execute(
        "select view.relname, attname, format_type(atttypid, null), col_description(view.oid, attnum),"
        " obj_description(view.oid, 'pg_class')"
        " from pg_class as view join pg_attribute on attrelid = view.oid and attnum > 0"
        " where relnamespace = 'reporting'::regnamespace order by view.oid, attnum"
    ).fetchall()
    written = "".join(
        f"{view}.{name} {'timestamptz' if kind.startswith('timestamp') else kind}\n"
        for view, name, kind, *_ in rows
    )
    assert written == listing()
    for view, name, _, of_column, of_view in rows:
        for told in (of_column, of_view):
            assert re.search(r"[A-Za-z]{3}", told), (view, name)
            assert re.search(r"[\u0621-\u064a]{3}", told), (view, name)


def test_the_committed_listing_is_the_one_in_force() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == listing(), "run: make docs"


def test_a_change_of_the_views_comes_with_a_line_in_the_changelog() -> None:
    """Under "Reporting views" each listing has its line, which begins with the listing's digest."""
    digest = sha256(COMMITTED.read_bytes()).hexdigest()[:12]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _, _, section = changelog.partition("\n### Reporting views\n")
    lines = re.findall(r"^- `([0-9a-f]{12})`: (.+\.)$", section, re.MULTILINE)
    assert lines, "no heading 'Reporting views' with its lines"
    assert lines[0][0] == digest, f"say what changed in a line that begins: - `{digest}`:"
