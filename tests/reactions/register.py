"""The register of tests/data/matching: what five partners said of a thousand persons."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bench.registered import households
from registry.application.claims import all_claims
from registry.application.households import HouseholdDraft
from registry.matching.candidates import common_keys
from registry.matching.columns import as_columns
from registry.matching.identities import Frozen, identify
from registry.matching.outcome import links, rows
from tests.reactions.conftest import Town

RECORDS: Final = Path(__file__).parents[1] / "data" / "matching" / "records.csv"


def drafts() -> list[HouseholdDraft]:
    return [draft for _, draft in households(RECORDS)]


async def linked_at_once(town: Town) -> set[frozenset[str]]:
    """The links of everybody who is registered, judged at once and from nothing."""
    claims = [one.claim async for part in all_claims(town.reader, town.writer.keys) for one in part]
    columns = as_columns(sorted(claims, key=lambda claim: claim.record))
    frozen = Frozen(population=0, common_keys=common_keys(columns))
    told = identify(columns, town.matcher.model, frozen)
    return {
        frozenset((columns.records[one], columns.records[other]))
        for one, other in rows(links(told, town.matcher.model))
    }
