"""Looking for people before registering them, and telling who may be registered already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final, Self, TypeAlias
from uuid import UUID

import strawberry

from registry.api.context import Asking, RequestContext
from registry.api.cursors import checked_first
from registry.api.drafts import at_most, born_of, identity_numbers, phones_of, text_of
from registry.api.exposure import Exposure
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest, read_uuid
from registry.api.inputs import IdentityNumberInput
from registry.api.member import Member, member_at
from registry.api.moment import position_of
from registry.api.protected import Reason
from registry.api.refusal import Refusal
from registry.api.standing import Standing
from registry.application import searching as application
from registry.application.models import model_in_use
from registry.application.searching import Answer, Hit, Search, as_fact, query_for
from registry.domain.access import FieldName, RefusalCode, SearchedBy
from registry.domain.errors import Refused
from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.domain.file_import import Digest
from registry.domain.identity_numbers import IdentityNumberKind, IdentityNumberState
from registry.domain.phones import PhoneState
from registry.domain.places import PCode, known_place
from registry.domain.vocabulary import ConsentState, Level, Sex
from registry.matching.search import Query, require_narrow
from registry.privacy.policy import HeldRegistration, decide
from registry.privacy.policy_table import AGREEMENT_DOES_NOT_OPEN
from registry.texts import Language, label

SEARCHING: Final = "registration.search"
SHOWN: Final = 10
MOST_DUPLICATES: Final = 20
MOST_PEOPLE: Final = 100
SHOWN_OF_MANY: Final = 5
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_OLDEST: Final = 130

_NAME: Final = FieldName("household.member_joined.name")
_TELLS_OF: Final[Mapping[EvidenceOf, FieldName]] = {
    EvidenceOf.GIVEN_NAME: _NAME,
    EvidenceOf.FATHERS_NAME: _NAME,
    EvidenceOf.GRANDFATHERS_NAME: _NAME,
    EvidenceOf.LAST_NAME: _NAME,
    EvidenceOf.IDENTITY_NUMBER: FieldName("household.member_joined.identity_numbers"),
    EvidenceOf.BORN: FieldName("household.member_joined.born"),
    EvidenceOf.PHONE: FieldName("household.member_joined.phones"),
}
"""Of which personal field evidence tells. What tells of others is told where a registration is shown in detail."""


@strawberry.enum(description="How likely it is that two are one person, by what was compared.")
class Likelihood(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


_LIKELY: Final = (
    (application.SURE, Likelihood.SURE),
    (0.5, Likelihood.LIKELY),
    (0.0, Likelihood.POSSIBLE),
)


@strawberry.type(description="What one field speaks for or against: a level, never a value.")
class FieldEvidence:
    of: EvidenceOf
    level: EvidenceLevel
    weight: float = strawberry.field(description="In bits: positive speaks for one person.")
    text_ar: str
    text_en: str

    @classmethod
    def telling(cls, one: Evidence) -> Self:
        return cls(
            of=one.of,
            level=one.level,
            weight=one.weight,
            text_ar=_in_words(one, "ar"),
            text_en=_in_words(one, "en"),
        )


@strawberry.type(
    description="A registration that may be of the person, as far as it is there for the viewer."
)
class FoundRegistration:
    household: Household
    member: Member | None = strawberry.field(
        description="Who of it; null where the viewer's agreements show no members."
    )
    likelihood: Likelihood
    evidence: list[FieldEvidence] = strawberry.field(
        description="Field by field, of those that open to the viewer; what is missing on a side has no entry."
    )
    withheld: Reason | None = strawberry.field(
        description="Why the evidence on some fields is not told; null where all of it is."
    )
    known_to_another_partner: bool
    of_member: Member | None = strawberry.field(
        description="Whom of the household that was asked about; null in a search."
    )


@strawberry.type(description="The likeliest first, one entry a registration.")
class SearchAnswer:
    found: list[FoundRegistration]
    complete: bool = strawberry.field(
        description="False where somebody may be registered and is not here: then nothing found means unknown."
    )
    missing: list[Reason] = strawberry.field(description="Why it is not complete.")
    searched_by: list[SearchedBy] = strawberry.field(
        description="What the search was enough for, what fewest have in common first."
    )


@strawberry.type(
    description="Other registrations that may be of the same people, the likeliest first, twenty at most."
)
class PossibleDuplicates:
    found: list[FoundRegistration]
    complete: bool = strawberry.field(
        description="False where somebody may be registered and is not here."
    )
    missing: list[Reason] = strawberry.field(description="Why it is not complete.")

    @classmethod
    def unknown(cls, code: str) -> Self:
        return cls(found=[], complete=False, missing=[Reason.of(code)])

    @classmethod
    def refused(cls, refusal: Refusal) -> Self:
        told = Reason(
            code=refusal.code, message_ar=refusal.message_ar, message_en=refusal.message_en
        )
        return cls(found=[], complete=False, missing=[told])


SearchResult: TypeAlias = Annotated[SearchAnswer | Refusal, strawberry.union("SearchResult")]


@strawberry.type(description="An answer for each person who was asked about, in their order.")
class SearchAnswers:
    answers: list[SearchAnswer]


SearchManyResult: TypeAlias = Annotated[
    SearchAnswers | Refusal, strawberry.union("SearchManyResult")
]


@strawberry.input(description="What is known of the person; all of it together.")
class SearchInput:
    name: str | None = strawberry.field(
        default=None, description="As written, own name first, in either script."
    )
    identity_number: str | None = strawberry.field(
        default=None, description="Of any kind; the kind is guessed by its shape."
    )
    unhcr_number: str | None = None
    phone: str | None = None
    place: str | None = strawberry.field(default=None, description="P-code of a village or markaz.")
    born: str | None = strawberry.field(default=None, description="Day, month or year.")
    age: int | None = strawberry.field(default=None, description="In years, today.")
    sex: Sex = Sex.UNKNOWN


async def search_registrations(info: Asking, by: SearchInput, first: int = SHOWN) -> SearchResult:
    """Who is registered already; the search goes on record with its purpose, and what was looked for does not."""
    refusal = await may_search(info.context, 1)
    if refusal is not None:
        return refusal
    query = query_of(info.context, by)
    try:
        require_narrow(query)
    except Refused as wide:
        return info.context.ledger.refused(RefusalCode(wide.code), SEARCHING, **wide.details)
    answer = await (await search_for(info.context)).one(query)
    shown = answer.hits[: checked_first(first)]
    info.context.ledger.searched(as_fact([(answer, shown)]))
    found = await _found(info, shown, (await info.context.standing()).position)
    return _answer(answer, found, *(() if found else _mistyped(by, query)))


async def search_many(
    info: Asking, people: list[SearchInput], file: strawberry.ID | None = None
) -> SearchManyResult:
    """Who of many people is registered already, likely enough to ask about. They go on record as one search.

    Of whom too little is known it is said, and nobody is found. `file` is the SHA-256 of the file that they are of.
    """
    at_most("people", people, MOST_PEOPLE)
    refusal = await may_search(info.context, len(people))
    if refusal is not None:
        return refusal
    if file is not None and not _DIGEST.fullmatch(file):
        raise BadRequest("digest_malformed")
    search = await search_for(info.context)
    queries = [query_of(info.context, one) for one in people]
    answers = await application.worth_asking(search, queries)
    shown = [(one, one.hits[:SHOWN_OF_MANY]) for one in answers]
    digest = None if file is None else info.context.services.writer.file_digest(Digest(file))
    if people:
        info.context.ledger.searched(as_fact(shown, file=digest))
    position = (await info.context.standing()).position
    return SearchAnswers(
        answers=[_answer(one, await _found(info, hits, position)) for one, hits in shown]
    )


def _mistyped(by: SearchInput, query: Query) -> Iterator[str]:
    """What cannot be right as it is written: that nobody is found by it says nothing of who is registered."""
    if any(one.state is IdentityNumberState.INVALID for one in query.numbers):
        yield "search_number_invalid"
    if any(one.state is PhoneState.INVALID for one in phones_of([by.phone] if by.phone else [])):
        yield "search_phone_invalid"


def _answer(answer: Answer, found: list[FoundRegistration], *doubts: str) -> SearchAnswer:
    missing = (*answer.missing, *doubts)
    return SearchAnswer(
        found=found,
        complete=not missing,
        missing=[Reason.of(code) for code in missing],
        searched_by=list(answer.by),
    )


async def may_search(
    context: RequestContext, people: int, *, of_plan: bool = False
) -> Refusal | None:
    """Why somebody may not look for so many people: not even their own names open to them, or they did too often.

    `of_plan` where they are rows of a plan, of which there may be more.
    """
    scope = (await context.standing()).scope
    own = HeldRegistration(
        owner=scope.viewer.partner, sharing=ConsentState.NOT_ASKED, place=PCode("EG")
    )
    decision = decide(scope, own, _NAME)
    if decision.level is Level.WITHHELD and decision.reason is not None:
        return context.ledger.refused(decision.reason, SEARCHING)
    try:
        await context.services.search_limit.require(
            await context.connection(),
            {"actor": context.viewer.actor, "partner": context.viewer.partner},
            people + context.ledger.searches,
            purpose=context.viewer.purpose,
            of_plan=of_plan,
        )
    except Refused as often:
        return context.ledger.refused(RefusalCode(often.code), SEARCHING, **often.details)
    return None


async def possible_duplicates(info: Asking, household: strawberry.ID) -> PossibleDuplicates:
    """Of the viewer's own household, as it is recorded; a search, and on record as one."""
    position = await position_of(info.context, None)
    asked = await household_at(info, read_uuid(household, "Household"), position)
    if asked is None or not asked.view.own:
        return PossibleDuplicates.unknown("household_unknown")
    return await duplicates_at(info, asked.row.household, position)


async def duplicates_at(
    info: Asking, household: UUID, position: int | None, *, besides: int | None = None
) -> PossibleDuplicates:
    """Of a household of the viewer's own as of a position; None where the read models are behind.

    Of what was recorded after the position `besides` nothing is told of others, so the index need not have it.
    """
    if position is None:
        return PossibleDuplicates.unknown("read_models_behind")
    refusal = await may_search(info.context, 1)
    if refusal is not None:
        return PossibleDuplicates.refused(refusal)
    everybody = await application.possible_duplicates(
        await search_for(info.context, besides), [household]
    )
    hits = [(hit, one.member.member) for one in everybody for hit in one.answer.hits]
    hits = sorted(hits, key=lambda each: -each[0].probability)[:MOST_DUPLICATES]
    shown = {id(hit) for hit, _ in hits}
    told = [(one.answer, [hit for hit in one.answer.hits if id(hit) in shown]) for one in everybody]
    if told:
        info.context.ledger.searched(as_fact(told))
    missing = dict.fromkeys(code for one in everybody for code in one.answer.missing)
    return PossibleDuplicates(
        found=[
            one for hit, member in hits for one in await _found(info, [hit], position, of=member)
        ],
        complete=not missing,
        missing=[Reason.of(code) for code in missing],
    )


async def search_for(context: RequestContext, up_to: int | None = None) -> Search:
    """A search among what there is for the viewer."""
    connection = await context.connection()
    return Search(
        connection,
        context.services.writer,
        (await context.standing()).visible,
        await model_in_use(connection),
        up_to,
    )


async def _found(
    info: Asking, hits: Sequence[Hit], position: int, *, of: UUID | None = None
) -> list[FoundRegistration]:
    standing = await info.context.standing()
    whom = None if of is None else await member_at(info, of, position)
    shown = []
    for hit in hits:
        home = await household_at(info, hit.household, position)
        if home is not None:
            member = await member_at(info, hit.member, position)
            shown.append(_shown(hit, home, member, standing, whom))
    return shown


def _shown(
    hit: Hit, home: Household, member: Member | None, standing: Standing, whom: Member | None
) -> FoundRegistration:
    evidence = hit.evidence
    told = [one for one in evidence if _is_told(one, home, standing)]
    return FoundRegistration(
        household=home,
        member=member,
        likelihood=next(one for least, one in _LIKELY if hit.probability >= least),
        evidence=[FieldEvidence.telling(one) for one in told],
        withheld=None if len(told) == len(evidence) else Reason.of(AGREEMENT_DOES_NOT_OPEN),
        known_to_another_partner=not home.view.own,
        of_member=whom,
    )


def _is_told(one: Evidence, home: Household, standing: Standing) -> bool:
    field = _TELLS_OF.get(one.of)
    if field is None:
        return home.view.shows(Exposure.DETAIL)
    return decide(standing.scope, home.record, field).level is not Level.WITHHELD


def _in_words(one: Evidence, language: Language) -> str:
    return (
        f"{label('evidence_of', one.of, language)}: {label('evidence_level', one.level, language)}"
    )


def query_of(context: RequestContext, by: SearchInput) -> Query:
    """What was given, read as a registration is.

    Raises:
        BadRequest: `birth_date_unreadable`, `age_out_of_range`, `too_long`.
        Refused: `place_unknown`.
    """
    today = context.services.writer.mint.today()
    if by.age is not None and not 0 <= by.age <= _OLDEST:
        raise BadRequest("age_out_of_range", limit=_OLDEST)
    given = [
        IdentityNumberInput(number=number, kind=kind)
        for number, kind in (
            (by.identity_number, None),
            (by.unhcr_number, IdentityNumberKind.UNHCR_FILE),
        )
        if number and number.strip()
    ]
    phones = phones_of([by.phone] if by.phone else [])
    return query_for(
        today,
        name=text_of("name", by.name) or "",
        numbers=identity_numbers(given, today),
        phone=next(iter(phones), None),
        place=None if by.place is None else known_place(by.place).code,
        born=born_of(by.born, today),
        age=by.age,
        sex=by.sex,
    )
