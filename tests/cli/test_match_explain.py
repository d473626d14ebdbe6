"""`sijill match explain` of the register: why two are linked, and why two are not, of whom nothing is recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import global_id
from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED

REVIEWER: Final = ("--as", "reviewer@albir-qena")
CASEWORKER: Final = ("--as", "caseworker@albir-qena")
NAMES: Final = (
    "زينب", "هدى", "سعاد", "نادية", "كريمة", "عزيزة", "صباح", "نجوى", "وفاء", "سلوى", "رحاب", "شيماء", "إسراء",
)  # fmt: skip

PHONE: Final = "01092574822"

CONTACTS_ALONE: Final = """
name_ar: أرقام الهاتف وحدها
name_en: Phones alone
parties:
  - {partner: moss-qena, legal_basis: public_task}
  - {partner: albir-qena, legal_basis: public_task}
purposes: [deduplication]
grants:
  - {group: contact, level: clear}
begins: 2026-01-01
"""


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("explaining", MATCHED)


def family(there: Qena, head: str, wife: str, who: tuple[str, str] = CASEWORKER) -> str:
    said = ("--place", "EG2706", "--sex", "male", "--born", "1980-04-05", "--phone", PHONE)
    home = there.desk.sijill("household", "register", head, *said, *who).strip()
    of_her = ("--relation", "spouse", "--sex", "female", "--born", "1985-03-02")
    there.desk.sijill("member", "add", home, wife, *of_her, *who)
    return home


def explained(there: Qena, *two: str) -> dict[str, Any]:
    said = there.desk.sijill("match", "explain", *two, *REVIEWER, "--json")
    found: dict[str, Any] = json.loads(said)
    weighed = found["before"] + sum(one["bits"] for one in found["evidence"])
    assert weighed == pytest.approx(found["bits"], abs=0.1)
    return found


@pytest.fixture(scope="module")
def two(there: Qena) -> tuple[str, str]:
    """One family, registered twice."""
    first = family(there, "محمود حسن علي", "فاطمة عبد الرحيم محمود")
    return first, family(there, "Mahmoud Hassan Ali", "Fatma Abdelrehim Mahmoud")


def test_what_linked_two_is_told_as_the_link_has_it(there: Qena, two: tuple[str, str]) -> None:
    wives = [f"{home}:2" for home in two]
    listed = ("pair", "list", "--linked", "--household", two[0], "--json")
    linked = json.loads(there.desk.sijill(*listed, *REVIEWER))["pairs"]
    assert explained(there, *two)["one_person"]
    found = explained(there, *wives)
    assert found["one_person"]
    # The heads were linked before the wives were named; nothing weighs a link anew.
    assert round(found["bits"], 1) == max(one["bits"] for one in linked)
    said = {one["feature"]: one["level"] for one in found["evidence"]}
    assert said["given"].startswith("cross_script")
    assert said["household"] == "one_member"


def test_why_two_are_not_linked_is_told_though_nothing_is_recorded_of_them(
    there: Qena, two: tuple[str, str]
) -> None:
    head, other_wife = two[0], f"{two[1]}:2"
    found = explained(there, head, other_wife)
    assert found["one_person"] is False
    assert found["bits"] < 0
    shown = there.desk.sijill("match", "explain", head, other_wife, *REVIEWER)
    for words in ("not one person / ليسا شخصًا واحدًا", "different / "):
        assert words in shown
    opened = there.asked("select count(*) from log.facts where topic = 'access.fields_opened.v1'")
    there.desk.sijill("match", "explain", head, other_wife, *REVIEWER)
    again = there.asked("select count(*) from log.facts where topic = 'access.fields_opened.v1'")
    assert again > opened


def test_a_phone_that_too_many_have_says_nothing(there: Qena, tmp_path: Path) -> None:
    """Of the register, not of the two: an enumerator's own number stands in many registrations."""
    homes = [family(there, f"{name} سالم منصور", f"{name} سالم") for name in NAMES[:2]]
    taken = tmp_path / "list.csv"
    rows = "".join(f"{name} سالم منصور,قنا,{PHONE}\n" for name in NAMES[2:])
    taken.write_text(f"الاسم,المركز,الهاتف\n{rows}", encoding="utf-8")
    of_a_partner = ("--partner", "albir-qena", "--as", "registrations", "--json")
    said = json.loads(there.desk.sijill("import", taken, *of_a_partner))
    assert said["registrations"] == len(NAMES) - len(homes)
    found = explained(there, *homes)
    said = {one["feature"]: one["level"] for one in found["evidence"]}
    assert said["phone"] == "same_but_shared_by_many"


def test_whose_records_are_not_shown_is_told_nothing_of(there: Qena, two: tuple[str, str]) -> None:
    theirs = family(there, "محمود حسن علي", "فاطمة محمود", ("--as", "caseworker@moss-qena"))
    refused = there.desk.run("match", "explain", two[0], theirs, *REVIEWER)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Your agreement shows too little of one side" in refused.stderr


def test_who_was_forgotten_is_explained_no_more(there: Qena) -> None:
    home, other = (family(there, "بدوي طايع قناوي", "شربات طايع") for _ in range(2))
    asked = "query ($reference: String!) { household(reference: $reference) { members { id } } }"
    shown = there.query(asked, CASEWORKER[1], "follow_up", reference=home)
    member = shown["household"]["members"][0]["id"]
    there.desk.sijill("forget", member, "--case", "E-2026-7")
    refused = there.desk.run("match", "explain", member, other, *REVIEWER)
    assert refused.returncode == 1
    assert "matched no more" in refused.stderr
    assert "لم يعد يُطابَق" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("XXXX",), 2),
        (("a", "b", "c", "d"), 2),
        (("PT7T-4RX8-4JBA", "PT7T-4RX8-4JBA"), 2),
        (("PT7T-4RX8-4JBA", "PT7T-4RX8-4JBA", *REVIEWER), 1),
        ((*(global_id("Member", UUID(int=number)) for number in (7, 8)), *REVIEWER), 1),
    ],
)
def test_what_cannot_be_explained_is_refused(
    there: Qena, words: tuple[str, ...], code: int
) -> None:
    refused = there.desk.run("match", "explain", *words)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert "Traceback" not in refused.stderr


def test_somebody_beside_themselves_or_their_own_household_is_refused(
    there: Qena, two: tuple[str, str]
) -> None:
    for other, why in ((two[0], "one registration"), (f"{two[0]}:2", "members of one household")):
        refused = there.desk.run("match", "explain", two[0], other, *REVIEWER)
        assert refused.returncode == 1
        assert why in refused.stderr


def test_evidence_is_told_of_members_whose_identity_is_opened_alone(
    there: Qena, two: tuple[str, str], tmp_path: Path
) -> None:
    """An agreement may show who is in a household, and nothing of who they are."""
    terms = tmp_path / "agreement.yaml"
    terms.write_text(CONTACTS_ALONE, encoding="utf-8")
    there.desk.sijill("agreement", "sign", str(terms))
    theirs = family(there, "محمود حسن علي", "فاطمة محمود", ("--as", "caseworker@moss-qena"))
    refused = there.desk.run("match", "explain", f"{two[0]}:1", f"{theirs}:1", *REVIEWER)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Your agreement shows too little of one side" in refused.stderr
    ((last,),) = there.asked("select topic from log.facts order by notification_id desc limit 1")
    assert last == "access.refused.v1"
