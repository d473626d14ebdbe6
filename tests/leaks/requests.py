"""What is asked of the API: what it takes in, what it opens, and all that it must refuse without a word of it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from tests.leaks.scene import Client
from tests.leaks.sentinels import (
    ADDRESS,
    BORN,
    COLLECTOR,
    GIVER,
    NAME,
    NAME_IN_LATIN,
    NAME_OF_MEMBER,
    NATIONAL_ID,
    NATIONAL_ID_OF_MEMBER,
    PARTNER_REFERENCE,
    PASSPORT,
    PHONE,
    SOUGHT,
)

CASEWORKER: Final = "caseworker@moss-qena"
NEIGHBOUR: Final = "caseworker@albir-qena"
AUDITOR: Final = "auditor@moss-qena"

REGISTER: Final = """
mutation ($input: HouseholdInput!, $key: ID!) {
  registerHousehold(input: $input, idempotencyKey: $key) {
    __typename ... on HouseholdRegistered { id } ... on Refusal { code messageAr messageEn details }
  }
}
"""
ADD: Final = """
mutation ($household: ID!, $member: MemberInput!, $key: ID!) {
  addMember(household: $household, member: $member, idempotencyKey: $key) {
    __typename ... on MemberAdded { id } ... on Refusal { code messageAr messageEn details }
  }
}
"""
DELIVER: Final = """
mutation ($input: DeliveryInput!, $key: ID!) {
  recordDelivery(input: $input, idempotencyKey: $key) {
    __typename ... on DeliveryRecorded { id } ... on Refusal { code messageAr messageEn details }
  }
}
"""
OPEN: Final = """
{ households(first: 100) { edges { node {
    ownRegistration headName { value } partnerReference { value }
    phones { values } address { value } criteria { values }
    members { id name { value } born { value } identityNumbers { values } phones { values } criteria { values } }
} } }
  deliveries(first: 100) { edges { node { giver { value } collector { value } } } } }
"""

SEARCH: Final = """
query ($by: SearchInput!, $people: [SearchInput!]!) {
  one: searchRegistrations(by: $by) {
    __typename ... on SearchAnswer { complete searchedBy found { likelihood } }
    ... on Refusal { code messageAr messageEn details }
  }
  many: searchMany(people: $people) { __typename ... on Refusal { code details } }
}
"""

HEAD: Final[Mapping[str, Any]] = {
    "name": f"{NAME.texts[0]} عبد الرحمن",
    "alsoWritten": [f"{NAME_IN_LATIN.texts[0]} Abdelrahman"],
    "sex": "MALE",
    "born": BORN.texts[0],
    "identityNumbers": [
        {"number": PASSPORT.texts[0], "kind": "PASSPORT"},
        {"number": NATIONAL_ID.texts[0]},
    ],
    "phones": [f"0{PHONE.texts[0]}"],
    "criteria": ["SEASONAL_WORKER"],
    "functioning": {"seeing": 4},
}
FAMILY: Final[Mapping[str, Any]] = {
    "head": HEAD,
    "place": "EG2706",
    "declaredSize": 3,
    "phones": [f"0{PHONE.texts[0]}"],
    "address": f"درب {ADDRESS.texts[0]}",
    "criteria": ["SEASONAL_WORKER"],
}
CHILD: Final[Mapping[str, Any]] = {
    "name": f"{NAME_IN_LATIN.texts[0]} Khaled",
    "alsoWritten": [NAME_OF_MEMBER.texts[0]],
    "relation": "CHILD",
    "identityNumbers": [{"number": NATIONAL_ID_OF_MEMBER.texts[0]}],
}
HELP: Final[Mapping[str, Any]] = {
    "benefit": {"family": "FOOD", "kind": "IN_KIND", "unit": "BASKET"},
    "claim": "REPORTED_BY_HOUSEHOLD",
    "on": "2026-10",
    "giver": f"{GIVER.texts[0]} Foundation",
    "collector": {"name": COLLECTOR.texts[0]},
}


def take_in(client: Client, tokens: Mapping[str, str]) -> None:
    """A family, one more of its members, and help that it reports."""
    token = tokens[CASEWORKER]
    key = f"{NAME_IN_LATIN.texts[0]}-1"
    said = client.ask("registered", token, REGISTER, {"input": FAMILY, "key": key})
    household = said["data"]["registerHousehold"]["id"]
    member = {"household": household, "member": CHILD, "key": f"{key}-child"}
    said = client.ask("joined", token, ADD, member)
    assert said["data"]["addMember"]["__typename"] == "MemberAdded", said
    help_ = {"input": {**HELP, "household": household}, "key": f"{key}-help"}
    said = client.ask("delivered", token, DELIVER, help_)
    assert said["data"]["recordDelivery"]["__typename"] == "DeliveryRecorded", said


def be_refused(client: Client, tokens: Mapping[str, str]) -> None:
    """Rules of the register say no: every answer is a refusal."""
    token, name = tokens[CASEWORKER], NAME.texts[0]
    again = {**FAMILY, "address": ADDRESS.texts[0] * 2}
    claimed = {**FAMILY, "partnerReference": PARTNER_REFERENCE.texts[0]}
    wrong: dict[str, tuple[str, str, Mapping[str, Any]]] = {
        "key_reused": (token, REGISTER, {"input": again, "key": f"{NAME_IN_LATIN.texts[0]}-1"}),
        "reference_claimed": (token, REGISTER, {"input": claimed, "key": "2"}),
        "no_place": (token, REGISTER, {"input": {**FAMILY, "place": name}, "key": "3"}),
        "no_date": (token, REGISTER, {"input": {**FAMILY, "head": {**HEAD, "born": name}}, "key": "4"}),
        "no_name": (token, REGISTER, {"input": {**FAMILY, "head": {**HEAD, "name": " "}}, "key": "5"}),
        "key_too_long": (token, REGISTER, {"input": FAMILY, "key": name * 100}),
        "no_household": (token, ADD, {"household": name, "member": CHILD, "key": "6"}),
        "no_recipient": (token, DELIVER, {"input": {**HELP, "household": name}, "key": "7"}),
        "no_right": (tokens[AUDITOR], REGISTER, {"input": FAMILY, "key": "8"}),
    }  # fmt: skip
    for case, (shown, document, variables) in wrong.items():
        said = client.ask(case, shown, document, variables)
        results = [] if said.get("data") is None else list(said["data"].values())
        assert [one["__typename"] for one in results if one] == ["Refusal"] or "errors" in said, (
            said
        )


def look_for_people(client: Client, tokens: Mapping[str, str]) -> None:
    """For whom the register has, for whom it has not, by too little and by what cannot be read; as two partners."""
    nobody = f"{SOUGHT.texts[0]} {SOUGHT.texts[1]}"
    asked: dict[str, Mapping[str, Any]] = {
        "by_name": {"name": f"{NAME.texts[0]} {nobody}", "sex": "MALE"},
        "by_number": {"identityNumber": NATIONAL_ID.texts[0]},
        "by_phone": {"phone": f"0{PHONE.texts[0]}", "born": BORN.texts[0]},
        "by_what_is_no_phone": {"name": f"{nobody} {nobody}", "phone": SOUGHT.texts[1]},
        "by_too_little": {"name": SOUGHT.texts[0]},
        "by_no_place": {"name": nobody, "place": SOUGHT.texts[0]},
        "by_no_day": {"name": nobody, "born": SOUGHT.texts[0]},
        "by_no_sex": {"name": nobody, "sex": SOUGHT.texts[1]},
    }
    for who in (CASEWORKER, NEIGHBOUR):
        for case, by in asked.items():
            said = client.ask(f"{case}_{who}", tokens[who], SEARCH, {"by": by, "people": [by]})
            found = (said.get("data") or {}).get("one") or {}
            assert "errors" in said or found["__typename"] in {"SearchAnswer", "Refusal"}, said


def be_malformed(client: Client, tokens: Mapping[str, str]) -> None:
    """Documents, variables and bodies that say nothing sensible: every answer is an error."""
    token, name = tokens[CASEWORKER], NAME_IN_LATIN.texts[0]
    documents: dict[str, tuple[str, Mapping[str, Any]]] = {
        "sex_unknown": (REGISTER, {"input": {**FAMILY, "head": {**HEAD, "sex": name}}, "key": "1"}),
        "name_a_list": (REGISTER, {"input": {**FAMILY, "head": {**HEAD, "name": [HEAD]}}, "key": "1"}),
        "field_unknown": (REGISTER, {"input": {**FAMILY, name: PHONE.texts[0]}, "key": "1"}),
        "size_a_name": (REGISTER, {"input": {**FAMILY, "declaredSize": NAME.texts[0]}, "key": "1"}),
        "nothing": (REGISTER, {"key": name}),
        "no_such_field": ("{ " + name + " }", {}),
        "syntax": ('{ households(first: 2 "' + NAME.texts[0], {}),
        "literal": ('{ household(id: "' + NAME.texts[0] + '") { id } }', {}),
        "literal_of_another_type": ('{ households(first: "' + PHONE.texts[0] + '") { edges { cursor } } }', {}),
        "cursor": ('{ households(after: "' + name + '") { edges { cursor } } }', {}),
        "surrogate": (REGISTER, {"input": {**FAMILY, "address": f"{name}\ud800"}, "key": "9"}),
    }  # fmt: skip
    for case, (document, variables) in documents.items():
        said = client.ask(case, token, document, variables)
        assert "errors" in said or "Refusal" in json.dumps(said), said
    shown = {"authorization": f"Bearer {token}"}
    body = json.dumps({"query": OPEN, "variables": {"name": name}}).encode()
    assert client.post("cut_short", body[:-3], **shown).is_client_error
    assert client.post("batched", b"[" + body + b"]", **shown).is_client_error
    assert client.post("not_utf8", name.encode() + b"\xff", **shown).is_client_error
    typed = {**shown, "content-type": f"text/{name}"}
    assert client.post("other_type", body, **typed).is_client_error
    address = f"/graphql?query={quote(NAME.texts[0])}"
    for case, path in (("get", address), ("lost", f"/{name}/{quote(NAME.texts[0])}")):
        answer = client.http.get(path, headers=shown)
        client.keep(case, answer)
        assert answer.is_client_error


def be_a_stranger(client: Client, tokens: Mapping[str, str]) -> None:
    """Tokens that are none, with somebody's name in them."""
    name = NAME_IN_LATIN.texts[0]
    good = tokens[CASEWORKER]
    unsigned = ".".join(
        [_part({"alg": "none", "kid": name}), _part({"sub": name, "name": NAME.texts[0]}), ""]
    )
    forged = ".".join([good.split(".")[0], _part({"sub": name}), good.split(".")[2]])
    body = json.dumps({"query": OPEN}).encode()
    for case, token in (("garbage", name), ("unsigned", unsigned), ("forged", forged)):
        answer = client.post(case, body, authorization=f"Bearer {token}")
        assert answer.status_code == 401, answer.text
    assert client.post("nobody", body).status_code == 401


def _part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value, ensure_ascii=False).encode()).decode().rstrip("=")
