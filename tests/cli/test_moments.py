"""A past moment is typed in Arabic digits as in others, as everything else that is typed."""

from __future__ import annotations

import pytest

from registry.cli.moments import exact_moment, moment
from registry.cli.output import Misused
from registry.texts import say


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
