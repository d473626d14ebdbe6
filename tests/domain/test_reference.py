from __future__ import annotations

from itertools import combinations
from math import log2
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.reference import (
    ALPHABET,
    RANDOM_BYTES,
    NotAReference,
    Reference,
    _check_value,
    make_reference,
    read_reference,
    read_short_number,
    short_number,
    short_reference,
)

references = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES).map(make_reference)


def is_read(text: str) -> bool:
    try:
        read_reference(text)
    except NotAReference:
        return False
    return True


def test_a_reference_is_three_groups_of_four_without_characters_that_are_misread() -> None:
    reference = make_reference(bytes(range(RANDOM_BYTES)))
    assert [len(group) for group in reference.split("-")] == [4, 4, 4]
    assert set(reference) <= set(ALPHABET) | {"-"}
    assert not set("01ILO") & set(ALPHABET)


def test_there_is_room_for_a_country() -> None:
    random_characters = len(make_reference(bytes(RANDOM_BYTES)).replace("-", "")) - 1
    assert random_characters * log2(len(ALPHABET)) > 54


def test_the_same_random_bytes_make_the_same_reference_and_others_another() -> None:
    made = {make_reference(seed.to_bytes(RANDOM_BYTES)) for seed in range(1000)}
    assert len(made) == 1000
    assert make_reference(bytes(RANDOM_BYTES)) in made


def test_every_random_byte_that_matters_is_asked_for() -> None:
    with pytest.raises(ValueError, match="sixteen"):
        make_reference(bytes(RANDOM_BYTES - 1))


@pytest.mark.parametrize(
    ("modulus", "radix", "values", "check"),
    [
        (
            11,
            2,
            [0, 0, 0, 0, 0, 0, 0, 2, 1, 8, 2, 5, 0, 0, 9],
            7,
        ),  # MOD 11-2: ORCID 0000-0002-1825-0097
        (11, 2, [0, 7, 9, 4], 0),  # MOD 11-2: the standard's own example
    ],
)
def test_the_check_is_that_of_iso_7064(
    modulus: int, radix: int, values: list[int], check: int
) -> None:
    assert _check_value(values, modulus=modulus, radix=radix) == check


@given(references)
def test_every_single_wrong_character_is_caught(reference: Reference) -> None:
    characters = reference.replace("-", "")
    for position, right in enumerate(characters):
        for wrong in set(ALPHABET) - {right}:
            assert not is_read(characters[:position] + wrong + characters[position + 1 :])


@given(references)
def test_every_exchange_of_two_characters_is_caught(reference: Reference) -> None:
    characters = reference.replace("-", "")
    for first, second in combinations(range(len(characters)), 2):
        exchanged = list(characters)
        exchanged[first], exchanged[second] = exchanged[second], exchanged[first]
        assert is_read("".join(exchanged)) == (characters[first] == characters[second])


@given(references)
def test_a_reference_is_read_as_people_type_it(reference: Reference) -> None:
    assert read_reference(reference) == reference
    assert read_reference(reference.lower().replace("-", "")) == reference
    assert read_reference(f"\u200f {reference.replace('-', ' – ')} ") == reference
    assert read_reference(reference.translate(str.maketrans("23456789", "٢٣٤٥٦٧٨٩"))) == reference


@pytest.mark.parametrize("text", ["", "K7QM", "دشنا", "K7QM-4T2X-9WR0", "K7QM-4T2X-9WRCC"])
def test_what_is_no_reference_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NotAReference) as refusal:
        read_reference(text)
    assert str(refusal.value) == "not a reference"


@given(st.uuids(version=4))
def test_a_short_reference_says_the_number_of_an_id_and_notices_every_wrong_character(
    of: UUID,
) -> None:
    short = short_reference(of)
    assert [len(group) for group in short.split("-")] == [4, 4]
    assert read_short_number(f" {short.lower().replace('-', ' ')} ") == short_number(of)
    assert not is_read(short), "it is no reference of a household"
    wrong = ALPHABET[(ALPHABET.index(short[0]) + 1) % len(ALPHABET)] + short[1:]
    with pytest.raises(NotAReference):
        read_short_number(wrong)
