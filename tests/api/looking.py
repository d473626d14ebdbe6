"""Looking for people: how it is asked, and a register whose index is up to date."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.api.context import Services
from registry.application.claims import all_claims
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.domain.access import RegistrationsSearched
from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.identity_numbers import IdentityNumberKind, read_identity_number
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import Relation, Sex
from registry.matching import index
from registry.matching.columns import as_columns
from registry.matching.tokens import tokens_of
from tests.api.register import CASEWORKER, MINISTRY, Person, Register

Indexed: TypeAlias = Callable[[], Awaitable[None]]
"""Bring the index to the end of the log."""
PHONE: Final = Phone(e164="+201092574822", raw="01092574822", state=PhoneState.VALID)
SEARCH: Final = """
query ($by: SearchInput!, $first: Int! = 10) {
  found: searchRegistrations(by: $by, first: $first) {
    __typename
    ... on SearchAnswer {
      complete missing { code messageAr messageEn } searchedBy
      found {
        likelihood knownToAnotherPartner withheld { code }
        household { id headName { state value masked } partner { code } ownRegistration }
        member { id name { value masked } born { value masked } }
        evidence { of level weight textAr textEn }
      }
    }
    ... on Refusal { code messageAr messageEn }
  }
}
"""


async def bring_up(services: Services, matcher: AsyncConnection[Any], position: int) -> None:
    """Enter everybody who is in the read models, which are at the position."""
    keys = services.keys
    await matcher.execute("delete from match.record")
    async with services.readers.connection() as reader:
        async for known in all_claims(reader, keys):
            columns = as_columns(one.claim for one in known)
            numbers = [one.numbers for one in known]
            tokens = tokens_of(columns, numbers, keys.registry_key("matching"))
            entries = [
                index.Entry(one.member, one.household, those.every)
                for one, those in zip(known, tokens, strict=True)
            ]
            await index.put(matcher, entries)
    await index.reach(matcher, position, "nobody judged")


async def search(
    register: Register, who: Person = CASEWORKER, *, first: int = 10, **by: Any
) -> dict[str, Any]:
    given = {"by": by, "first": first}
    return dict((await register.ask(who, SEARCH, given))["found"])


async def homes(register: Register, who: Person = CASEWORKER, **by: Any) -> list[str]:
    answer = await search(register, who, **by)
    assert answer["complete"], answer
    return [one["household"]["headName"]["value"] for one in answer["found"]]


async def searches(register: Register) -> list[RegistrationsSearched]:
    facts = [one.fact for one in await register.on_record()]
    return [fact for fact in facts if isinstance(fact, RegistrationsSearched)]


async def registered_in_full(register: Register) -> UUID:
    """Somebody of whom all is known, at the ministry."""
    head = MemberDraft(
        name=PersonName(written="فاطمة عبد الرحيم محمود"),
        relation=Relation.HEAD,
        sex=Sex.FEMALE,
        born=PreciseDate.parse("1985-03-02"),
        identity_numbers=(
            read_identity_number("28503022712345"),
            read_identity_number("123-45C67890", kind=IdentityNumberKind.UNHCR_FILE),
        ),
    )
    draft = HouseholdDraft(head=head, place=PCode("EG2706"), phones=(PHONE,))
    mint = register.services.writer.mint
    return await register.submit(register_household(draft, register.context(MINISTRY), mint))


async def born_in(register: Register, name: str, year: str) -> UUID:
    """Somebody of whom a name and the year of birth are known, at the ministry."""
    head = MemberDraft(
        name=PersonName(written=name), relation=Relation.HEAD, born=PreciseDate.parse(year)
    )
    draft = HouseholdDraft(head=head, place=PCode("EG2706"))
    mint = register.services.writer.mint
    return await register.submit(register_household(draft, register.context(MINISTRY), mint))
