"""What tests of funds ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from registry.api.relay import global_id
from registry.domain.fund import fund_id
from tests.api.planning import PLANNER
from tests.api.register import Person, Register

_MONEY: Final = "{ amount currency }"
STANDS: Final = "contributed committed disbursed balance free"
_FIGURES: Final = " ".join(f"{one} {_MONEY}" for one in STANDS.split())
CHANGED: Final = f"""
    __typename ... on FundChanged {{ id repeated fund {{ {_FIGURES} }} }} ... on Refusal {{ code details }}
"""
SHOW: Final = f"""
query ($id: ID!, $asOf: AsOf, $first: Int!, $after: String) {{
  fund(id: $id, asOf: $asOf) {{
    code {_FIGURES}
    entries(first: $first, after: $after) {{
      edges {{ node {{
        number kind on amount {_MONEY} freed {_MONEY} source givenBy {{ code }} plan paidFor delivery reverses reason
        balance {_MONEY} free {_MONEY}
      }} }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
"""
_TAKES: Final = {
    "openFund": "code: String!, nameAr: String!, nameEn: String!, currency: Currency!",
    "contributeToFund": "fund: ID!, amount: MoneyInput!, source: MoneySource!, on: Date!, givenBy: ID",
    "commitFund": "fund: ID!, plan: ID!, amount: MoneyInput",
    "settleFund": "fund: ID!, plan: ID!, spent: MoneyInput",
    "spendFund": "fund: ID!, amount: MoneyInput!, on: Date!, paidFor: String, delivery: ID",
    "reverseFundEntry": "fund: ID!, number: Int!, reason: FundReversalReason!",
}


def pounds(amount: str | int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "EGP"}


def fund_of(register: Register, person: Person = PLANNER, code: str = "zakat-qus") -> str:
    return global_id("Fund", fund_id(register.partners[person.partner], code))


async def fund(
    register: Register, name: str, person: Person = PLANNER, *, key: str | None = None, **given: Any
) -> dict[str, Any]:
    """What a mutation of that name comes to, of the fund that is called zakat-qus where none is named."""
    takes = _TAKES[name]
    if name != "openFund":
        given = {"fund": fund_of(register), **given}
    words = [one.split(":") for one in takes.split(", ")]
    declared = ", ".join(f"${one}:{kind}" for one, kind in words)
    passed = ", ".join(f"{one}: ${one}" for one, _ in words)
    document = f"""
        mutation ($key: ID!, {declared}) {{ done: {name}(idempotencyKey: $key, {passed}) {{ {CHANGED} }} }}
    """
    asked = {"key": key or str(register.services.new_id()), **given}
    done: dict[str, Any] = (await register.ask(person, document, asked))["done"]
    return done


async def opened(register: Register, amount: str | int = 1000) -> None:
    """A fund of the planner's with so much in it."""
    named: dict[str, Any] = {
        "nameAr": "صندوق الزكاة بقوص",
        "nameEn": "Zakat fund, Qus",
        "currency": "EGP",
    }
    done = await fund(register, "openFund", code="zakat-qus", **named)
    assert done["__typename"] == "FundChanged", done
    came: dict[str, Any] = {"amount": pounds(amount), "source": "ZAKAT", "on": "2026-10-05"}
    done = await fund(register, "contributeToFund", **came)
    assert done["__typename"] == "FundChanged", done


async def show(
    register: Register, person: Person = PLANNER, *, first: int = 50, **asked: Any
) -> dict[str, Any] | None:
    """A fund with its figures as numbers and its entries; None where there is none."""
    given = {"id": fund_of(register), "first": first, **asked}
    found: dict[str, Any] | None = (await register.ask(person, SHOW, given))["fund"]
    if found is None:
        return None
    return {**found, **figures(found)}


def figures(found: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(found[name]["amount"]) for name in STANDS.split()}
