from __future__ import annotations

from registry.domain.phones import Phone, PhoneState


def unreadable(raw: str) -> Phone:
    return Phone(e164=None, raw=raw, state=PhoneState.INVALID)


def test_a_phone_never_prints_itself() -> None:
    phone = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
    printed = f"{phone!r} {phone} {[phone]}"
    assert "***" in printed
    assert "1092574822" not in printed
    assert "٠١٠٩" not in printed


def test_phones_are_equal_when_their_numbers_are() -> None:
    one = Phone(e164="+201092574822", raw="٠١٠٩٢٥٧٤٨٢٢", state=PhoneState.VALID)
    other = Phone(e164="+201092574822", raw="+20 109 257 4822", state=PhoneState.VALID)
    assert one == other
    assert len({one, other}) == 1


def test_phones_that_could_not_be_read_are_told_apart_by_what_was_typed() -> None:
    assert unreadable("139257") != unreadable("139258")
    assert unreadable("139257") == unreadable("١٣٩-٢٥٧")
