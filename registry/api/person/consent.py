"""What the household answered when it was asked, for each purpose, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from registry.api.person.sections import Both, Cell, Section, code
from registry.api.person.subject import Subject
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import Consent, ConsentAnswered, HouseholdRegistered
from registry.domain.vocabulary import ConsentPurpose, ConsentState

COLUMNS = ("purpose", "answer", "holds", "on", "by", "through")


async def consent(subject: Subject) -> Section:
    """Every answer, the last of each purpose being the one that holds; and what was never asked."""
    rows: list[Mapping[str, Cell]] = []
    for recorded, said in _answers(subject.history):
        holds = subject.state.consent.get(said.purpose) == said
        source = dict(await subject.source(recorded))
        if said.on is not None:
            source["on"] = code(said.on)
        rows.append(
            {
                "purpose": Both.listed("consent_purpose", said.purpose),
                "answer": [
                    Both.listed("consent_state", said.state),
                    *(Both.listed("field_group", group) for group in said.groups),
                ],
                "holds": Both.of("person.holds" if holds else "person.holds_no_more"),
                **source,
            }
        )
    unasked = [one for one in ConsentPurpose if one not in subject.state.consent]
    rows += [
        {
            "purpose": Both.listed("consent_purpose", one),
            "answer": Both.listed("consent_state", ConsentState.NOT_ASKED),
        }
        for one in unasked
    ]
    return Section("consent", COLUMNS, rows)


def _answers(history: Iterable[Recorded[AnyFact]]) -> Iterator[tuple[Recorded[AnyFact], Consent]]:
    for recorded in history:
        match recorded.fact:
            case HouseholdRegistered(consent=answers):
                yield from ((recorded, one) for one in answers)
            case ConsentAnswered(consent=answer):
                yield recorded, answer
            case _:
                continue
