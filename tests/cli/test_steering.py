"""`sijill partner`, `programme` and `agreement`: who takes part, what they give, and who sees what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Copied, Qena

NOOR = ("partner", "enrol", "noor", "--name-en", "Noor", "--kind", "association", "--json")
BREAD = (
    *("programme", "open", "noor", "bread", "--name-ar", "خبز", "--name-en", "Bread"),
    *("--family", "food", "--kind", "in_kind", "--json"),
)
ROLL = "{ households { edges { node { id } } refusals { code } } programmes { edges { node { code } } } }"


@pytest.fixture(scope="module")
def joined(without_households: Copied) -> Qena:
    """Qena's partners, joined by Noor, which bakes bread and has signed nothing."""
    joined = without_households("steering")
    desk = joined.desk
    assert json.loads(desk.sijill(*NOOR, "--name-ar", "جمعية النور"))["already"] is False
    assert json.loads(desk.sijill(*BREAD, "--unit", "parcel"))["already"] is False
    return joined


def parties(*codes: str, **more: str) -> list[dict[str, str]]:
    return [{"partner": code, "legal_basis": "consent", **more} for code in codes]


def terms(folder: Path, **changed: object) -> str:
    file = folder / "agreement.yaml"
    said = {
        "name_ar": "مذكرة الخبز",
        "name_en": "Bread agreement",
        "parties": [*parties("noor", "albir-qena"), *parties("qena-union", sees="totals")],
        "purposes": ["delivery", "referral"],
        "grants": [
            {"group": "identity", "level": "masked"},
            {"group": "contact", "level": "clear", "to": ["noor"], "purposes": ["referral"]},
        ],
        "families": ["food"],
        "programmes": {"noor": ["bread"]},
        "areas": ["EG2706", "EG2707"],
        "alone_up_to": {"EGP": 2500.5, "USD": "٢٠٠"},
        "begins": "2026-01-01",
    }
    file.write_text(yaml.safe_dump(said | changed, allow_unicode=True), encoding="utf-8")
    return str(file)


def test_an_empty_list_says_whether_there_is_nothing_or_nothing_to_see(joined: Qena) -> None:
    counted = joined.desk.run("reached", "--as", "auditor@moss-qena", "--purpose", "audit")
    assert "nothing of that is recorded" in counted.stderr
    assert "لم يُسجل شيء من ذلك." in counted.stderr
    listed = joined.desk.run("pair", "list", "--as", "reviewer@moss-qena")
    assert "nothing that you may see" in listed.stderr


def test_the_same_words_again_change_nothing(joined: Qena) -> None:
    before = joined.position
    for words in ((*NOOR, "--name-ar", "جمعية النور"), (*BREAD, "--unit", "parcel")):
        assert json.loads(joined.desk.sijill(*words))["already"] is True
    assert joined.position == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*NOOR, "--name-ar", "جمعية أخرى"), "الجهة مسجلة من قبل."),
        ((*BREAD, "--unit", "piece"), "البرنامج مفتوح من قبل."),
    ],
)
def test_a_code_stands_for_one_thing(joined: Qena, words: tuple[str, ...], why: str) -> None:
    before = joined.position
    done = joined.desk.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert why in done.stderr
    assert joined.position == before


def test_a_partner_sees_nothing_before_it_signs_and_something_after(
    joined: Qena, tmp_path: Path
) -> None:
    seen = joined.query(ROLL, "caseworker@noor")
    assert seen["households"]["refusals"] == [{"code": "no_agreement"}]
    file = terms(tmp_path)
    signed = json.loads(joined.desk.sijill("agreement", "sign", file, "--json"))
    assert signed["already"] is False
    seen = joined.query(ROLL, "caseworker@noor")
    assert seen["households"]["refusals"] == []
    assert {"node": {"code": "bread"}} in seen["programmes"]["edges"]

    again = json.loads(joined.desk.sijill("agreement", "sign", file, "--json"))
    assert again == signed | {"already": True}
    base, bread = json.loads(joined.desk.sijill("agreement", "list", "--json"))
    assert base["base"] is True
    assert [one["partner"] for one in base["parties"] if one["sees"] == "totals"] == ["qena-union"]
    assert bread["agreement"] == signed["agreement"]
    assert bread["parties"] == [
        {"partner": "noor", "sees": "records", "legal_basis": "consent"},
        {"partner": "albir-qena", "sees": "records", "legal_basis": "consent"},
        {"partner": "qena-union", "sees": "totals", "legal_basis": "consent"},
    ]
    assert bread["grants"] == [
        {"group": "identity", "level": "masked", "to": [], "purposes": []},
        {"group": "contact", "level": "clear", "to": ["noor"], "purposes": ["referral"]},
    ]
    assert bread["areas"] == ["EG2706", "EG2707"]
    assert len(bread["programmes"]) == 1
    assert "(qena-union)" in joined.desk.sijill("agreement", "list")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"parties": parties("noor", "nobody")}, "nobody"),
        ({"programmes": {"noor": ["cake"]}}, "cake"),
        ({"areas": ["EG27", "EG99"]}, "لا يوجد مكان بهذا الرمز."),
        (
            {"grants": [{"group": "contact", "level": "clear", "to": ["moss-qena"]}]},
            "تفتح المذكرة حقولًا لجهة ليست طرفًا فيها.",
        ),
        ({"purposes": ["curiosity"]}, "curiosity"),
        ({"legal_bases": "consent"}, "legal_bases"),
        ({"parties": ["noor"]}, "parties"),
        ({"parties": parties("noor", "noor")}, "تكرر طرف في المذكرة."),
        ({"alone_up_to": {"EGP": "ألف"}}, "not an amount"),
        ({"alone_up_to": {"EGP": -1}}, "ما يقرره شخص واحد لا يقل عن صفر."),
        ({"until": "2025-12-31"}, "تنتهي المذكرة قبل أن تبدأ."),
    ],
)
def test_terms_that_cannot_stand_are_refused(
    joined: Qena, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    before = joined.position
    done = joined.desk.run("agreement", "sign", terms(tmp_path, **changed))
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert joined.position == before


@pytest.mark.parametrize("begins", ["2026-13-01", "2026-02-30"])
def test_a_day_that_no_calendar_has_is_a_fault_of_the_file(
    joined: Qena, tmp_path: Path, begins: str
) -> None:
    file = Path(terms(tmp_path))
    text = file.read_text(encoding="utf-8").replace("'2026-01-01'", begins)
    assert f"begins: {begins}" in text
    file.write_text(text, encoding="utf-8")
    done = joined.desk.run("agreement", "sign", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{file} is not an agreement as it should be written" in done.stderr
    assert "internal" not in done.stderr


def test_what_would_come_of_an_agreement_is_said_before_it_is_signed(
    joined: Qena, tmp_path: Path
) -> None:
    """Nothing is written, and what is in force already says that nothing would be."""

    def tried(*command: str) -> list[str]:
        before = joined.position
        said = json.loads(joined.desk.sijill("agreement", *command, "--dry-run", "--json"))
        assert (said["dryRun"], joined.position) == (True, before)
        return list(said["facts"])

    file = terms(tmp_path, name_en="Bread to try", parties=parties("noor", "moss-qena"))
    assert tried("sign", file) == ["agreement.signed.v1"]
    assert "Bread to try" not in joined.desk.sijill("agreement", "list")
    number = json.loads(joined.desk.sijill("agreement", "sign", file, "--json"))["agreement"]
    assert tried("sign", file) == []
    assert tried("amend", number, file) == []
    other = terms(tmp_path, name_en="Bread for long", parties=parties("noor", "moss-qena"))
    assert tried("amend", number, other) == ["agreement.amended.v1"]
    assert tried("end", number, "--last-day", "2026-06-30") == ["agreement.ended.v1"]
    joined.desk.sijill("agreement", "end", number, "--last-day", "2026-06-30")
    assert tried("end", number, "--last-day", "2026-06-30") == []
    refused = joined.desk.run("agreement", "end", number, "--last-day", "2026-07-31", "--dry-run")
    assert (refused.returncode, refused.stdout) == (1, "")


def test_an_agreement_ends_on_the_day_that_is_said_or_a_sooner_one_and_on_no_later(
    joined: Qena, tmp_path: Path
) -> None:
    file = terms(tmp_path, name_en="Bread for a while", parties=parties("noor", "moss-qena"))
    number = json.loads(joined.desk.sijill("agreement", "sign", file, "--json"))["agreement"]

    def end(day: str, *more: str) -> str:
        return joined.desk.sijill("agreement", "end", number, "--last-day", day, *more)

    def day_of_end() -> str:
        listed = json.loads(joined.desk.sijill("agreement", "list", "--json"))
        return str(next(one["ended"] for one in listed if one["agreement"] == number))

    said = {"agreement": number, "last_day": "2026-06-30"}
    assert json.loads(end("2026-06-30", "--json")) == said | {"already": False}
    assert day_of_end() == "2026-06-30"
    before = joined.position
    assert json.loads(end("2026-06-30", "--json")) == said | {"already": True}
    assert joined.position == before
    assert end("2026-03-31").strip() == number
    assert day_of_end() == "2026-03-31"
    later = joined.desk.run("agreement", "end", number, "--last-day", "2026-06-30")
    assert (later.returncode, later.stdout) == (1, "")
    assert "انتهت المذكرة." in later.stderr
    assert f"{number}  Bread for a while" in joined.desk.sijill("agreement", "list")


@pytest.mark.parametrize(
    ("number", "day", "code", "said"),
    [
        ("QWdyZWVtZW50OjAxOTk5OTk5LTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwZjAwZA==", "2026-06-30", 1, "no such agreement"),
        ("مذكرة", "2026-06-30", 1, "The id is malformed."),
        ("01999999-0000-7000-8000-00000000f00d", "30/6", 2, "Write the last day as"),
    ],
)  # fmt: skip
def test_what_names_no_agreement_or_no_day_ends_nothing(
    joined: Qena, number: str, day: str, code: int, said: str
) -> None:
    before = joined.position
    done = joined.desk.run("agreement", "end", number, "--last-day", day)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert joined.position == before
