"""`sijill search`, and what whoever registers at a desk is told of who is registered already."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED, PROGRAM

MINISTRY = ("--as", "caseworker@moss-qena")
ASSOCIATION = ("--as", "caseworker@albir-qena")
FATMA = ("--sex", "female", "--born", "1985-03-02", "--number", "28503022712345")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    """Qena's partners, and فاطمة at the association."""
    there = without_households("searching", MATCHED)
    there.desk.sijill(
        "household", "register", "فاطمة عبد الرحيم محمود", "--place", "EG2706", *FATMA, *ASSOCIATION
    )
    return there


def search(there: Qena, *asked: str, who: tuple[str, ...] = ASSOCIATION) -> dict[str, Any]:
    return dict(json.loads(there.desk.sijill("search", *asked, *who, "--json")))


@pytest.mark.parametrize(
    "asked",
    [
        ("Fatma Abdelrehim Mahmoud",),
        ("فاطمه عبدالرحيم", "--place", "دشنا"),
        ("Fatma Abdelrehim", "--born", "1986"),
        ("فاطمة عبد الرحيم", "--age", "40"),
        ("--number", "٢٨٥٠٣٠٢٢٧١٢٣٤٥"),
    ],
)
def test_a_person_is_found_by_what_is_known(there: Qena, asked: tuple[str, ...]) -> None:
    answer = search(there, *asked)
    assert answer["complete"]
    (one,) = answer["found"]
    assert one["household"]["headName"]["value"] == "فاطمة عبد الرحيم محمود"


def test_of_a_markaz_and_its_governorate_of_one_name_the_markaz_is_meant(there: Qena) -> None:
    registered = there.desk.sijill(
        "household", "register", "سعاد منصور", "--place", "EG2702", *ASSOCIATION
    )
    (one,) = search(there, "سعاد منصور", "--place", "قنا")["found"]
    assert one["household"]["reference"] == registered.strip()


def test_another_partner_sees_a_table_without_the_name(there: Qena) -> None:
    said = there.desk.sijill("search", "Fatma Abdelrehim Mahmoud", *MINISTRY)
    assert "فـ… عـ… ا… مـ…" in said
    assert "another partner" in said
    assert "جهة أخرى" in said
    assert "given name: the same in another script / الاسم الأول: مطابق بحروف أخرى" in said
    assert "فاطمة" not in said
    assert "albir-qena" not in said


def test_what_is_too_wide_is_refused_in_both_languages(there: Qena) -> None:
    refused = there.desk.run("search", "فاطمة", *MINISTRY)
    assert refused.returncode == 1
    assert "That is too wide to search for. Add the father's name" in refused.stderr
    assert "أضف اسم الأب" in refused.stderr
    assert refused.stdout == ""


def test_nobody_found_is_said_of_those_whom_the_viewer_may_know(there: Qena) -> None:
    nobody = there.desk.run("search", "Nobody At All", *MINISTRY)
    assert nobody.returncode == 0
    assert "Nobody of whom you may know" in nobody.stderr


def test_each_of_somebodys_numbers_is_theirs(there: Qena) -> None:
    """Whoever is compared by a national number was told to have another passport than the one that found them."""
    numbers = ("--number", "26905092701246", "--number", "A5544332")
    there.desk.sijill(
        "household", "register", "نبيهة شنودة مكاوي", "--place", "EG2711", *numbers, *ASSOCIATION
    )
    for number in ("26905092701246", "a5544332"):
        (one,) = search(there, "--number", number)["found"]
        (said,) = (each for each in one["evidence"] if each["of"] == "IDENTITY_NUMBER")
        assert said["level"] == "SAME", number


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        (("--number", "2850302271234"), "identity number"),
        (("--phone", "0109"), "phone"),
        (("--unhcr", "abc"), "identity number"),
    ],
)
def test_a_number_that_cannot_be_right_is_not_taken_for_nobody(
    there: Qena, typed: tuple[str, str], what: str
) -> None:
    nobody = there.desk.run("search", *typed, *ASSOCIATION)
    assert f"The {what} is not valid as it is written" in nobody.stderr
    assert "Nobody of whom you may know" not in nobody.stderr
    assert not search(there, *typed)["complete"]


def test_whoever_registers_is_told_and_the_reference_stands_alone_on_stdout(there: Qena) -> None:
    done = there.desk.run(
        "household", "register", "Fatma Abdelrehim Mahmoud", "--place", "EG2706", *FATMA, *MINISTRY
    )
    assert done.returncode == 0
    assert len(done.stdout.split()) == 1
    assert "Perhaps registered already (1)" in done.stderr
    assert "قد يكون مسجلًا من قبل (1)" in done.stderr
    assert "فاطمة" not in done.stderr


def test_whoever_refused_sharing_is_not_given_away_by_what_matching_made_of_them(
    there: Qena,
) -> None:
    """How many links a registration came to was said to whoever registered, of those too who are not there for them."""
    sharbat = ("--place", "EG2707", "--sex", "female", "--born", "1971-03-09")
    register = ("household", "register", "شربات طايع القناوي", *sharbat)
    refused = there.desk.sijill(*register, *MINISTRY).strip()
    there.desk.sijill("household", "consent", refused, "sharing", "refused", *MINISTRY)
    stranger = ("household", "register", "بسملة درديري فراج", *sharbat)
    known, new = (there.desk.run(*asked, *ASSOCIATION) for asked in (register, stranger))
    assert known.stderr == new.stderr
    waiting = ("pair", "list", "--linked", "--household", refused, "--json")
    linked = json.loads(there.desk.sijill(*waiting, "--as", "reviewer@moss-qena"))
    assert len(linked["pairs"]) == 1


def test_json_has_the_possible_duplicates_too(there: Qena) -> None:
    name = "فاطمة عبد الرحيم محمود"
    said = there.desk.sijill(
        "household", "register", name, "--place", "EG2706", *FATMA, *ASSOCIATION, "--json"
    )
    told = json.loads(said)["possibleDuplicates"]
    assert told["complete"]
    assert any(not one["knownToAnotherPartner"] for one in told["found"])


def test_what_was_looked_for_stands_nowhere_in_the_log(there: Qena) -> None:
    search(there, "--number", "29912312799999")
    held = there.asked("select string_agg(encode(state, 'hex'), '') from log.facts")
    assert b"29912312799999".hex() not in held[0][0]
    (((topics),),) = there.asked(
        "select count(*) from log.facts where topic = 'access.searched.v1'"
    )
    assert topics > 0


def test_nobody_at_a_terminal_waits_for_matching_that_is_far_behind(there: Qena) -> None:
    late = replace(there.desk, settings={**there.desk.settings, "SIJILL_MATCHING": "elsewhere"})
    late.sijill("household", "register", "نعيمة سعد بدوي", "--place", "EG2706", *ASSOCIATION)
    far = "import registry.cli.matching as m; m.WORTH_WAITING_FOR = 0\n"
    hurried = replace(there.desk, program=far + PROGRAM)
    asked = ("search", "نعيمة سعد بدوي", *ASSOCIATION, "--json")
    said = hurried.run(*asked)
    answer = json.loads(said.stdout)
    assert (answer["found"], answer["complete"]) == ([], False)
    assert "facts behind" in said.stderr
    assert "أمام المطابقة" in said.stderr
    answer = json.loads(there.desk.sijill(*asked))
    assert (len(answer["found"]), answer["complete"]) == (1, True)
