"""What is enough to look for somebody by, whom it finds, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.domain.access import SearchedBy
from registry.domain.dates import PreciseDate, Precision
from registry.domain.errors import Refused
from registry.domain.identity_numbers import IdentityNumberKind, read_identity_number
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.search import (
    Asked,
    Query,
    Ranked,
    asked_tokens,
    by_kin,
    day_tokens,
    names_a_day,
    ranked,
    require_narrow,
)
from registry.matching.tokens import tokens_of
from registry.matching.weights import Model

KEY = bytes(range(32))
NATIONAL = read_identity_number("28503022712345")
FILE = read_identity_number("123-45C67890", kind=IdentityNumberKind.UNHCR_FILE)
TODAY = date(2026, 11, 28)


def year(number: int) -> PreciseDate:
    return PreciseDate(date(number, 1, 1), Precision.YEAR)


def claim(name: str = "", record: str = "", **said: Any) -> Claim:
    home = said.pop("home", record)
    return Claim(record=record, registration=home, partner="", name=name, **said)


def asked(name: str = "", *numbers: Any, **said: Any) -> Query:
    telling = next((one for one in numbers if not one.is_household_key), None)
    return Query.of(claim(name, identity_number=telling, **said), numbers)


def finds(query: Query, *registered: Claim, numbers: Any = ()) -> list[str]:
    """Who of those who are registered shares a token with the query."""
    wanted = every(asked_tokens([query], KEY)[0])
    held = tokens_of(
        as_columns(registered), [[one.number for one in numbers]] * len(registered), KEY
    )
    return [
        one.record for one, those in zip(registered, held, strict=True) if wanted & {*those.every}
    ]


def every(asked: Asked) -> frozenset[int]:
    return asked.first | asked.others


def order(query: Query, model: Model, *registered: Claim) -> list[Ranked]:
    return ranked([query], [registered], model, len(registered))[0]


@pytest.mark.parametrize(
    ("query", "by"),
    [
        (asked("", NATIONAL), SearchedBy.IDENTITY_NUMBER),
        (asked("", FILE), SearchedBy.UNHCR_NUMBER),
        (asked("", phone="+201092574822"), SearchedBy.PHONE),
        (asked("فاطمة عبد الرحيم علي"), SearchedBy.THREE_NAMES),
        (asked("فاطمة عبد الرحيم", village="نجع حمادي"), SearchedBy.NAMES_AND_VILLAGE),
        (asked("فاطمة عبد الرحيم", markaz="قوص"), SearchedBy.NAMES_AND_MARKAZ),
        (asked("فاطمة عبد الرحيم", born=year(1985)), SearchedBy.NAMES_AND_BIRTH),
        (asked("فاطمة عبد الرحيم").aged(41, TODAY), SearchedBy.NAMES_AND_BIRTH),
    ],
)
def test_each_of_these_is_enough(query: Query, by: SearchedBy) -> None:
    assert require_narrow(query) == (by,)
    assert asked_tokens([query], KEY)[0].first


@pytest.mark.parametrize(
    ("query", "added"),
    [
        (asked(), "identity number"),
        (asked("", markaz="قوص", born=year(1985)), "identity number"),
        (asked("فاطمة"), "father's and the grandfather's"),
        (asked("فاطمة", village="الأوسط قمولا", born=year(1985)), "father's name"),
        (asked("Abd el-Rahim", sex=Sex.MALE), "father's and the grandfather's"),
        (asked("فاطمة عبد الرحيم"), "third name"),
        (asked("فاطمة عبد الرحيم", born=PreciseDate(date(1960, 1, 1), Precision.SPAN, date(1989, 12, 31))), "third"),
    ],
)  # fmt: skip
def test_anything_wider_is_refused_with_what_to_add(query: Query, added: str) -> None:
    with pytest.raises(Refused) as refused:
        require_narrow(query)
    assert refused.value.code == "search_too_wide"
    assert added in str(refused.value.details["add_en"])
    assert refused.value.details["add_ar"] != refused.value.details["add_en"]


def test_abd_and_what_follows_are_one_name_and_no_two() -> None:
    with pytest.raises(Refused):
        require_narrow(asked("عبد الرحيم", markaz="قوص"))


@pytest.mark.parametrize(
    ("born", "found"),
    [(1982, False), (1983, True), (1984, True), (1985, True), (1986, True), (1987, True), (1988, False)],
)  # fmt: skip
def test_a_year_of_birth_may_be_off_by_two(born: int, *, found: bool) -> None:
    query = asked("فاطمة عبد الرحيم", born=year(1985))
    registered = claim("Fatma Abdelrehim Mahmoud", "r", born=PreciseDate(date(born, 6, 15)))
    assert finds(query, registered) == (["r"] if found else [])


@pytest.mark.parametrize(
    ("born", "found"),
    [(1980, False), (1981, True), (1984, True), (1985, True), (1988, True), (1989, False)],
)
def test_an_age_may_be_off_by_three(born: int, *, found: bool) -> None:
    """Who is 41 in 2026 was born in 1984 or 1985."""
    query = asked("فاطمة عبد الرحيم").aged(41, TODAY)
    registered = claim("فاطمة عبدالرحيم", "r", born=year(born))
    assert finds(query, registered) == (["r"] if found else [])


def test_a_person_is_found_in_the_other_script() -> None:
    registered = claim("Fatma Abdelrehim Mahmoud", "r", markaz="قوص", village="قوص")
    assert finds(asked("فاطمة عبد الرحيم محمود"), registered) == ["r"]
    assert finds(asked("فاطمه عبدالرحيم", markaz="قوص"), registered) == ["r"]
    assert finds(asked("فاطمة عبد الرحيم", village="قوص"), registered) == ["r"]


def test_a_number_finds_whoever_has_it_and_nobody_else() -> None:
    registered = claim("فاطمة عبد الرحيم", "r", identity_number=NATIONAL)
    assert finds(asked("", NATIONAL), registered, numbers=[NATIONAL]) == ["r"]
    assert finds(asked("", FILE), registered, numbers=[NATIONAL, FILE]) == ["r"]
    assert finds(asked("", FILE), registered, numbers=[NATIONAL]) == []


def test_a_number_with_a_slip_finds_its_owner_by_the_name_beside_it() -> None:
    registered = claim("فاطمة عبد الرحيم", "r", identity_number=NATIONAL)
    slipped = read_identity_number("28503022712435")
    assert finds(asked("", slipped), registered, numbers=[NATIONAL]) == []
    assert finds(asked("Fatma", slipped), registered, numbers=[NATIONAL]) == ["r"]


def test_a_whole_markaz_is_looked_through_only_where_nothing_narrower_is_known() -> None:
    registered = claim("فاطمة عبد الرحيم سالم", "r", markaz="قوص")
    assert finds(asked("فاطمة عبد الرحيم", markaz="قوص"), registered) == ["r"]
    assert finds(asked("فاطمة عبد الرحيم محمود", markaz="قوص"), registered) == []


def test_many_queries_ask_for_what_each_asks_for_alone() -> None:
    queries = [
        asked("فاطمة عبد الرحيم علي", born=year(1985)),
        asked("", NATIONAL),
        asked("Ahmed Hassan", markaz="قوص"),
    ]
    assert asked_tokens(queries, KEY) == [asked_tokens([one], KEY)[0] for one in queries]


def test_the_likeliest_is_first_and_what_is_missing_counts_neither_way(model: Model) -> None:
    query = asked("فاطمة عبد الرحيم محمود", born=PreciseDate(date(1985, 3, 2)))
    same = claim("Fatma Abdelrehim Mahmoud", "same", born=PreciseDate(date(1985, 3, 2)))
    unknown = claim("Fatma Abdelrehim Mahmoud", "unknown")
    other = claim("Fatma Abdelrehim Mahmoud", "other", born=PreciseDate(date(1951, 11, 20)))
    found = order(query, model, other, unknown, same)
    assert [one.place for one in found] == [2, 1, 0]
    bits = [one.bits for one in found]
    assert bits[0] > bits[1] > bits[2]
    unsaid = order(asked("فاطمة عبد الرحيم محمود"), model, other, unknown, same)
    assert len({one.bits for one in unsaid}) == 1, "what the query does not say tells nobody apart"


def test_of_two_as_good_as_alike_the_one_who_is_written_so_is_first(model: Model) -> None:
    latin, arabic = claim("Omar Mohamed", "a"), claim("عمر محمد", "b")
    assert [one.place for one in order(asked("عمر محمد"), model, latin, arabic)] == [1, 0]
    assert [one.place for one in order(asked("Omar Mohamed"), model, latin, arabic)] == [0, 1]


def test_of_a_number_that_was_typed_for_the_children_its_owner_is_first(model: Model) -> None:
    child = claim(
        "علي حسن", "child", home="h", relation=Relation.CHILD, identity_number=NATIONAL,
        born=PreciseDate(date(2015, 7, 1)),
    )  # fmt: skip
    owner = claim(
        "فاطمة عبد الرحيم", "owner", home="h", relation=Relation.HEAD, identity_number=NATIONAL,
        born=PreciseDate(date(1985, 3, 2)),
    )  # fmt: skip
    found = order(asked("", NATIONAL), model, child, owner)
    assert [one.place for one in found] == [1], "one of a household, and the one whose number it is"


def test_by_a_phone_alone_the_head_stands_for_the_household(model: Model) -> None:
    phone = "+201092574822"
    child = claim("علي حسن", "a", home="h", relation=Relation.CHILD, phone=phone)
    head = claim("فاطمة عبد الرحيم", "b", home="h", relation=Relation.HEAD, phone=phone)
    assert [one.place for one in order(asked("", phone=phone), model, child, head)] == [1]


def test_queries_are_ranked_each_by_itself(model: Model) -> None:
    fatma, ali = claim("فاطمة عبد الرحيم محمود", "f"), claim("علي حسن سالم", "a")
    queries = [asked("Fatma Abdelrehim Mahmoud"), asked("Nobody At All"), asked("Aly Hassan Salem")]
    answers = ranked(queries, [[ali, fatma], [], [fatma, ali]], model, 2)
    assert [[one.place for one in those] for those in answers] == [[1, 0], [], [1, 0]]


def test_whoever_is_less_likely_than_is_asked_for_is_left_out(model: Model) -> None:
    born = PreciseDate(date(1985, 3, 2))
    other = claim("علي حسن سالم", "other", born=PreciseDate(date(1951, 11, 20)))
    same = claim("فاطمة عبد الرحيم محمود", "same", born=born)
    queries = [asked("فاطمة عبد الرحيم محمود", born=born), asked("علي حسن سالم")]
    answers = ranked(queries, [[other, same], [same]], model, 2, least=model.case)
    assert [[one.place for one in those] for those in answers] == [[1], []]


BIRTHDAY = PreciseDate(date(1985, 3, 2))


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("Fatma Hassan Salem", BIRTHDAY, True),
        ("فاطمة عبد الرحيم محمود", PreciseDate(date(1985, 2, 3)), True),
        ("زينب عبد الرحيم محمود", BIRTHDAY, False),
        ("فاطمة عبد الرحيم محمود", PreciseDate(date(1985, 3, 3)), False),
        ("فاطمة عبد الرحيم محمود", PreciseDate(date(1986, 3, 2)), False),
        ("فاطمة عبد الرحيم محمود", year(1985), False),
        ("فاطمة عبد الرحيم محمود", None, False),
    ],
)
def test_of_a_day_are_those_of_the_given_name_who_were_born_on_it_or_the_other_way_round(
    name: str, born: PreciseDate | None, *, found: bool
) -> None:
    (wanted,) = day_tokens([asked("فاطمة عبد الرحيم محمود", born=BIRTHDAY)], KEY)
    (held,) = tokens_of(as_columns([claim(name, "r", born=born)]), [()], KEY)
    assert bool(every(wanted) & {*held.every}) == found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (asked("فاطمة عبد الرحيم", born=BIRTHDAY, sex=Sex.FEMALE, markaz="قوص"), True),
        (asked("فاطمة", born=BIRTHDAY), False),
        (asked("فاطمة عبد الرحيم محمود"), False),
        (asked("فاطمة عبد الرحيم محمود", born=year(1985)), False),
        (asked("فاطمة عبد الرحيم محمود", born=BIRTHDAY, phone="+201092574822"), False),
        (asked("فاطمة عبد الرحيم محمود", NATIONAL, born=BIRTHDAY), False),
    ],
)
def test_a_query_that_says_more_than_names_and_a_day_is_looked_for_by_all_of_it(
    query: Query, *, names: bool
) -> None:
    assert names_a_day(query) == names


def test_whoever_is_of_one_father_stands_together_whatever_the_script() -> None:
    names = ["سعاد محمود علي", "Ali Hassan Salem", "فاطمة محمود علي", "زينب حسن سالم", ""]
    queries = sorted(map(asked, names), key=by_kin)
    fathers = [query.claim.name.split()[1:2] for query in queries]
    assert fathers in (
        [[], ["Hassan"], ["حسن"], ["محمود"], ["محمود"]],
        [[], ["محمود"], ["محمود"], ["Hassan"], ["حسن"]],
    )


def test_a_query_never_prints_itself() -> None:
    assert "فاطمة" not in repr(asked("فاطمة عبد الرحيم محمود", NATIONAL, phone="+201092574822"))
