"""How a fact becomes bytes: under a stable name, personal values sealed, old ones in today's words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent

from registry.domain.errors import SijillError
from registry.domain.fields import Open, Sealed
from registry.domain.household import MemberJoined, PersonName
from registry.domain.vocabulary import Relation
from registry.eventlog import codec
from registry.eventlog.mapper import FactMapper
from registry.eventlog.names import STORED_NAMES
from registry.eventlog.upcasting import UPCASTS, Fields, Upcast, upcast
from tests.eventlog.facts import ENROLLED, new_id, pending
from tests.history.keys import ENVELOPE, HEAD

SEALED: dict[str, Any] = {
    name: Sealed(f"sealed {name}".encode())
    for name in (
        "partner_reference",
        "name",
        "identity_numbers",
        "born",
        "phones",
        "criteria",
        "functioning",
        "warnings",
        "stratum",
    )
}
JOINED = MemberJoined(member=HEAD, relation=Relation.HEAD, **SEALED)
NAME = "household.member_joined.v1"


def test_sealed_fields_are_stored_as_their_bytes_and_come_back_sealed() -> None:
    state = codec.encode(ENVELOPE, JOINED)
    assert all(sealed in state for sealed in SEALED.values())
    envelope, fact = codec.decode(NAME, state)
    assert (envelope, fact) == (ENVELOPE, JOINED)
    assert all(type(getattr(fact, name)) is bytes for name in SEALED)


def test_fields_that_nobody_asks_for_are_not_read() -> None:
    state = codec.encode(ENVELOPE, JOINED)
    envelope, fact = codec.decode(
        NAME, state, decoders=codec.decoders_of(frozenset({"member", "name"}))
    )
    assert envelope == ENVELOPE
    match fact:
        case MemberJoined(member=member, name=name):
            assert (member, name) == (HEAD, SEALED["name"])
        case _:
            pytest.fail("it is another kind of fact")
    assert [one for one in SEALED if hasattr(fact, one)] == ["name"]
    assert not hasattr(fact, "relation")
    assert repr(fact).endswith("name=***)")


def test_a_value_that_is_not_sealed_is_not_stored_and_the_refusal_keeps_it_to_itself() -> None:
    with pytest.raises(AssertionError) as refused:
        codec.encode(
            ENVELOPE, replace(JOINED, name=Open(PersonName(written="فاطمة")), born=Open(None))
        )
    assert str(refused.value) == f"{NAME}: not sealed: name, born"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_personal_field_that_holds_plain_bytes_of_another_kind_is_unreadable() -> None:
    envelope, fields = msgspec.msgpack.decode(codec.encode(ENVELOPE, JOINED))
    state = msgspec.msgpack.encode((envelope, fields | {"name": "فاطمة"}))
    with pytest.raises(SijillError) as refused:
        codec.decode(NAME, state)
    assert refused.value.code == "fact_unreadable"


def test_a_name_that_was_never_stored_by_this_release_is_named() -> None:
    with pytest.raises(SijillError) as refused:
        codec.decode("household.teleported.v9", codec.encode(ENVELOPE, ENROLLED))
    assert (refused.value.code, refused.value.details) == (
        "fact_unknown",
        {"name": "household.teleported.v9"},
    )


@pytest.mark.parametrize("state", [b"", b"\x92", b"\x92\x80\x80", b"\xc1garbage"])
def test_bytes_that_are_no_fact_are_unreadable(state: bytes) -> None:
    with pytest.raises(SijillError) as refused:
        codec.decode("partner.enrolled.v1", state)
    assert refused.value.code == "fact_unreadable"


def test_a_fact_of_a_later_release_with_one_more_field_still_opens() -> None:
    envelope, fields = msgspec.msgpack.decode(codec.encode(ENVELOPE, ENROLLED))
    state = msgspec.msgpack.encode((envelope | {"added": 1}, fields | {"founded": 1987}))
    assert codec.decode("partner.enrolled.v1", state) == (ENVELOPE, ENROLLED)


def joined_with_one_phone(fields: Fields) -> Fields:
    return {**fields, "phones": fields["phone"]}


def joined_as_a_number(fields: Fields) -> Fields:
    return {**fields, "relation": ["head", "spouse"][fields["relation"]]}


def test_an_old_fact_is_read_in_todays_words_step_by_step() -> None:
    envelope, fields = msgspec.msgpack.decode(codec.encode(ENVELOPE, JOINED))
    phones = fields.pop("phones")
    oldest = msgspec.msgpack.encode((envelope, {**fields, "phone": phones, "relation": 0}))
    table = {
        "household.member.v1": Upcast("household.member.v2", joined_as_a_number),
        "household.member.v2": Upcast(NAME, joined_with_one_phone),
    }
    assert codec.decode("household.member.v1", oldest, table) == (ENVELOPE, JOINED)


def test_every_upcast_ends_at_a_name_that_is_stored_today() -> None:
    assert not UPCASTS.keys() & STORED_NAMES.keys()
    for step in UPCASTS.values():
        assert step.to in UPCASTS.keys() | STORED_NAMES.keys()
    assert upcast(NAME, {"kept": 1}) == (NAME, {"kept": 1})


def test_the_mapper_stores_stable_names_and_never_import_paths() -> None:
    event = pending(new_id(), 1)
    stored = FactMapper().to_stored_event(event)
    assert stored == StoredEvent(
        originator_id=event.stream,
        originator_version=1,
        topic="partner.enrolled.v1",
        state=codec.encode(event.envelope, ENROLLED),
    )
    assert b"registry." not in stored.state
    assert FactMapper().to_domain_event(stored) == event
