"""Deliveries: what is shown of them, and of the past."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from registry.application.deliveries import Benefit, DeliveryDraft, record_delivery
from registry.domain.agreement import Grant
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    ConsentState,
    CountsAs,
    FieldGroup,
    LegalBasis,
    Level,
    Purpose,
    Unit,
)
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

LEDGER = """
query ($filter: DeliveryFilter, $asOf: AsOf) {
  deliveries(filter: $filter, asOf: $asOf) {
    refusals { code }
    edges { node {
      id family claim markaz { code } partner { code } on { value precision }
      household { id ownRegistration } headcount programme { code } kind unit quantity countsAs
      place { code } moneySources
      giver { state value reason { code } } collector { state value masked }
    } }
  }
}
"""
CLOSED = {
    "headcount": None,
    "programme": None,
    "kind": None,
    "unit": None,
    "quantity": None,
    "countsAs": None,
    "place": None,
    "moneySources": None,
}


async def ledger(register: Register, person: Person, **variables: Any) -> list[dict[str, Any]]:
    page = (await register.ask(person, LEDGER, variables))["deliveries"]
    return [edge["node"] for edge in page["edges"]]


async def test_others_see_family_day_markaz_and_partner_and_no_more(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(ASSOCIATION, village=True)
    await register.delivered(
        ASSOCIATION, "food", household, giver="متبرع", collector=Collector(name="علي محمود")
    )
    await settled()
    (own,) = await ledger(register, NEIGHBOUR)
    assert own["collector"] == {"state": "CLEAR", "value": "علي محمود", "masked": None}
    assert own["programme"] == {"code": "food"}
    (shown,) = await ledger(register, CASEWORKER)
    assert shown["family"] == "FOOD"
    assert shown["on"] == {"value": "2026-10-01", "precision": "MONTH"}
    assert shown["partner"] == {"code": ASSOCIATION}
    assert shown["markaz"] == {"code": "EG2706"}
    assert shown["household"]["ownRegistration"] is False
    assert {name: shown[name] for name in CLOSED} == CLOSED
    assert shown["giver"]["state"] == shown["collector"]["state"] == "WITHHELD"
    assert "متبرع" not in str(shown)


async def test_a_delivery_to_who_refused_sharing_does_not_exist_for_others(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(ASSOCIATION, sharing=ConsentState.REFUSED)
    await register.delivered(ASSOCIATION, "food", household)
    await settled()
    (own,) = await ledger(register, NEIGHBOUR)
    assert await ledger(register, CASEWORKER) == []
    found = await register.ask(
        CASEWORKER, "query ($id: ID!) { node(id: $id) { id } }", {"id": own["id"]}
    )
    assert found["node"] is None
    totals = await register.ask(AUDITOR, "{ reached { edges { node { persons } } } }")
    assert totals["reached"]["edges"] == [{"node": {"persons": 1}}]


async def test_several_agreements_do_not_add_up(register: Register, settled: Settle) -> None:
    """One shows a household that was not asked, another opens contacts of those who agreed."""
    clear = tuple(
        Grant(group=group, level=Level.CLEAR)
        for group in (FieldGroup.IDENTITY, FieldGroup.SENSITIVE)
    )
    await register.sign(base=False, grants=clear, legal_basis=LegalBasis.CONSENT)
    household = await register.registered(ASSOCIATION, sharing=ConsentState.NOT_ASKED)
    await register.delivered(
        ASSOCIATION, "food", household, giver="متبرع", collector=Collector(name="علي")
    )
    await settled()
    (shown,) = await ledger(register, CASEWORKER)
    assert shown["programme"] is None
    assert shown["giver"]["state"] == shown["collector"]["state"] == "WITHHELD"


async def test_an_agreement_beyond_the_base_shows_the_programme_and_its_grants(
    register: Register, settled: Settle
) -> None:
    clear = Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR)
    await register.sign(base=False, grants=(clear,))
    household = await register.registered(ASSOCIATION)
    await register.delivered(
        ASSOCIATION, "food", household, giver="متبرع", collector=Collector(name="علي محمود")
    )
    await settled()
    (shown,) = await ledger(register, CASEWORKER)
    assert shown["programme"] == {"code": "food"}
    assert shown["collector"]["value"] == "علي محمود"
    assert shown["giver"]["state"] == "WITHHELD"
    assert shown["moneySources"] is None


async def test_what_the_household_reported_is_marked_and_not_counted(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(MINISTRY)
    await reported(register, household)
    await headcount(register, 12)
    await settled()
    first, second = await ledger(register, CASEWORKER)
    assert first["claim"] == "REPORTED_BY_HOUSEHOLD"
    assert first["giver"]["value"] == "جمعية الخير"
    assert (second["headcount"], second["household"]) == (12, None)
    assert second["collector"]["state"] == "CLEAR"
    totals = await register.ask(
        AUDITOR, "{ reached { edges { node { persons services unnamed } } } }"
    )
    assert totals["reached"]["edges"] == [{"node": {"persons": 0, "services": 0, "unnamed": 12}}]


async def test_the_ledger_is_searched_by_what_is_shown(register: Register, settled: Settle) -> None:
    household = await register.registered(ASSOCIATION, village=True)
    await register.delivered(ASSOCIATION, "food", household)
    await settled()
    food, village = (
        str(register.programmes["food"]),
        (await ledger(register, NEIGHBOUR))[0]["place"],
    )
    for shown in (
        {"family": "FOOD"},
        {"partner": str(register.partners[ASSOCIATION])},
        {"place": "EG2706"},
        {"deliveredFrom": "2026-10-31"},
        {"claim": "OWN_RECORD"},
    ):
        assert len(await ledger(register, CASEWORKER, filter=shown)) == 1, shown
    for other in ({"family": "CASH"}, {"deliveredUntil": "2026-09-30"}, {"place": "EG2708"}):
        assert await ledger(register, NEIGHBOUR, filter=other) == [], other
    for closed in ({"programme": food}, {"place": village["code"]}):
        assert len(await ledger(register, NEIGHBOUR, filter=closed)) == 1, closed
        page = (await register.ask(CASEWORKER, LEDGER, {"filter": closed}))["deliveries"]
        assert page["edges"] == []
        assert [one["code"] for one in page["refusals"]] == ["search_by_closed_field"]


async def test_the_past_shows_what_the_log_held(register: Register, settled: Settle) -> None:
    before = await settled()
    household = await register.registered(MINISTRY)
    registered = await settled()
    await register.delivered(MINISTRY, "cash", household)
    delivered = await settled()
    for position, expected in ((before, 0), (registered, 0), (delivered, 1)):
        as_of = {"position": position}
        assert len(await ledger(register, CASEWORKER, asOf=as_of)) == expected
    counts = []
    for position in (before, registered, delivered):
        data = await register.ask(
            CASEWORKER,
            "query ($at: AsOf) { households(asOf: $at) { position edges { node "
            "{ deliveries { edges { node { id } } } } } } }",
            {"at": {"position": position}},
        )
        edges = data["households"]["edges"]
        assert data["households"]["position"] == position
        counts.append([len(edge["node"]["deliveries"]["edges"]) for edge in edges])
    assert counts == [[], [0], [1]]
    past = await ledger(register, CASEWORKER, asOf={"date": "2020-01-01"})
    assert past == []
    tomorrow = await ledger(register, CASEWORKER, asOf={"date": "9999-12-30"})
    assert len(tomorrow) == 1


async def reported(register: Register, household: UUID) -> None:
    draft = DeliveryDraft(
        household=household,
        benefit=Benefit(family=BenefitFamily.FOOD, kind=BenefitKind.IN_KIND, unit=Unit.BASKET),
        on=PreciseDate(date(2026, 10, 1)),
        claim=Claim.REPORTED_BY_HOUSEHOLD,
        giver="جمعية الخير",
    )
    mint = register.services.writer.mint
    await register.submit(record_delivery(draft, register.context(MINISTRY), mint))


async def headcount(register: Register, heads: int) -> None:
    draft = DeliveryDraft(
        headcount=heads,
        place=PCode("EG2706"),
        programme=register.programmes["cash"],
        counts_as=CountsAs.PERSON,
        on=PreciseDate(date(2026, 10, 1)),
    )
    mint = register.services.writer.mint
    await register.submit(record_delivery(draft, register.context(MINISTRY), mint))


async def test_a_purpose_that_needs_no_names_reads_none(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    await settled()
    data = await register.ask(
        Person(MINISTRY, purpose=Purpose.STATISTICS),
        "{ households { edges { node { headName { state reason { code } } } } } }",
    )
    (edge,) = data["households"]["edges"]
    assert edge["node"]["headName"] == {
        "state": "WITHHELD",
        "reason": {"code": "purpose_not_allowed"},
    }
