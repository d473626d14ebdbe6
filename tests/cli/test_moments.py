"""A past moment is typed in Arabic digits as in others, and moments are shown by the registry's own clock."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from registry.cli.moments import exact_moment, moment
from registry.cli.output import Misused
from registry.texts import say
from tests.cli.conftest import Qena

CASEWORKER: Final = ("--as", "caseworker@moss-qena")


@pytest.mark.parametrize("typed", ["2026-10-01", "٢٠٢٦-١٠-٠١", "۲۰۲۶-۱۰-۰۱"])
def test_a_day_is_read_in_any_digits(typed: str) -> None:
    assert moment(typed) == exact_moment(typed) == {"date": "2026-10-01"}


@pytest.mark.parametrize("typed", ["120", "١٢٠"])
def test_a_number_is_a_position_where_one_may_be_asked_for_and_no_day(typed: str) -> None:
    assert exact_moment(typed) == {"position": 120}
    with pytest.raises(Misused):
        moment(typed)


def test_what_is_neither_is_told_what_may_be_typed_there() -> None:
    for read, says in ((moment, False), (exact_moment, True)):
        with pytest.raises(Misused) as misused:
            read("yesterday")
        told = say(misused.value.code, "en")
        assert "2026-10-31" in told
        assert ("position" in told) is says


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_every_table_shows_moments_by_the_registrys_clock(alone: Qena, zone: str) -> None:
    """Fourteen hours before and eleven behind UTC: on one of the two it is another day for them."""
    there = replace(alone.desk, settings={**alone.desk.settings, "SIJILL_TIME_ZONE": zone})
    sijill = there.sijill
    reference = sijill("household", "register", "هالة منصور", "--place", "EG2706", *CASEWORKER)
    home = reference.strip()
    sijill("household", "consent", home, "referral", "given", *CASEWORKER)
    sent = ("--to", "albir-qena", "--need", "food", "--disclose", "name")
    referral = sijill("referral", "send", home, *sent, *CASEWORKER).strip()
    sijill("household", "hold", home, "--reason", "under_review", *CASEWORKER)
    clock = ZoneInfo(zone)

    def local(at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(clock):%Y-%m-%d %H:%M}"

    timeline = ("timeline", home, *CASEWORKER, "--purpose", "follow_up")
    first = json.loads(sijill(*timeline, "--json"))["timeline"]["edges"][0]["node"]
    assert local(first["recordedAt"]) in sijill(*timeline)
    (due,) = [
        one["due"]
        for one in json.loads(sijill("referral", "list", *CASEWORKER, "--json"))["referrals"]
    ]
    for shown in (("referral", "list"), ("referral", "show", referral)):
        assert local(due) in sijill(*shown, *CASEWORKER)
    held = ("work", "on_hold", *CASEWORKER)
    (edge,) = json.loads(sijill(*held, "--json"))["edges"]
    assert local(edge["node"]["since"])[:10] in sijill(*held)
