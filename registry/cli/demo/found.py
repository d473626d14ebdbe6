"""Which registrations the demo found to be of one person, and by what: levels of evidence, never what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from registry.application.claims import all_claims
from registry.bootstrap import Registry
from registry.cli import output
from registry.domain.evidence import Evidence
from registry.privacy.sealer import OpenedState, open_records
from registry.projections import household_roll, pairs, partner_directory
from registry.projections.pairs import PairRow
from registry.projections.visibility import RecordFilter
from registry.texts import Language, label, say, series


@dataclass(frozen=True, slots=True)
class Found:
    """A pair that is linked or asked about; `sides` are partner and reference of each registration."""

    row: PairRow
    sides: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]


async def pairs_found(registry: Registry, position: int) -> list[Found]:
    """The likeliest first."""
    async with registry.readers.connection() as reader:
        members = [one.member async for some in all_claims(reader, registry.keys) for one in some]
        rows = [row for row in await pairs.of_members(reader, members) if row.linked or row.case]
        rows.sort(key=lambda row: (-(row.score or 0), row.pair))
        homes = await household_roll.by_ids(
            reader,
            {home for row in rows for home in (row.first_household, row.second_household)},
            position=position,
            visible_to=RecordFilter(everything=True),
        )
        owners = {one.partner for one in homes.values()}
        partners = await partner_directory.by_ids(reader, owners, position=position)
    sealed = {row.pair: row.evidence for row in rows if row.evidence is not None}
    opened = await open_records(sealed, registry.keys)
    return [
        Found(
            row,
            tuple(
                (partners[homes[home].partner].code, homes[home].reference)
                for home in (row.first_household, row.second_household)
            ),
            opened[row.pair].value
            if row.pair in opened and opened[row.pair].state is OpenedState.CLEAR
            else (),
        )
        for row in rows
    ]


def show(found: list[Found]) -> None:
    """A line a pair, in both languages."""
    output.table(
        ("", "", "", "bits / بت", "evidence", "الدليل"),
        [
            (
                *(f"{partner} {reference}" for partner, reference in one.sides),
                _answer(one.row),
                None if one.row.score is None else f"{one.row.score / 10:+.1f}",
                _in_words(one.evidence, "en"),
                _in_words(one.evidence, "ar"),
            )
            for one in found
        ],
        title=f"{say('figure.pairs', 'en')} / {say('figure.pairs', 'ar')}",
    )


def _answer(row: PairRow) -> str:
    if row.case is not None:
        return output.labelled("case_reason", row.case)
    return output.labelled("linked_by", row.linked)


def _in_words(evidence: tuple[Evidence, ...], language: Language) -> str:
    """What weighs most comes first."""
    told = sorted(evidence, key=attrgetter("weight"), reverse=True)
    words = (
        f"{label('evidence_of', one.of, language)}: {label('evidence_level', one.level, language)}"
        f" ({one.weight:+.1f})"
        for one in told
    )
    return series(words, language)
