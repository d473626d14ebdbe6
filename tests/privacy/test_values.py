from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any, NewType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.dates import PreciseDate, Precision, days_from
from registry.domain.envelope import Envelope, Fact
from registry.domain.facts import SAID_AGAIN, STORED_NAMES
from registry.domain.fields import Clear, Contact, Identity, Personal
from registry.domain.household import PersonName, Stratum, WashingtonGroup
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberFault,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.phones import Phone, PhoneState
from registry.domain.vocabulary import Criterion, CriterionClass, FieldGroup, RegistrationWarning
from registry.privacy import values
from registry.privacy.sealing import Label, seal
from registry.privacy.values import (
    PERSONAL,
    assert_declared,
    decode_value,
    encode_value,
    field_name,
    undeclared,
)

JOINED = "household.member_joined.v1"
REGISTERED = "household.registered.v1"
DELIVERED = "delivery.recorded.v1"

texts = st.text(st.characters(codec="utf-8"))

Code = NewType("Code", str)
Loose = NewType("Loose", bytes)


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True, kw_only=True)
class Inner(Fact):
    known: Clear[Code]
    free: str
    deeper: Clear[tuple[Bare, ...]]


@dataclass(frozen=True, kw_only=True)
class Bare(Fact):
    count: int


@dataclass(frozen=True, kw_only=True)
class HidesAName(Fact):
    name: Personal[str, Identity]


@dataclass(frozen=True, kw_only=True)
class Careless(Fact):
    name: str
    walking: int
    born: date
    also: Clear[str]
    raw: Clear[bytes | None]
    loose: Clear[Loose]
    anything: Clear[object]
    whatever: Clear[Any]
    scores: Clear[dict[str, int]]
    notes: Clear[tuple[str, ...]]
    income: Clear[float]
    half: Personal  # type: ignore[type-arg]  # just that is the fault
    either: Personal[str, Identity] | str
    inner: Clear[Inner]
    many: Clear[tuple[Inner | None, ...]]
    hidden: Clear[HidesAName]


@dataclass(frozen=True, kw_only=True)
class Careful(Fact):
    code: Clear[Code]
    count: Clear[int | None] = None
    colour: Clear[Colour] = Colour.GREEN
    member: Clear[UUID]
    seen: Clear[tuple[PreciseDate, ...]] = ()
    terms: Clear[tuple[UUID, date | None] | None] = None
    phones: Personal[tuple[Phone, ...], Contact]
    giver: Personal[str | None, Contact] | None = None


def test_every_field_of_every_fact_is_declared() -> None:
    faults = {kind: undeclared(kind) for kind in (Envelope, *STORED_NAMES.values())}
    assert {kind: paths for kind, paths in faults.items() if paths} == {}
    assert_declared()


def test_each_undeclared_field_is_named_by_its_path() -> None:
    assert undeclared(Careless) == [
        "Careless.name",
        "Careless.walking",
        "Careless.born",
        "Careless.also",
        "Careless.raw",
        "Careless.loose",
        "Careless.anything",
        "Careless.whatever",
        "Careless.scores",
        "Careless.notes",
        "Careless.income",
        "Careless.half",
        "Careless.either",
        "Careless.inner.free",
        "Careless.inner.deeper.count",
        "Careless.many.free",
        "Careless.many.deeper.count",
        "Careless.hidden.name",
    ]


def test_a_fact_that_declares_everything_has_no_fault() -> None:
    assert undeclared(Careful) == []


def test_a_fact_that_declares_too_little_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STORED_NAMES, "careless.v1", Careless)
    with pytest.raises(TypeError, match=r"Careless\.name, Careless\.walking"):
        assert_declared()


def test_a_field_that_is_said_again_is_of_the_group_it_was_of_and_goes_by_its_first_name() -> None:
    for (fact, name), field in PERSONAL.items():
        if fact in SAID_AGAIN:
            first = PERSONAL[SAID_AGAIN[fact], name]
            assert (field.group, field_name(fact, name)) == (
                first.group,
                field_name(first.fact, name),
            )


def test_the_groups_of_personal_fields_are_as_promised() -> None:
    first_said = {place: one for place, one in PERSONAL.items() if place[0] not in SAID_AGAIN}
    assert {place: field.group.value for place, field in first_said.items()} == {
        (REGISTERED, "partner_reference"): "identity",
        (REGISTERED, "phones"): "contact",
        (REGISTERED, "address"): "contact",
        (REGISTERED, "criteria"): "sensitive",
        (REGISTERED, "warnings"): "sensitive",
        (JOINED, "partner_reference"): "identity",
        (JOINED, "name"): "identity",
        (JOINED, "identity_numbers"): "identity",
        (JOINED, "born"): "identity",
        (JOINED, "phones"): "contact",
        (JOINED, "criteria"): "sensitive",
        (JOINED, "functioning"): "sensitive",
        (JOINED, "warnings"): "sensitive",
        (JOINED, "stratum"): "statistics",
        (REGISTERED, "stratum"): "statistics",
        (DELIVERED, "giver"): "sensitive",
        (DELIVERED, "collector"): "identity",
        (DELIVERED, "partner_reference"): "identity",
        ("household.member_left.v1", "reason"): "sensitive",
        ("referral.sent.v1", "note"): "sensitive",
        ("referral.rejected.v1", "note"): "sensitive",
        ("referral.done.v1", "feedback"): "sensitive",
        ("subject_request.received.v2", "words"): "sensitive",
        ("subject_request.answered.v2", "words"): "sensitive",
        ("pair.linked.v1", "evidence"): "identity",
        ("pair.more_asked.v1", "note"): "identity",
        ("pair.confirmed.v1", "note"): "sensitive",
        ("eligibility.decided.v1", "clauses"): "sensitive",
        ("double_support.explained.v1", "note"): "sensitive",
        ("entitlement_document.issued.v1", "number"): "identity",
    }


def test_no_group_is_without_a_field() -> None:
    assert {field.group for field in PERSONAL.values()} == set(FieldGroup)


@pytest.mark.parametrize(
    ("fact", "field", "value"),
    [
        (JOINED, "name", PersonName(written="عبد الرحمن", also=("Abdelrahman",))),
        (JOINED, "born", PreciseDate(date(1985, 1, 1), Precision.YEAR)),
        (JOINED, "born", days_from(date(1970, 3, 9), date(1971, 2, 26))),
        (JOINED, "born", None),
        (JOINED, "functioning", WashingtonGroup(seeing=4, self_care=None)),
        (JOINED, "stratum", Stratum(disability=True, classes=(CriterionClass.ORPHAN,))),
        (JOINED, "warnings", (RegistrationWarning.FEMALE_HEAD_IS_MALE,)),
        (JOINED, "criteria", ()),
        (REGISTERED, "address", "قنا، شارع الجميل"),
        (DELIVERED, "giver", None),
    ],
)
def test_a_value_comes_back_as_it_was(fact: str, field: str, value: object) -> None:
    back = decode_value(fact, field, encode_value(fact, field, value))
    assert back == value
    assert type(back) is type(value)


def test_a_number_keeps_how_it_was_typed() -> None:
    phone = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
    number = IdentityNumber(
        kind=IdentityNumberKind.EGYPT_NATIONAL_ID,
        number="29001012700011",
        raw="٢٩٠٠١٠١٢٧٠٠٠١١",
        state=IdentityNumberState.INVALID,
        fault=IdentityNumberFault.CHECKSUM,
    )
    for field, said in (("phones", (phone,)), ("identity_numbers", (number,))):
        back = decode_value(JOINED, field, encode_value(JOINED, field, said))
        assert back == said
        assert [one.raw for one in back] == [one.raw for one in said]


@given(texts, st.lists(texts, max_size=3).map(tuple))
def test_a_name_in_any_script_comes_back(written: str, also: tuple[str, ...]) -> None:
    name = PersonName(written=written, also=also)
    assert decode_value(JOINED, "name", encode_value(JOINED, "name", name)) == name


@pytest.mark.parametrize(
    ("fact", "field", "value"),
    [
        (JOINED, "name", "فاطمة"),
        (JOINED, "criteria", ("يتيم",)),
        (JOINED, "born", "1985-01-01"),
        (JOINED, "functioning", {"seeing": "فاطمة"}),
        (REGISTERED, "address", object()),
    ],
)
def test_what_could_not_be_read_back_is_not_sealed_and_not_told(
    fact: str, field: str, value: object
) -> None:
    with pytest.raises(AssertionError) as raised:
        encode_value(fact, field, value)
    assert str(raised.value) == f"{fact} {field}: the value is not as declared"
    assert raised.value.__suppress_context__


def test_a_field_is_called_the_same_in_every_version_of_its_fact() -> None:
    assert field_name(JOINED, "name") == "household.member_joined.name"
    assert field_name("household.member_joined.v2", "name") == "household.member_joined.name"


@pytest.mark.parametrize("listed", [Criterion, RegistrationWarning], ids=["criteria", "warnings"])
def test_no_word_of_a_sensitive_list_and_no_pair_shows_in_the_length(listed: type[StrEnum]) -> None:
    field = "criteria" if listed is Criterion else "warnings"
    label = Label(
        registry=UUID(int=1),
        key_id=bytes(16),
        group=FieldGroup.SENSITIVE,
        stream=UUID(int=2),
        version=1,
        fact=JOINED,
        field=field,
    )
    said = [(), *((one,) for one in listed), *combinations(listed, 2)]
    lengths = {len(seal(bytes(32), label, encode_value(JOINED, field, one))) for one in said}
    assert len(lengths) == 1


def test_a_fact_under_its_former_name_opens_its_personal_fields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(values, "FORMER_NAMES", {"household.member_came.v1": JOINED})
    name = PersonName(written="عبد الرحمن")
    encoded = encode_value(JOINED, "name", name)
    assert decode_value("household.member_came.v1", "name", encoded) == name
