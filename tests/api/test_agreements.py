"""The terms of agreements, as their parties read them."""

from __future__ import annotations

from typing import Any

import pytest

from registry.application import steering
from registry.domain.agreement import Grant, Party
from registry.domain.places import PCode
from registry.domain.vocabulary import ConsentState, FieldGroup, LegalBasis, Level, Purpose, Sees
from tests.api.register import (
    ASSOCIATION,
    MINISTRY,
    NEIGHBOUR,
    NEWCOMER,
    UMBRELLA,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

TERMS = """
    nameEn areas { code nameAr } parties { partner { code } sees legalBasis }
    grants { group level to { code } purposes }
"""
LISTED = f"{{ agreements {{ edges {{ node {{ id {TERMS} }} }} }} }}"
NAMES = "{ households { edges { node { headName { state value reason { code } } } } } }"
REFERRED = {
    "nameEn": "Referral agreement",
    "areas": [
        {"code": "EG2706", "nameAr": "دشنا"},
        {"code": "EG2707", "nameAr": "قوص"},
    ],
    "parties": [
        {"partner": {"code": MINISTRY}, "sees": "RECORDS", "legalBasis": "PUBLIC_TASK"},
        {"partner": {"code": ASSOCIATION}, "sees": "RECORDS", "legalBasis": "CONSENT"},
        {"partner": {"code": UMBRELLA}, "sees": "TOTALS", "legalBasis": "CONSENT"},
    ],
    "grants": [
        {"group": "IDENTITY", "level": "MASKED", "to": [], "purposes": []},
        {
            "group": "SENSITIVE",
            "level": "CLEAR",
            "to": [{"code": MINISTRY}],
            "purposes": ["REFERRAL"],
        },
    ],
}


async def sign_referral(register: Register, *grants: Grant, **terms: Any) -> None:
    await register.sign(
        name_en="Referral agreement",
        parties=(
            Party(partner=register.partners[MINISTRY], legal_basis=LegalBasis.PUBLIC_TASK),
            Party(partner=register.partners[ASSOCIATION], legal_basis=LegalBasis.CONSENT),
            Party(
                partner=register.partners[UMBRELLA],
                sees=Sees.TOTALS,
                legal_basis=LegalBasis.CONSENT,
            ),
        ),
        grants=grants,
        purposes=(Purpose.REGISTRATION, Purpose.REFERRAL),
        areas=(PCode("EG2706"), PCode("EG2707")),
        **terms,
    )


async def test_a_party_reads_the_terms_as_they_were_signed(
    register: Register, settled: Settle
) -> None:
    await sign_referral(
        register,
        Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),
        Grant(
            group=FieldGroup.SENSITIVE,
            level=Level.CLEAR,
            to=(register.partners[MINISTRY],),
            purposes=(Purpose.REFERRAL,),
        ),
    )
    await settled()
    for person in (NEIGHBOUR, Person(UMBRELLA)):
        listed = await register.ask(person, LISTED)
        (signed,) = [
            edge["node"]
            for edge in listed["agreements"]["edges"]
            if edge["node"]["nameEn"] == "Referral agreement"
        ]
        number = signed.pop("id")
        assert signed == REFERRED
        again = f"query ($id: ID!) {{ node(id: $id) {{ ... on Agreement {{ {TERMS} }} }} }}"
        assert (await register.ask(person, again, {"id": number}))["node"] == REFERRED
        mine = await register.ask(person, f"{{ me {{ agreements {{ {TERMS} }} }} }}")
        assert REFERRED in mine["me"]["agreements"]
        stranger = Person(NEWCOMER)
        assert (await register.ask(stranger, again, {"id": number}))["node"] is None


async def test_a_suspended_party_reads_no_terms_by_their_id_either(
    register: Register, settled: Settle
) -> None:
    await settled()
    (edge, *_) = (await register.ask(NEIGHBOUR, LISTED))["agreements"]["edges"]
    await register.services.writer.submit(
        steering.suspend_partner(register.partners[ASSOCIATION], register.operator)
    )
    await settled()
    again = f"query ($id: ID!) {{ node(id: $id) {{ ... on Agreement {{ {TERMS} }} }} }}"
    assert (await register.ask(NEIGHBOUR, again, {"id": edge["node"]["id"]}))["node"] is None


@pytest.mark.parametrize(
    ("to", "purpose", "state"),
    [
        (ASSOCIATION, Purpose.REFERRAL, "CLEAR"),
        (ASSOCIATION, Purpose.REGISTRATION, "WITHHELD"),
        (MINISTRY, Purpose.REFERRAL, "WITHHELD"),
    ],
)
async def test_a_name_opens_to_whom_and_for_what_it_was_granted(
    register: Register, settled: Settle, to: str, purpose: Purpose, state: str
) -> None:
    await register.end_agreement()
    grant = Grant(
        group=FieldGroup.IDENTITY,
        level=Level.CLEAR,
        to=(register.partners[to],),
        purposes=(Purpose.REFERRAL,),
    )
    await sign_referral(register, grant)
    await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    await settled()
    shown = await register.ask(Person(ASSOCIATION, purpose=purpose), NAMES)
    (household,) = [edge["node"]["headName"] for edge in shown["households"]["edges"]]
    assert household["state"] == state
    assert household["value"] == ("فاطمة عبد الرحيم" if state == "CLEAR" else None)
    if state == "WITHHELD":
        assert household["reason"] == {"code": "agreement_does_not_open"}


async def test_who_was_not_asked_is_shared_by_the_partner_with_a_public_task_alone(
    register: Register, settled: Settle
) -> None:
    await register.end_agreement()
    await sign_referral(register, Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR))
    for partner, head in ((MINISTRY, "نورا سيد"), (ASSOCIATION, "زينب ياسر")):
        await register.registered(partner, head, sharing=ConsentState.NOT_ASKED)
    await settled()
    seen = {
        partner: {
            edge["node"]["headName"]["value"]
            for edge in (await register.ask(Person(partner), NAMES))["households"]["edges"]
        }
        for partner in (MINISTRY, ASSOCIATION)
    }
    assert seen == {MINISTRY: {"نورا سيد"}, ASSOCIATION: {"نورا سيد", "زينب ياسر"}}
