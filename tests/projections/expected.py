"""The rows of every model as a table has them and as a plain fold over the facts has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec.structs import asdict
from psycopg import sql
from psycopg.rows import dict_row

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection
from registry.projections.model import Copy, ReadModel
from registry.projections.reading import read_row
from registry.projections.validity import HeldRows
from tests.folds import (
    deliveries,
    directories,
    double_support,
    eligibility,
    entitlement_documents,
    funds,
    households,
    models,
    pairs,
    plans,
    referring,
    releasing,
    requests,
    work,
)

Facts = Iterable[Recorded[AnyFact]]
Fold = Callable[[Facts], Mapping[Any, dict[str, Any]]]

FOLDS: Final[Mapping[str, Fold]] = {
    "partner_directory": directories.partners,
    "agreement_directory": directories.agreements,
    "programme_directory": directories.programmes,
    "household_roll": households.roll,
    "household_contact": households.contact,
    "household_consent": referring.consents,
    "referrals": referring.referrals,
    "subject_requests": requests.requests,
    "transfers": referring.transfers,
    "household_members": households.members,
    "delivery_ledger": deliveries.ledger,
    "reached_presence": deliveries.presence,
    "openings": directories.openings,
    "work": work.waiting,
    "imports": directories.imports,
    "pairs": pairs.pairs,
    "plans": plans.plans,
    "plan_lines": plans.lines,
    "programme_rules": eligibility.rules,
    "eligibility": eligibility.decisions,
    "releases": releasing.releases,
    "double_support": double_support.said,
    "matching_models": models.trusted,
    "entitlement_documents": entitlement_documents.documents,
    "fund_book": funds.book,
}
HELD: Final = [model for model in MODELS if isinstance(model, HeldRows)]


def rows_at(
    connection: Connection, model: HeldRows[Any], position: int, *, shadow: bool = False
) -> list[dict[str, Any]]:
    """The rows that the table holds at a position, in the order of their key."""
    query = sql.SQL("select * from {} where held @> %s::bigint order by {}").format(
        Copy(model, shadow).table, sql.Identifier(model.key)
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(query, [position]).fetchall()
    return [asdict(read_row(model.row, row.keys(), row.values())) for row in found]


def folded(model: ReadModel, facts: Facts, position: int) -> list[dict[str, Any]]:
    rows = FOLDS[model.name]([one for one in facts if one.position <= position])
    return [row for _, row in sorted(rows.items())]


def tables(connection: Connection, *, shadow: bool = False) -> dict[str, list[Any]]:
    """All that the tables hold, past rows too."""
    rows = sql.SQL("select t::text from {} as t order by 1")
    return {
        model.name: connection.execute(rows.format(Copy(model, shadow).table)).fetchall()
        for model in MODELS
    }
