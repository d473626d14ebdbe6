"""Every fact that was ever stored still opens, and says what it said."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256

import msgspec
import pytest

from registry.domain.facts import STORED_NAMES
from registry.domain.fields import Open
from registry.eventlog import codec
from registry.eventlog.upcasting import UPCASTS
from registry.privacy.sealing import read_label, unseal
from registry.privacy.values import decode_value
from tests.history import closed_lists
from tests.history.expected import EXPECTED, KEYS, REGISTRY, Example
from tests.history.stored import FOLDER, StoredExample, stored_examples, sums

EXAMPLES = stored_examples()


def test_every_fact_ever_stored_has_an_example() -> None:
    ever_stored = STORED_NAMES.keys() | UPCASTS.keys()
    assert ever_stored == EXAMPLES.keys() == EXPECTED.keys(), (
        "python -m tests.history.write_examples"
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_opens_and_says_what_it_said(name: str) -> None:
    example = EXPECTED[name]
    envelope, fact = codec.decode(name, EXAMPLES[name].state)

    assert envelope == example.envelope
    assert type(fact) is type(example.fact)
    for field in fields(fact):
        stored, expected = getattr(fact, field.name), getattr(example.fact, field.name)
        if isinstance(expected, Open):
            assert isinstance(stored, bytes), field.name
            stored, expected = _opened(stored, example), expected.value
            # What equality leaves out, such as a number as somebody typed it, is kept as well.
            assert msgspec.to_builtins(stored) == msgspec.to_builtins(expected), field.name
        assert stored == expected, field.name
        assert type(stored) is type(expected), field.name


def test_an_example_shows_every_field_that_its_fact_may_have() -> None:
    # The recipient is either known or counted: no delivery has both, nor a correction of one. A request's first
    # version had not all the fields of today.
    empty = {
        f"{name}.{field.name}"
        for name, example in EXPECTED.items()
        for field in fields(example.fact)
        if getattr(example.fact, field.name) is None
    }
    assert empty == {
        "delivery.recorded.v1.headcount",
        "delivery.corrected.v1.headcount",
        "subject_request.received.v1.objects_to",
        "subject_request.received.v1.due",
        "subject_request.answered.v1.reason",
    }


def test_no_example_was_changed_since_it_was_written() -> None:
    digests = {
        example.path.name: sha256(example.path.read_bytes()).hexdigest()
        for example in EXAMPLES.values()
    }
    assert digests == sums()


def test_a_value_of_a_closed_list_that_was_ever_stored_is_still_read() -> None:
    assert closed_lists.recorded() - closed_lists.accepted() == set()


def test_a_new_value_of_a_closed_list_is_recorded() -> None:
    new = closed_lists.accepted() - closed_lists.recorded()
    assert new == set(), "python -m tests.history.write_examples"


def test_an_example_is_written_once() -> None:
    before = (FOLDER / "partner.enrolled.v1.json").read_bytes()
    with pytest.raises(FileExistsError):
        StoredExample("partner.enrolled.v1", b"another").write()
    assert (FOLDER / "partner.enrolled.v1.json").read_bytes() == before


def _opened(stored: bytes, example: Example) -> object:
    label = read_label(stored, REGISTRY)
    assert (label.stream, label.version) == (example.stream, example.version)
    plaintext = unseal(KEYS[label.group], stored, REGISTRY)
    return decode_value(label.fact, label.field, plaintext)
