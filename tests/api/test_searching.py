"""Looking for people before registering them: who is found, how far it is shown, and what goes on record."""

from __future__ import annotations

from typing import Any

import pytest

from registry.application import searching
from registry.domain.access import SearchedBy
from registry.domain.vocabulary import (
    ConsentState,
)
from tests.api.looking import (
    PHONE,
    SEARCH,
    Indexed,
    born_in,
    homes,
    registered_in_full,
    search,
    searches,
)
from tests.api.register import (
    ASSOCIATION,
    CASEWORKER,
    MINISTRY,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio


async def test_a_person_is_found_in_the_other_script_at_another_partner(
    register: Register, indexed: Indexed
) -> None:
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود")
    await register.registered(ASSOCIATION, "زينب حسن علي")
    await indexed()
    answer = await search(register, name="Fatma Abdelrehim Mahmoud")
    (one,) = answer["found"]
    assert answer["complete"]
    assert answer["searchedBy"] == ["THREE_NAMES"]
    assert one["knownToAnotherPartner"]
    given = next(each for each in one["evidence"] if each["of"] == "GIVEN_NAME")
    assert given["level"] == "OTHER_SCRIPT"
    assert given["textAr"] == "الاسم الأول: مطابق بحروف أخرى"
    assert given["textEn"] == "given name: the same in another script"


@pytest.mark.parametrize(
    "by",
    [
        {"name": "فاطمة"},
        {"name": "فاطمة عبد الرحيم"},
        {"name": "فاطمة", "place": "EG2706-L001", "born": "1985", "sex": "FEMALE"},
        {"name": "فاطمة عبد الرحيم", "place": "EG27"},
        {"place": "EG2706", "age": 41},
        {},
    ],
)
async def test_what_is_too_wide_is_refused_with_what_to_add_and_goes_on_record(
    register: Register, indexed: Indexed, by: dict[str, Any]
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود")
    await indexed()
    answer = await search(register, **by)
    assert answer["code"] == "search_too_wide"
    assert "رقم هوية" in answer["messageAr"]
    assert "identity number" in answer["messageEn"]
    assert await register.refusals() == [("search_too_wide", "registration.search")]
    assert await searches(register) == []


@pytest.mark.parametrize(
    ("by", "combination"),
    [
        ({"identityNumber": "٢٨٥٠٣٠٢٢٧١٢٣٤٥"}, SearchedBy.IDENTITY_NUMBER),
        ({"unhcrNumber": "123-45C67890"}, SearchedBy.UNHCR_NUMBER),
        ({"phone": "0109 257 4822"}, SearchedBy.PHONE),
        ({"name": "Fatma Abdelrehim Mahmoud"}, SearchedBy.THREE_NAMES),
        ({"name": "فاطمه عبدالرحيم", "place": "EG2706"}, SearchedBy.NAMES_AND_MARKAZ),
        ({"name": "فاطمة عبد الرحيم", "born": "1987"}, SearchedBy.NAMES_AND_BIRTH),
        ({"name": "فاطمة عبد الرحيم", "age": 44}, SearchedBy.NAMES_AND_BIRTH),
    ],
)
async def test_each_combination_finds_the_person_and_the_record_says_which_it_was(
    register: Register, indexed: Indexed, by: dict[str, Any], combination: SearchedBy
) -> None:
    await registered_in_full(register)
    await register.registered(MINISTRY, "زينب حسن علي")
    await indexed()
    assert await homes(register, **by) == ["فاطمة عبد الرحيم محمود"]
    (fact,) = await searches(register)
    assert fact.by == (combination,)
    assert len(fact.found) == 1
    assert (fact.searches, fact.complete, fact.file) == (1, True, None)


async def test_evidence_is_told_of_what_was_asked_alone(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await indexed()
    answer = await search(register, name="فاطمة عبد الرحيم", born="1985")
    (one,) = answer["found"]
    assert {each["of"] for each in one["evidence"]} == {"GIVEN_NAME", "FATHERS_NAME", "BORN"}


async def test_the_kind_that_a_number_was_recorded_as_does_not_matter(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await indexed()
    assert await homes(register, unhcrNumber="28503022712345") != []


async def test_an_index_that_was_never_made_says_unknown_and_not_nobody(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود")
    await settled()
    answer = await search(register, name="فاطمة عبد الرحيم محمود")
    assert (answer["found"], answer["complete"]) == ([], False)
    assert [one["code"] for one in answer["missing"]] == ["search_index_never_made"]
    assert [fact.complete for fact in await searches(register)] == [False]


async def test_an_index_behind_the_log_says_so_and_shows_what_it_has(
    register: Register, indexed: Indexed, settled: Settle
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود")
    await indexed()
    await register.registered(MINISTRY, "Fatma Abdelrehim Mahmoud")
    await settled()
    answer = await search(register, name="فاطمة عبد الرحيم محمود")
    assert len(answer["found"]) == 1
    assert [one["code"] for one in answer["missing"]] == ["search_index_behind"]


async def test_what_concerns_nobody_leaves_no_index_behind(
    register: Register, indexed: Indexed, settled: Settle
) -> None:
    """The record of a first search made the second say that somebody may be registered and not be shown."""
    await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود")
    await indexed()
    for _ in range(2):
        answer = await search(register, name="فاطمة عبد الرحيم محمود")
        assert (len(answer["found"]), answer["complete"]) == (1, True)
        await settled()


async def test_more_than_are_compared_is_said(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await register.registered(MINISTRY, "فاطمة عبد الرحيم محمود", phones=(PHONE,))
    await indexed()
    monkeypatch.setattr(searching, "COMPARED", 2)
    answer = await search(register, phone="01092574822")
    assert len(answer["found"]) == 2
    assert [one["code"] for one in answer["missing"]] == ["search_found_too_many"]


async def test_once_somebody_is_surely_found_one_key_in_common_is_no_reason_to_look(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await registered_in_full(register)
    await register.registered(MINISTRY, "زينب حسن علي", phones=(PHONE,))
    await indexed()
    phone: dict[str, Any] = {"phone": "01092574822"}
    number = {"identityNumber": "28503022712345"}
    everything: dict[str, Any] = {
        "name": "فاطمة عبد الرحيم محمود",
        "born": "1985-03-02",
        **number,
        **phone,
    }
    assert len(await homes(register, **everything)) == 2
    monkeypatch.setattr(searching, "FIRST", 1)
    await indexed()
    assert await homes(register, **everything) == ["فاطمة عبد الرحيم محمود"]
    await indexed()
    assert len(await homes(register, **phone)) == 2, "nobody is sure by a phone alone"


async def test_of_many_namesakes_those_born_in_the_very_year_are_compared_before_others(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though more of them were born in it, which makes its keys say less."""
    for surname, year in (("سالم", "1986"), ("عيد", "1986"), *(("محمود", "1985"),) * 3):
        await born_in(register, f"فاطمة عبد الرحيم {surname}", year)
    await indexed()
    monkeypatch.setattr(searching, "COMPARED", 2)
    answer = await search(register, name="فاطمة عبد الرحيم", born="1985")
    found = [one["household"]["headName"]["value"] for one in answer["found"]]
    assert found == ["فاطمة عبد الرحيم محمود"] * 2
    assert [one["code"] for one in answer["missing"]] == ["search_found_too_many"]


async def test_others_records_that_are_not_there_for_the_viewer_make_no_answer_incomplete(
    register: Register, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await register.registered(
            ASSOCIATION, "فاطمة عبد الرحيم محمود", sharing=ConsentState.REFUSED, phones=(PHONE,)
        )
    await indexed()
    monkeypatch.setattr(searching, "COMPARED", 2)
    answer = await search(register, phone="01092574822")
    assert (answer["found"], answer["complete"]) == ([], True)


async def test_the_likeliest_stands_first_and_first_bounds_the_list(
    register: Register, indexed: Indexed
) -> None:
    await register.registered(MINISTRY, "فاطمة عبد الرحيم سالم")
    await registered_in_full(register)
    await indexed()
    wanted: dict[str, Any] = {
        "name": "فاطمة عبد الرحيم محمود",
        "born": "1985-03-02",
        "place": "EG2706",
    }
    answer = await search(register, first=1, **wanted)
    assert [one["household"]["headName"]["value"] for one in answer["found"]] == [
        "فاطمة عبد الرحيم محمود"
    ]
    (fact,) = await searches(register)
    assert len(fact.found) == 1, "on record is who was shown"


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ({"name": "فاطمة عبد الرحيم", "age": 131}, "age_out_of_range"),
        ({"name": "فاطمة عبد الرحيم", "born": "أمس"}, "birth_date_unreadable"),
        ({"name": "فاطمة عبد الرحيم", "place": "قوص"}, "place_unknown"),
    ],
)
async def test_what_cannot_be_read_is_told_and_never_repeated(
    register: Register, settled: Settle, by: dict[str, Any], code: str
) -> None:
    await settled()
    answer = await register.answer(CASEWORKER, SEARCH, {"by": by, "first": 10})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert "فاطمة" not in str(answer)
