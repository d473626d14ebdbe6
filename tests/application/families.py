"""A family of جمعية البر, and what its facts say: for those who change it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import pytest

from registry.application import roster
from registry.application.amendments import (
    Amendment,
)
from registry.application.command import Context, Outcome
from registry.application.comparing import as_it_stands
from registry.application.corrections import correction
from registry.application.households import (
    HouseholdDraft,
    MemberDraft,
    register_household,
)
from registry.domain.access import FieldsOpened
from registry.domain.dates import precise_date
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.domain.household import (
    MemberJoined,
    PersonName,
)
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    Purpose,
    Relation,
    Role,
    Sex,
)
from registry.privacy.sealer import OpenedState, open_records
from tests.application.conftest import Office

GOOD = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
BAD = Phone(e164=None, raw="٠١٠", state=PhoneState.INVALID)
FactT = TypeVar("FactT")


async def a_family(office: Office, **known: Any) -> UUID:
    """فاطمة with her son علي and her daughter منى."""
    draft = HouseholdDraft(
        head=MemberDraft(
            name=PersonName(written="فاطمة عبد الرحيم"),
            relation=Relation.HEAD,
            sex=Sex.FEMALE,
            born=precise_date(1985, 3, 2),
        ),
        members=(
            MemberDraft(
                name=PersonName(written="علي محمود"),
                relation=Relation.CHILD,
                partner_reference="ق-12/1",
            ),
            MemberDraft(
                name=PersonName(written="منى محمود"),
                relation=Relation.CHILD,
                partner_reference="ق-12/2",
            ),
        ),
        place=PCode("EG2706"),
        declared_size=3,
    )
    draft = replace(draft, **known)
    command = register_household(draft, office.context, office.writer.mint)
    return (await office.writer.submit(command)).stream


async def facts(office: Office, stream: UUID) -> list[AnyFact]:
    return [one.fact for one in await office.writer.log.load(stream)]


async def last(office: Office, stream: UUID, of: type[FactT]) -> FactT:
    return [one for one in await facts(office, stream) if isinstance(one, of)][-1]


async def members(office: Office, household: UUID) -> list[UUID]:
    """In the order in which they were named, the head first."""
    return [one.member for one in await facts(office, household) if isinstance(one, MemberJoined)]


async def opened(office: Office, record: object) -> Any:
    assert isinstance(record, bytes)
    (found,) = (await open_records({0: record}, office.writer.keys)).values()
    assert found.state is OpenedState.CLEAR
    return found.value


async def openings(office: Office) -> list[tuple[Role, Purpose, FieldsOpened]]:
    """What went on record, by whom it was opened and what for."""
    query = "select originator_id from log.facts where topic = 'access.fields_opened.v1' order by notification_id"
    with office.writer.log._connection() as connection:
        streams = [row["originator_id"] for row in connection.execute(query).fetchall()]
    return [
        (one.envelope.role, one.envelope.purpose, one.fact)
        for stream in dict.fromkeys(streams)
        for one in await office.writer.log.load(stream)
        if isinstance(one.fact, FieldsOpened)
    ]


async def correct(office: Office, amendment: Amendment, context: Context) -> Outcome:
    return await as_it_stands(office.writer, partial(correction, office.writer, amendment, context))


async def moved(office: Office, move: roster.Move, context: Context) -> Outcome:
    return await as_it_stands(office.writer, partial(roster.move, office.writer, move, context))


async def refusal(asked: Any) -> str:
    with pytest.raises(SijillError) as refused:
        await asked
    return refused.value.code


def at_another(office: Office, context: Context) -> Office:
    return replace(office, context=context)
