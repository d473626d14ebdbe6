"""What a judgement says that the register does not say yet: links, cases, and what is settled by what was recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol
from uuid import UUID

import numpy as np

from registry.application.pairs import Finding, pair_of, sides_of
from registry.domain.evidence import Evidence, EvidenceOf
from registry.domain.pair import LinkedBy, ModelVersion, Sides
from registry.domain.sameness import CaseReason, SettledReason
from registry.matching.clustering import Decided
from registry.matching.columns import Columns
from registry.matching.identities import Identities
from registry.matching.outcome import Reason, cases, links
from registry.matching.told import evidence_of, in_tenths
from registry.matching.weights import Model
from registry.projections.pairs import PairRow

_NOTHING: Final[Mapping[UUID, PairRow]] = MappingProxyType({})


class Member(Protocol):
    """Who a row of columns is."""

    @property
    def member(self) -> UUID: ...

    @property
    def household(self) -> UUID: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A part of the register as it was judged, row by row."""

    members: Sequence[Member]
    columns: Columns
    told: Identities
    model: Model
    population: int


@dataclass(frozen=True, slots=True)
class Question:
    """A case to open; `changed` where a person had parted the two on other evidence.

    `takes_back` a link that the machine made.
    """

    found: Finding
    why: CaseReason
    changed: bool = False
    takes_back: bool = False


@dataclass(slots=True)
class Verdicts:
    """What is to be recorded: what takes links back comes first, then links, then questions."""

    settled: list[tuple[Sides, SettledReason]] = field(default_factory=list)
    links: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def counted(self) -> Counter[str]:
        return Counter(links=len(self.links), cases=len(self.questions), settled=len(self.settled))

    def __bool__(self) -> bool:
        return bool(self.settled or self.links or self.questions)


def decided(rows: Collection[PairRow], members: Sequence[Member]) -> Decided:
    """What people said of pairs of these members, by their rows."""
    row_of = {one.member: row for row, one in enumerate(members)}
    one, two = set(), set()
    for pair in rows:
        if pair.first in row_of and pair.second in row_of:
            low, high = sorted((row_of[pair.first], row_of[pair.second]))
            ends_of_it = low, high
            if pair.linked is LinkedBy.PERSON:
                one.add(ends_of_it)
            elif pair.parted:
                two.add(ends_of_it)
    return Decided(one=one, two=two)


def verdicts(
    judged: Judged,
    standing: Mapping[UUID, PairRow],
    evidence_before: Mapping[UUID, tuple[Evidence, ...]],
    gone: Mapping[UUID, SettledReason],
) -> Verdicts:
    """`standing` are the pairs of which anything was ever said, `evidence_before` that of those that a person parted.

    `gone` are members who are matched no more, with the reason.
    """
    found, telling = Verdicts(), telling_pairs(judged)
    for finding, why in findings(judged, standing):
        pair = pair_of(finding.sides.first, finding.sides.second)
        compare(found, finding, why, standing.get(pair), evidence_before.get(pair))
    present = {one.member for one in judged.members}
    found.settled += settled(standing.values(), telling, present, gone)
    return found


def compare(
    found: Verdicts,
    finding: Finding,
    why: CaseReason | None,
    row: PairRow | None,
    before: tuple[Evidence, ...] | None,
) -> None:
    """One pair that is a link (`why` is None) or a case, held against what stands."""
    if row is not None and row.parted:
        if row.case is None and before is not None and _says(before) != _says(finding.evidence):
            reason = why if why is CaseReason.IDS_CONTRADICT else CaseReason.PARTED_BEFORE
            found.questions.append(Question(finding, reason, changed=True))
    elif stands(row, why):
        return
    elif why is None:
        found.links.append(finding)
    else:
        linked = row is not None and row.linked is not None
        found.questions.append(Question(finding, why, takes_back=linked))


_OF_OTHERS: Final = {EvidenceOf.HOUSEHOLD}


def _says(evidence: Sequence[Evidence]) -> set[tuple[str, str]]:
    """What the two records themselves say; what others of their households do changes no answer that was given."""
    return {(one.of, one.level) for one in evidence if one.of not in _OF_OTHERS}


def settled(
    standing: Iterable[PairRow],
    telling: Collection[UUID],
    present: Collection[UUID],
    gone: Mapping[UUID, SettledReason],
) -> Iterator[tuple[Sides, SettledReason]]:
    """Questions and links of the machine that nothing speaks for any more.

    The link of somebody who was forgotten stays: the other registrations are still of one person.
    """
    for row in standing:
        of_machine = row.case is not None or row.linked is LinkedBy.MACHINE
        if row.pair in telling or not (of_machine or row.proposed):
            continue
        sides = (row.first, row.second)
        why = next((gone[one] for one in sides if one in gone), SettledReason.EVIDENCE_CHANGED)
        unjudged = not of_machine or not set(sides) <= set(present)
        if why is SettledReason.EVIDENCE_CHANGED and unjudged:
            continue  # a person spoke first, or not everybody whom it concerns was judged
        if why is SettledReason.FORGOTTEN and row.opened_at is None:
            continue
        yield row.sides, why


def telling_pairs(judged: Judged) -> set[UUID]:
    """Every pair that is a link or a case."""
    asked = cases(judged.columns, judged.told, judged.model).pairs
    both = np.concatenate([links(judged.told, judged.model), asked]).tolist()
    members = judged.members
    return {pair_of(members[one >> 32].member, members[one & 0xFFFFFFFF].member) for one in both}


def stands(row: PairRow | None, why: CaseReason | None) -> bool:
    """Whether the register says already what was found, so that no evidence for it is asked for."""
    if row is None or row.parted:
        return False
    return (
        row.linked is not None if why is None else bool(row.case or row.linked is LinkedBy.PERSON)
    )


def findings(
    judged: Judged, standing: Mapping[UUID, PairRow] = _NOTHING
) -> Iterator[tuple[Finding, CaseReason | None]]:
    """Links with None, cases with their reason, the likeliest first so that they are linked first.

    Those that stand so already are left out.
    """
    model, found = judged.model, judged.told.found
    asked, homes = cases(judged.columns, judged.told, model), _homes(judged)
    why: dict[int, CaseReason | None] = dict.fromkeys(links(judged.told, model).tolist())
    for pair, reason in zip(asked.pairs.tolist(), asked.reasons, strict=True):
        why[pair] = _why(reason, pair, judged, homes)
    places = np.searchsorted(found.pairs, np.array(list(why), dtype=np.int64))
    shift = model.shift(judged.population)
    by_likelihood = sorted(
        zip(places.tolist(), why.items(), strict=True),
        key=lambda one: (-found.bits[one[0]], one[1][0]),
    )
    for place, (pair, reason_of_it) in by_likelihood:
        low, high = (judged.members[row] for row in (pair >> 32, pair & 0xFFFFFFFF))
        if standing and stands(standing.get(pair_of(low.member, high.member)), reason_of_it):
            continue
        yield (
            Finding(
                sides=sides_of((low.member, low.household), (high.member, high.household)),
                model=ModelVersion(model.version),
                score=in_tenths(float(found.bits[place]) + shift),
                evidence=evidence_of(found.levels[place], model.second),
            ),
            reason_of_it,
        )


def _homes(judged: Judged) -> Mapping[int, set[int]]:
    """The registrations of every identity."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = zip(judged.told.identity.tolist(), judged.columns.registration.tolist(), strict=True)
    for identity, registration in rows:
        found[identity].add(registration)
    return found


def _why(reason: Reason, pair: int, judged: Judged, homes: Mapping[int, set[int]]) -> CaseReason:
    if reason is Reason.NUMBERS_CONTRADICT:
        return CaseReason.IDS_CONTRADICT
    if reason is Reason.DOUBTFUL:
        return CaseReason.IN_DOUBT
    one, other = (homes[int(judged.told.identity[row])] for row in (pair >> 32, pair & 0xFFFFFFFF))
    return CaseReason.IN_DOUBT if one.isdisjoint(other) else CaseReason.WOULD_JOIN_MEMBERS
