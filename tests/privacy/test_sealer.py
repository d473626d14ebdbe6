from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector, DeliveryRecorded
from registry.domain.fields import Open
from registry.domain.household import (
    HouseholdPutOnHold,
    HouseholdRegistered,
    MemberJoined,
    PersonName,
    Stratum,
    WashingtonGroup,
)
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.reference import Reference
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    CountsAs,
    Criterion,
    FieldGroup,
    HoldReason,
    Relation,
    Unit,
)
from registry.privacy.keys import KeyStore
from registry.privacy.sealer import OpenedState, has_personal, open_records, open_values, seal_fact
from registry.privacy.sealing import read_label, seal

pytestmark = pytest.mark.anyio

HOUSEHOLD, FATIMA = UUID(int=0xA), UUID(int=0xB)
NAME = PersonName(written="فاطمة محمود أحمد", also=("Fatma Mahmoud",))
PHONE = Phone(e164="+201092574822", raw="01092574822", state=PhoneState.VALID)

JOINED = MemberJoined(
    member=FATIMA,
    relation=Relation.HEAD,
    partner_reference=Open("قنا/٢٠٢٦/١٧/1"),
    name=Open(NAME),
    identity_numbers=Open(()),
    born=Open(PreciseDate(date(1985, 3, 7))),
    phones=Open((PHONE,)),
    criteria=Open((Criterion.CHRONIC_ILLNESS,)),
    functioning=Open(WashingtonGroup(seeing=2)),
    warnings=Open(()),
    stratum=Open(Stratum(disability=True)),
)
REGISTERED = HouseholdRegistered(
    reference=Reference("K7QM-4T2X-9WRC"),
    head=FATIMA,
    place=PCode("EG2706"),
    partner_reference=Open(None),
    phones=Open((PHONE,)),
    address=Open("قنا، شارع الجميل"),
    criteria=Open(()),
    warnings=Open(()),
    stratum=Open(Stratum()),
)
BASKET = DeliveryRecorded(
    household=HOUSEHOLD,
    family=BenefitFamily.FOOD,
    kind=BenefitKind.IN_KIND,
    unit=Unit.BASKET,
    quantity=Decimal(1),
    counts_as=CountsAs.SERVICE,
    on=PreciseDate(date(2026, 10, 1)),
    place=PCode("EG2706"),
    collector=Open(Collector(name="علي محمود")),
)


async def sealed_member(store: KeyStore, version: int = 2) -> MemberJoined:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    return seal_fact(JOINED, stream=HOUSEHOLD, version=version, keys=keys, store=store)


def records(fact: object) -> dict[str, bytes]:
    values = {one.name: getattr(fact, one.name) for one in fields(fact)}  # type: ignore[arg-type]
    return {name: value for name, value in values.items() if isinstance(value, bytes)}


async def test_every_personal_value_is_sealed_and_every_other_is_as_it_was(store: KeyStore) -> None:
    sealed = await sealed_member(store)
    for one in fields(JOINED):
        before, after = getattr(JOINED, one.name), getattr(sealed, one.name)
        assert isinstance(after, bytes) if isinstance(before, Open) else after == before


async def test_what_was_sealed_opens_as_it_was(store: KeyStore) -> None:
    opened = await open_records(records(await sealed_member(store)), store)
    assert {one.state for one in opened.values()} == {OpenedState.CLEAR}
    assert {name: one.value for name, one in opened.items()} == {
        one.name: value.value
        for one in fields(JOINED)
        if isinstance(value := getattr(JOINED, one.name), Open)
    }


async def test_a_record_is_labelled_with_its_place_in_the_log(store: KeyStore) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    for field, record in records(await sealed_member(store, version=7)).items():
        label = read_label(record, store.registry_id)
        owner = store.statistics if label.group is FieldGroup.STATISTICS else keys
        assert (label.stream, label.version) == (HOUSEHOLD, 7)
        assert (label.fact, label.field) == ("household.member_joined.v1", field)
        assert label.key_id == owner.key_id
        assert label.group in owner.keys


async def test_no_word_of_a_value_is_left_in_the_fact(store: KeyStore) -> None:
    sealed = b"".join(records(await sealed_member(store)).values())
    for word in ("فاطمة", "Fatma", "01092574822", "chronic_illness", "1985"):
        assert word.encode() not in sealed


async def test_what_is_sealed_already_stays(store: KeyStore) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    once = await sealed_member(store)
    assert seal_fact(once, stream=HOUSEHOLD, version=2, keys=keys, store=store) == once


async def test_a_personal_field_that_is_not_there_stays_away(store: KeyStore) -> None:
    keys = (await store.ensure([HOUSEHOLD]))[HOUSEHOLD]
    sealed = seal_fact(BASKET, stream=UUID(int=0xC), version=1, keys=keys, store=store)
    assert sealed.giver is None
    assert records(sealed).keys() == {"collector"}


async def test_a_fact_with_nothing_personal_needs_no_key(store: KeyStore) -> None:
    held = HouseholdPutOnHold(reason=HoldReason.UNDER_REVIEW)
    assert seal_fact(held, stream=HOUSEHOLD, version=3, keys=None, store=store) is held


async def test_a_fact_tells_whether_it_needs_a_key(store: KeyStore) -> None:
    assert has_personal(JOINED)
    assert has_personal(BASKET)
    assert not has_personal(replace(BASKET, collector=None))
    assert not has_personal(await sealed_member(store))
    assert not has_personal(HouseholdPutOnHold(reason=HoldReason.UNDER_REVIEW))


async def test_a_personal_value_without_a_subject_is_a_bug_that_names_the_field_only(
    store: KeyStore,
) -> None:
    with pytest.raises(AssertionError, match=r"^delivery\.recorded\.v1 collector: [a-z ]+$"):
        seal_fact(BASKET, stream=UUID(int=0xC), version=1, keys=None, store=store)


async def test_who_is_forgotten_reads_erased_and_totals_hold(store: KeyStore) -> None:
    sealed = records(await sealed_member(store))
    await store.destroy([FATIMA])
    opened = await open_records(sealed, store)
    assert opened["stratum"].value == Stratum(disability=True)
    del opened["stratum"]
    assert {one.state for one in opened.values()} == {OpenedState.ERASED}
    assert {one.value for one in opened.values()} == {None}


async def test_forgetting_one_leaves_the_others_open(store: KeyStore) -> None:
    keys = (await store.ensure([HOUSEHOLD]))[HOUSEHOLD]
    household = seal_fact(REGISTERED, stream=HOUSEHOLD, version=1, keys=keys, store=store)
    member = records(await sealed_member(store))
    await store.destroy([FATIMA])
    opened = await open_records({1: records(household)["address"], 2: member["name"]}, store)
    assert (opened[1].state, opened[1].value) == (OpenedState.CLEAR, "قنا، شارع الجميل")
    assert opened[2].state is OpenedState.ERASED


async def test_a_broken_record_spoils_no_other(store: KeyStore) -> None:
    sealed = records(await sealed_member(store))
    altered = bytearray(sealed["name"])
    altered[-1] ^= 1
    opened = await open_records(
        {
            "name": bytes(altered),
            "born": sealed["born"],
            "none": b"",
            "text": "فاطمة".encode() * 20,
        },
        store,
    )
    assert {place: one.state for place, one in opened.items()} == {
        "name": OpenedState.BROKEN,
        "born": OpenedState.CLEAR,
        "none": OpenedState.BROKEN,
        "text": OpenedState.BROKEN,
    }
    assert opened["name"].value is None


async def test_a_key_that_is_lost_reads_broken_not_erased(store: KeyStore, keys_url: str) -> None:
    sealed = records(await sealed_member(store))
    with psycopg.connect(keys_url) as owner:
        owner.execute("delete from keys.subject_key")
    assert (await open_records(sealed, store))["name"].state is OpenedState.BROKEN


async def test_a_value_of_another_shape_reads_broken(store: KeyStore) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    label = read_label((await sealed_member(store)).name, store.registry_id)  # type: ignore[arg-type]
    key = keys.keys[FieldGroup.IDENTITY]
    strange = {
        "not a name": seal(key, label, b"\xc3"),
        "no such field": seal(key, replace(label, field="blood_type"), b"\xc0"),
        "no such group": seal(key, replace(label, group=FieldGroup.STATISTICS), b"\xc0"),
    }
    assert {one.state for one in (await open_records(strange, store)).values()} == {
        OpenedState.BROKEN
    }


async def test_an_opened_value_never_prints_itself(store: KeyStore) -> None:
    opened = await open_records(records(await sealed_member(store)), store)
    assert repr(opened["name"]) == "Opened(clear, ***)"
    assert "فاطمة" not in str(opened)


async def test_nothing_to_open_is_nothing(store: KeyStore) -> None:
    assert await open_records({}, store) == {}


async def test_values_alone_are_those_of_records_that_open(store: KeyStore) -> None:
    sealed = records(await sealed_member(store))
    name, born = sealed["name"], sealed["born"]
    altered = born[:-1] + bytes([born[-1] ^ 1])
    opened = await open_values([name, born, altered, b"no record"], store)
    assert opened == {name: NAME, born: PreciseDate(date(1985, 3, 7))}
    await store.destroy([FATIMA])
    assert list(await open_values(sealed.values(), store)) == [sealed["stratum"]]
