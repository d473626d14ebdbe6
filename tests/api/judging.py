"""Households and rules for the tests of entitlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from registry.api.relay import global_id
from registry.application import steering
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.judging import Judged, Whom, judge
from registry.domain.dates import PreciseDate
from registry.domain.household import Consent, PersonName
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.rules import EligibilityRule, Expression, RuleClause
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Purpose,
    Relation,
    Role,
)
from tests.api.register import MINISTRY, Person, Register

OFFICER = Person(MINISTRY, Role.DATA_OFFICER, Purpose.ELIGIBILITY)
SHARED = (Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN),)
SHOW = """
query ($household: ID!, $programme: ID!, $asOf: AsOf) {
  eligibility(household: $household, programme: $programme, asOf: $asOf) {
    entitlement ended due until rule { version clauses { nameEn } } explanation { state values }
  }
}
"""
YOUNG = "members.exists(m, m.age < 5)"


def rule(*expressions: str, until: date | None = None) -> EligibilityRule:
    return EligibilityRule(
        clauses=tuple(
            RuleClause(
                name_ar=PublicName(f"شرط {number}"),
                name_en=PublicName(f"Clause {number}"),
                expression=Expression(one),
            )
            for number, one in enumerate(expressions, 1)
        ),
        until=until,
    )


async def ruled(register: Register, *expressions: str, until: date | None = None) -> None:
    context = register.context(MINISTRY, Role.PROGRAMME_MANAGER)
    programme = register.programmes["baskets"]
    await register.submit(steering.set_rule(programme, rule(*expressions, until=until), context))


async def judged(register: Register, *households: UUID, role: Role = Role.DATA_OFFICER) -> Judged:
    context = replace(register.context(MINISTRY, role), purpose=Purpose.ELIGIBILITY)
    async with register.services.readers.connection() as connection:
        return await judge(
            register.services.writer,
            connection,
            register.programmes["baskets"],
            context,
            Whom(households=households or None),
        )


async def home(register: Register, born: str | None, size: int | None = 2, **more: Any) -> UUID:
    """With a mother and a child that was born then."""
    child = MemberDraft(
        name=PersonName(written="علي"),
        relation=Relation.CHILD,
        born=None if born is None else PreciseDate.parse(born),
        **more,
    )
    mother = MemberDraft(
        name=PersonName(written="فاطمة عبد الرحيم"),
        relation=Relation.HEAD,
        born=PreciseDate.parse("1985-03-02"),
    )
    draft = HouseholdDraft(
        head=mother, members=(child,), declared_size=size, place=PCode("EG2706"), consent=SHARED
    )
    mint = register.services.writer.mint
    return await register.submit(register_household(draft, register.context(MINISTRY), mint))


async def shown(
    register: Register, household: UUID, person: Person = OFFICER, **more: Any
) -> dict[str, Any] | None:
    given = {
        "household": global_id("Household", household),
        "programme": global_id("Programme", register.programmes["baskets"]),
        **more,
    }
    found: dict[str, Any] | None = (await register.ask(person, SHOW, given))["eligibility"]
    return found
