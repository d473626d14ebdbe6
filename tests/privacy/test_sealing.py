from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.domain.vocabulary import FieldGroup
from registry.privacy.framing import framed
from registry.privacy.sealing import (
    BUCKET,
    FieldMark,
    Label,
    Place,
    SealBroken,
    SealingKey,
    _seal_with,
    read_label,
    seal,
    seal_all,
    unseal,
)

KEY = bytes(range(32))
NONCE = bytes(range(0xA0, 0xAC))
REGISTRY = UUID("018f0000-0000-7000-8000-000000000001")
LABEL = Label(
    registry=REGISTRY,
    key_id=bytes.fromhex("0123456789abcdef0123456789abcdef"),
    group=FieldGroup.IDENTITY,
    stream=UUID("018f0000-0000-7000-8000-0000000000aa"),
    version=2,
    fact="household.member_joined.v1",
    field="name",
)
FATIMA = "فاطمة محمود أحمد".encode()

FIRST_RELEASE = (
    "010123456789abcdef0123456789abcdef01018f00000000700080000000000000aa000000021a68"
    "6f757365686f6c642e6d656d6265725f6a6f696e65642e7631046e616d65a0a1a2a3a4a5a6a7a8a9"
    "aaab3f99a48a9d7cdb3abacca70a82a26d07f575d1c83d979acf44a3ff03a704f5013160544e3f45"
    "43f34c92390a040bba3f"
)

labels = st.builds(
    Label,
    registry=st.uuids(),
    key_id=st.binary(min_size=16, max_size=16),
    group=st.sampled_from(FieldGroup),
    stream=st.uuids(),
    version=st.integers(1, 2**32 - 1),
    fact=st.text(st.characters(codec="ascii"), min_size=1, max_size=80),
    field=st.text(st.characters(codec="ascii"), min_size=1, max_size=40),
)
keys = st.binary(min_size=32, max_size=32)

# McGrew and Viega, The Galois/Counter Mode of Operation, test cases 13 to 16 (AES-256), as taken over by NIST.
FE = "feffe9928665731c6d6a8f9467308308" * 2
D9 = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
C52 = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)


@pytest.mark.parametrize(
    ("key", "nonce", "plaintext", "data", "sealed"),
    [
        ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            "00" * 32,
            "00" * 12,
            "00" * 16,
            "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (FE, "cafebabefacedbaddecaf888", D9, "", C52 + "b094dac5d93471bdec1a502270e3cc6c"),
        (
            FE,
            "cafebabefacedbaddecaf888",
            D9[:120],
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            C52[:120] + "76fc6ece0f4e1768cddf8853bb2d551b",
        ),
    ],
)
def test_the_cipher_gives_the_published_answers(
    key: str, nonce: str, plaintext: str, data: str, sealed: str
) -> None:
    cipher = AESGCM(bytes.fromhex(key))
    nonce_bytes, associated = bytes.fromhex(nonce), bytes.fromhex(data)
    answer = cipher.encrypt(nonce_bytes, bytes.fromhex(plaintext), associated)
    assert answer.hex() == sealed
    assert cipher.decrypt(nonce_bytes, answer, associated).hex() == plaintext


def test_a_record_is_what_the_decision_record_says_byte_by_byte() -> None:
    header = (
        b"\x01"
        + LABEL.key_id
        + b"\x01"
        + LABEL.stream.bytes
        + b"\x00\x00\x00\x02"
        + b"\x1ahousehold.member_joined.v1"
        + b"\x04name"
    )
    associated = b"\x00\x00\x00\x10" + REGISTRY.bytes + len(header).to_bytes(4) + header
    padded = b"orphan" + b"\x80" + b"\x00" * 25
    expected = header + NONCE + AESGCM(KEY).encrypt(NONCE, padded, associated)
    assert _seal_with(KEY, LABEL, b"orphan", NONCE) == expected


def test_a_record_sealed_by_the_first_release_opens_for_ever() -> None:
    record = bytes.fromhex(FIRST_RELEASE)
    assert unseal(KEY, record, REGISTRY) == FATIMA
    assert _seal_with(KEY, LABEL, FATIMA, NONCE) == record


@given(keys, labels, st.binary(max_size=200))
def test_what_was_sealed_opens_again(key: bytes, label: Label, plaintext: bytes) -> None:
    assert unseal(key, seal(key, label, plaintext), label.registry) == plaintext


@given(keys, labels, st.binary(max_size=40))
def test_a_record_says_where_it_belongs(key: bytes, label: Label, plaintext: bytes) -> None:
    assert read_label(seal(key, label, plaintext), label.registry) == label


def test_no_bit_of_a_record_can_be_flipped() -> None:
    record = seal(KEY, LABEL, FATIMA)
    for altered in flipped(record):
        with pytest.raises(SealBroken):
            unseal(KEY, altered, REGISTRY)


def test_a_record_can_be_neither_cut_nor_lengthened() -> None:
    record = seal(KEY, LABEL, FATIMA)
    for altered in (
        *(record[:end] for end in range(len(record))),
        record + b"\x00",
        b"\x00" + record,
    ):
        with pytest.raises(SealBroken):
            unseal(KEY, altered, REGISTRY)


@given(labels, labels)
def test_under_any_other_label_a_record_does_not_open(mine: Label, other: Label) -> None:
    assume(mine != other)
    body = seal(KEY, mine, FATIMA).removeprefix(header_of(mine))
    with pytest.raises(SealBroken):
        unseal(KEY, header_of(other) + body, other.registry)


@pytest.mark.parametrize(
    "moved",
    [
        replace(LABEL, key_id=bytes(16)),
        replace(LABEL, group=FieldGroup.CONTACT),
        replace(LABEL, stream=REGISTRY),
        replace(LABEL, version=3),
        replace(LABEL, fact="household.member_joined.v2"),
        replace(LABEL, field="born"),
        replace(LABEL, fact="household.member_joined.v1\x04name", field=""),
    ],
)
def test_a_record_cannot_be_moved_to_a_neighbour(moved: Label) -> None:
    body = seal(KEY, LABEL, FATIMA).removeprefix(header_of(LABEL))
    with pytest.raises(SealBroken):
        unseal(KEY, header_of(moved) + body, REGISTRY)


@given(st.uuids())
def test_another_registry_opens_nothing(other: UUID) -> None:
    assume(other != REGISTRY)
    with pytest.raises(SealBroken):
        unseal(KEY, seal(KEY, LABEL, FATIMA), other)


@given(keys)
def test_another_key_opens_nothing(other: bytes) -> None:
    assume(other != KEY)
    with pytest.raises(SealBroken):
        unseal(other, seal(KEY, LABEL, FATIMA), REGISTRY)


@given(st.binary(max_size=300))
def test_what_is_no_record_is_broken_and_nothing_else(anything: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, anything, REGISTRY)


def test_a_label_cut_short_or_of_another_format_is_not_read() -> None:
    header = header_of(LABEL)
    for altered in (*(header[:end] for end in range(len(header))), b"\x02" + header[1:]):
        with pytest.raises(SealBroken):
            read_label(altered, REGISTRY)


def test_what_was_never_padded_is_broken() -> None:
    header = header_of(LABEL)
    sealed = AESGCM(KEY).encrypt(NONCE, bytes(BUCKET[LABEL.group]), framed(REGISTRY.bytes, header))
    with pytest.raises(SealBroken):
        unseal(KEY, header + NONCE + sealed, REGISTRY)


def test_the_length_of_a_record_gives_only_the_bucket_away() -> None:
    bare = len(header_of(LABEL)) + 12 + 16
    for group, bucket in BUCKET.items():
        for length in range(200):
            sealed = len(seal(KEY, replace(LABEL, group=group), bytes(length))) - bare
            assert sealed == bucket * (length // bucket + 1)


def test_an_illness_and_its_absence_have_the_same_length() -> None:
    some = seal(KEY, LABEL, "فيروس نقص المناعة".encode()[:31])
    assert len(some) == len(seal(KEY, LABEL, b""))


def test_the_same_value_is_never_sealed_to_the_same_record() -> None:
    assert len({seal(KEY, LABEL, FATIMA) for _ in range(100)}) == 100


def test_no_two_values_of_a_fact_share_a_nonce() -> None:
    key = SealingKey(KEY, LABEL.key_id, LABEL.group)
    mark = FieldMark(LABEL.group, LABEL.fact, LABEL.field)
    place = Place(REGISTRY, LABEL.stream, LABEL.version)
    records = [one for _ in range(20) for one in seal_all(place, [(key, mark, FATIMA)] * 50)]
    after = len(header_of(LABEL))
    assert len({record[after : after + 12] for record in records}) == 1000


def test_a_key_made_ready_never_prints_itself() -> None:
    ready = SealingKey(KEY, LABEL.key_id, LABEL.group)
    assert repr([ready]) == "[SealingKey(***)]"


@given(labels, st.lists(st.binary(max_size=300), max_size=9))
def test_values_sealed_together_are_sealed_as_each_alone(
    label: Label, plaintexts: list[bytes]
) -> None:
    key = SealingKey(KEY, label.key_id, label.group)
    mark = FieldMark(label.group, label.fact, label.field)
    together = seal_all(
        Place(label.registry, label.stream, label.version), [(key, mark, one) for one in plaintexts]
    )
    after = len(header_of(label))
    alone = [
        _seal_with(KEY, label, plaintext, record[after : after + 12])
        for plaintext, record in zip(plaintexts, together, strict=True)
    ]
    assert together == alone
    assert [unseal(KEY, record, label.registry) for record in together] == plaintexts


def test_a_broken_seal_says_nothing() -> None:
    record = bytearray(seal(KEY, LABEL, FATIMA))
    record[-1] ^= 1
    with pytest.raises(SealBroken) as raised:
        unseal(KEY, bytes(record), REGISTRY)
    assert raised.value.args == ("seal_broken",)
    assert raised.value.details == {}
    assert raised.value.__suppress_context__


def flipped(record: bytes) -> Iterator[bytes]:
    for place in range(len(record) * 8):
        altered = bytearray(record)
        altered[place // 8] ^= 1 << place % 8
        yield bytes(altered)


def header_of(label: Label) -> bytes:
    """Everything before the nonce, put together from the table in the decision record."""
    number = ("identity", "contact", "sensitive", "statistics").index(label.group) + 1
    return b"".join(
        (
            b"\x01",
            label.key_id,
            bytes((number,)),
            label.stream.bytes,
            label.version.to_bytes(4),
            bytes((len(label.fact),)),
            label.fact.encode(),
            bytes((len(label.field),)),
            label.field.encode(),
        )
    )
