"""What the stored examples of pairs say: two registrations, and whether they are of one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from registry.domain.envelope import Actor
from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.domain.fields import Identity, Open
from registry.domain.pair import (
    ConfirmationProposed,
    DismissalProposed,
    DuplicateCaseOpened,
    DuplicateCaseSettled,
    DuplicateConfirmed,
    DuplicateDismissed,
    LinkUndone,
    ModelVersion,
    MoreAnswered,
    MoreAsked,
    PartingProposed,
    RegistrationsLinked,
    Sides,
)
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    SettledReason,
)
from tests.history.keys import HEAD, MINISTRY, STREAM, Example

_SIDES: Final = Sides(
    first=HEAD,
    second=UUID("01935a2c-1000-7000-8000-00000000000c"),
    first_household=STREAM,
    second_household=UUID("01935a2c-1000-7000-8000-00000000000d"),
)
_EVIDENCE: Final[Open[tuple[Evidence, ...], Identity]] = Open(
    (
        Evidence(of=EvidenceOf.GIVEN_NAME, level=EvidenceLevel.OTHER_SCRIPT, weight=3.1),
        Evidence(of=EvidenceOf.SEX, level=EvidenceLevel.SAME, weight=0.9),
        Evidence(of=EvidenceOf.PHONE, level=EvidenceLevel.DIFFERENT, weight=-0.4),
    )
)
_REVIEWER: Final = Actor(UUID("01935a2c-1000-7000-8000-00000000000e"))
_MODEL: Final = ModelVersion("2026-11")

PAIRS: Final[Mapping[str, Example]] = {
    "pair.linked.v1": Example(
        RegistrationsLinked(sides=_SIDES, model=_MODEL, score=186, evidence=_EVIDENCE)
    ),
    "pair.case_opened.v1": Example(
        DuplicateCaseOpened(
            sides=_SIDES,
            why=CaseReason.IDS_CONTRADICT,
            model=_MODEL,
            score=-12,
            evidence=_EVIDENCE,
        ),
        version=2,
    ),
    "pair.case_settled.v1": Example(
        DuplicateCaseSettled(because=SettledReason.EVIDENCE_CHANGED), version=3
    ),
    "pair.confirmed.v1": Example(
        DuplicateConfirmed(sides=_SIDES, note=Open("زرت البيت: هي نفسها")), version=4
    ),
    "pair.dismissed.v1": Example(
        DuplicateDismissed(sides=_SIDES, reason=DismissalReason.RELATIVES, note=Open("بنتا عم")),
        version=5,
    ),
    "pair.link_undone.v1": Example(
        LinkUndone(reason=PartingReason.ASKED_THEM, note=Open("لا تعرفها")), version=6
    ),
    "pair.confirmation_proposed.v1": Example(
        ConfirmationProposed(sides=_SIDES, by=_REVIEWER, note=Open("الرقم نفسه في البطاقتين")),
        version=7,
    ),
    "pair.dismissal_proposed.v1": Example(
        DismissalProposed(
            sides=_SIDES,
            by=_REVIEWER,
            reason=DismissalReason.NAMESAKES,
            note=Open("لكل منهما بطاقة"),
        ),
        version=8,
    ),
    "pair.parting_proposed.v1": Example(
        PartingProposed(
            by=_REVIEWER, reason=PartingReason.LINKED_IN_ERROR, note=Open("رقم منسوخ بالخطأ")
        ),
        version=11,
    ),
    "pair.more_asked.v1": Example(
        MoreAsked(
            asked=(MINISTRY,),
            needs=(Needed.IDENTITY_DOCUMENT, Needed.VISIT),
            note=Open("هل لها بطاقة؟"),
        ),
        version=9,
    ),
    "pair.more_answered.v1": Example(
        MoreAnswered(partner=MINISTRY, note=Open("لها بطاقة، وصورتها في الملف")), version=10
    ),
}
