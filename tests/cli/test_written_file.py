"""What people write down is read whole, or they are told in both languages what is wrong and where; what is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from registry.cli import output
from registry.cli.agreement_file import read_agreement
from registry.cli.indicator_file import read_indicators
from registry.cli.rule_file import read_rule
from registry.domain.errors import SijillError

RULE = "clauses: [{name_ar: أسرة كبيرة, name_en: large, when: household.size > 4}]"


def test_a_rule_as_it_should_be_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text(f"match: any\n{RULE}", encoding="utf-8")
    (clause,) = read_rule(tmp_path / "rule.yaml").clauses
    assert (clause.name_ar, clause.name_en) == ("أسرة كبيرة", "large")


@pytest.mark.parametrize(
    ("written", "arabic", "english"),
    [
        ("match: any", "ينقص الحقل «clauses»", "the field clauses is missing"),
        (
            f"{RULE}\nuntill: 2027-01-31",
            "لا حقل باسم «untill»، ولعلك تقصد: until",
            "there is no field untill; did you mean: until",
        ),
        (
            RULE.replace("when", "wen"),
            "لا حقل باسم «wen»، ولعلك تقصد: when (clauses[0])",
            "there is no field wen; did you mean: when (clauses[0])",
        ),
        (
            f"{RULE}\nscore: {{terms: [{{point: 3}}]}}",
            "لا حقل باسم «point»، ولعلك تقصد: points (score.terms[0])",
            "there is no field point; did you mean: points (score.terms[0])",
        ),
        (
            f"{RULE}\nreassess_months: soon",
            "المطلوب عدد صحيح والمكتوب نص (reassess_months)",
            "a whole number is wanted where text is written (reassess_months)",
        ),
        *(
            (
                f"{RULE}\nuntil: {day}",
                "تاريخ لا وجود له في التقويم" + where,
                "there is no such day in the calendar" + where,
            )
            for day, where in (("2026-02-31", ""), ("2026-13-01", ""), ("soon", " (until)"))
        ),
        (
            f"{RULE}\nmatch: most",
            "لا معنى هنا للكلمة «most» (match)",
            "most is no word that goes here (match)",
        ),
        (
            "clauses:\n  - name_ar: [أسرة",
            "ليس مكتوبا بصيغة YAML عند السطر 2، الحرف 19",
            "not written as YAML at line 2, column 19",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_both_languages(
    tmp_path: Path, written: str, arabic: str, english: str
) -> None:
    (tmp_path / "rule.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(SijillError) as told:
        read_rule(tmp_path / "rule.yaml")
    assert told.value.code == "rule_file_malformed"
    assert (told.value.details["problem_ar"], told.value.details["problem_en"]) == (arabic, english)


def test_each_kind_of_file_says_itself_that_it_cannot_be_read(tmp_path: Path) -> None:
    for read, called in (
        (read_rule, "rule"), (read_agreement, "agreement"), (read_indicators, "indicator"),
    ):  # fmt: skip
        with pytest.raises(SijillError) as told:
            read(tmp_path / "nothing.yaml")
        assert told.value.code == f"{called}_file_unreadable"
        (tmp_path / "list.yaml").write_text("- 1", encoding="utf-8")
        with pytest.raises(SijillError) as told:
            read(tmp_path / "list.yaml")
        assert told.value.code == f"{called}_file_malformed"


def test_agreements_and_indicators_suggest_their_own_fields(tmp_path: Path) -> None:
    file = tmp_path / "written.yaml"
    for read, written, told in (
        (read_agreement, "parties: [{partnr: moss-qena}]", "partnr; did you mean: partner (parties[0])"),
        (read_indicators, "indicators: [{cde: a}]", "cde; did you mean: code (indicators[0])"),
    ):  # fmt: skip
        file.write_text(written, encoding="utf-8")
        with pytest.raises(SijillError) as wrong:
            read(file)
        assert str(wrong.value.details["problem_en"]).endswith(told)


def test_a_file_with_personal_data_is_its_owners_alone_before_anything_stands_in_it(
    tmp_path: Path,
) -> None:
    before = os.umask(0)
    try:
        with output.writing(tmp_path / "person.html", output.PRIVATE):
            assert stat.S_IMODE((tmp_path / "person.html").stat().st_mode) == 0o600
        with output.writing(tmp_path / "4w.csv"):
            assert stat.S_IMODE((tmp_path / "4w.csv").stat().st_mode) == 0o666
    finally:
        os.umask(before)
