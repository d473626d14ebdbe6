"""A rule is tried, set and judged by from the command line, and a decision explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Qena

MANAGER = ("--as", "programme_manager@moss-qena", "--programme", "cash-support")
OFFICER = ("--as", "data_officer@moss-qena", "--programme", "cash-support")
RULE = """
clauses:
  - name_ar: طفل دون الخامسة
    name_en: A child under five
    when: members.exists(m, m.age < 5)
"""
REGISTER = """
mutation {
  registerHousehold(idempotencyKey: "KEY", input: {
    place: "EG2706", declaredSize: 2, head: {name: "NAME", born: "1985-03-02"},
    members: [{name: "علي", relation: CHILD, born: BORN}]
  }) { __typename ... on HouseholdRegistered { reference } ... on Refusal { code } }
}
"""


def registered(qena: Qena, name: str, born: str) -> str:
    document = REGISTER.replace("KEY", name).replace("NAME", name).replace("BORN", born)
    asked = ("--as", "caseworker@moss-qena", "--purpose", "registration")
    said = json.loads(qena.desk.sijill("query", document, *asked))
    return str(said["data"]["registerHousehold"]["reference"])


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    file = tmp_path / "rule.yaml"
    file.write_text(RULE, encoding="utf-8")
    return file


@pytest.fixture
def homes(bare: Qena) -> list[str]:
    """With a child under five, with an older one, with one whose birth date nobody knows."""
    return [
        registered(bare, "فاطمة عبد الرحيم", '"2025-01-05"'),
        registered(bare, "زينب علي", '"2010-01-05"'),
        registered(bare, "هدى محمود", "null"),
    ]


def test_a_rule_is_tried_set_and_judged_by(bare: Qena, rule: Path, homes: list[str]) -> None:
    sijill = bare.desk.sijill
    tried = json.loads(sijill("rule", "try", rule, *MANAGER, "--json"))
    assert (tried["entitled"], tried["not_entitled"], tried["undetermined"]) == (1, 1, 1)
    (clause,) = tried["clauses"]
    assert clause["missing"] == {"member.age": 1}
    assert "عمر الفرد / age of a member: 1" in sijill("rule", "try", rule, *MANAGER)
    early = bare.desk.run("eligibility", "judge", *MANAGER)
    assert early.returncode == 1
    assert "The programme has no rule" in early.stderr

    dry = json.loads(sijill("rule", "set", rule, *MANAGER, "--dry-run", "--json"))
    assert dry["facts"] == ["programme.rule_set.v1"]
    kept = json.loads(sijill("rule", "set", rule, *MANAGER, "--json"))
    assert (kept["rule"]["version"], kept["already"]) == (1, False)
    again = json.loads(sijill("rule", "set", rule, *MANAGER, "--json"))
    assert (again["rule"]["version"], again["already"]) == (1, True)
    shown = json.loads(sijill("rule", "show", *MANAGER, "--json"))
    assert shown["clauses"][0]["expression"] == "members.exists(m, m.age < 5)"
    assert "طفل دون الخامسة" in sijill("rule", "show", *MANAGER)

    before = json.loads(sijill("eligibility", "judge", *MANAGER, "--dry-run", "--json"))
    assert (before["dryRun"], before["entitled"], before["recorded"]) == (True, 1, 0)
    judged = json.loads(sijill("eligibility", "judge", *MANAGER, "--json"))
    assert (judged["entitled"], judged["undetermined"], judged["recorded"]) == (1, 1, 3)
    assert json.loads(sijill("eligibility", "judge", *MANAGER, "--json"))["recorded"] == 0

    found = json.loads(sijill("eligibility", "show", homes[2], *OFFICER, "--json"))
    assert found["entitlement"] == "UNDETERMINED"
    arabic, english = found["explanation"]["values"][0].split(" / ")
    assert arabic == "طفل دون الخامسة: غير معلوم (ينقص: عمر الفرد)"
    assert english == "A child under five: undetermined (missing: age of a member)"
    assert "مستحقة / entitled" in sijill("eligibility", "show", homes[0], *OFFICER)


def test_whoever_is_to_be_judged_anew_is_listed_with_the_reason(alone: Qena, rule: Path) -> None:
    sijill, run = alone.desk.sijill, alone.desk.run
    home = registered(alone, "فاطمة عبد الرحيم", '"2025-01-05"')
    other = registered(alone, "زينب علي", '"2010-01-05"')
    sijill("rule", "set", rule, *MANAGER)
    found = json.loads(sijill("eligibility", "due", *MANAGER, "--json"))
    never = {"why": "NEVER_JUDGED", "entitlement": None, "decidedOn": None, "ruleVersion": None}
    both = [{"household": {"reference": one}, **never} for one in (home, other)]
    assert found == {"due": both, "more": False, "after": found["after"]}
    one = json.loads(sijill("eligibility", "due", *MANAGER, "--json", "--first", "1"))
    second = sijill("eligibility", "due", *MANAGER, "--json", "--after", one["after"])
    assert (one["due"], one["more"], json.loads(second)["due"]) == (both[:1], True, both[1:])
    sijill("eligibility", "judge", *MANAGER)
    assert "stands on every household" in run("eligibility", "due", *MANAGER).stderr
    assert "stands no more" not in run("eligibility", "show", home, *OFFICER).stderr
    sijill("household", "hold", home, "--reason", "under_review", "--as", "caseworker@moss-qena")
    told = run("eligibility", "due", *MANAGER)
    why = "تغيّر شيء في الأسرة / something of it changed"
    assert re.search(rf"{home} +│ {why} +│ مستحقة / entitled · v1 +│ \d{{4}}-", told.stdout)
    assert other not in told.stdout
    late = run("eligibility", "show", home, *OFFICER)
    assert "this decision stands no more" in late.stderr
    assert "لم يعد هذا الحكم قائمًا" in late.stderr
    rule.write_text(RULE + "until: 2026-01-31\n", encoding="utf-8")
    sijill("rule", "set", rule, *MANAGER)
    first = run("eligibility", "due", *MANAGER, "--first", "1")
    assert "تغيرت الشروط / the rule changed" in first.stdout
    assert "ask again with --after" in first.stderr
    refused = run("eligibility", "due", *MANAGER[2:], "--as", "caseworker@moss-qena")
    assert refused.returncode == 1
    assert "this rule is over since 2026-01-31" in run("rule", "show", *MANAGER).stderr
    sijill("eligibility", "judge", *MANAGER)
    ended = run("eligibility", "show", home, *OFFICER)
    assert "· v2 · ≤ 2026-01-31" in ended.stdout
    assert "this temporary entitlement ended on 2026-01-31" in ended.stderr


def test_whoever_may_not_read_the_clauses_is_told_who_may(alone: Qena, rule: Path) -> None:
    home = registered(alone, "فاطمة عبد الرحيم", '"2025-01-05"')
    alone.desk.sijill("rule", "set", rule, *MANAGER)
    alone.desk.sijill("eligibility", "judge", *MANAGER)
    refused = alone.desk.run("eligibility", "show", home, *MANAGER, "--json")
    assert refused.returncode == 1
    for said in (
        "Your role does not allow this", "دورك لا يسمح بهذا",
        "who reads it: caseworker (caseworker), data officer (data_officer)",
    ):  # fmt: skip
        assert said in refused.stderr
    told = json.loads(refused.stdout)
    assert told["entitlement"] == "ENTITLED"
    closed = {"state": "WITHHELD", "values": [], "masked": []}
    assert told["explanation"] == {**closed, "reason": told["explanation"]["reason"]}
    elsewhere = alone.desk.run(
        "eligibility", "show", home, *OFFICER, "--purpose", "delivery", "--json"
    )
    assert (elsewhere.returncode, "who reads it" in elsewhere.stderr) == (1, False)
    shown = alone.desk.run("eligibility", "show", home, *MANAGER)
    assert (shown.returncode, "مستحقة / entitled" in shown.stdout) == (1, True)


def test_a_decision_is_explained_as_it_was_under_an_earlier_version(
    alone: Qena, rule: Path
) -> None:
    sijill, run = alone.desk.sijill, alone.desk.run
    home = registered(alone, "فاطمة عبد الرحيم", '"2025-01-05"')
    sijill("rule", "set", rule, *MANAGER)
    sijill("eligibility", "judge", *MANAGER)
    assert "in force now" not in run("eligibility", "show", home, *OFFICER).stderr
    rule.write_text(RULE.replace("< 5", "< 1"), encoding="utf-8")
    sijill("rule", "set", rule, *MANAGER)
    earlier = run("eligibility", "show", home, *OFFICER)
    assert "decided under version 1 of the rule; version 2 is in force now" in earlier.stderr
    assert "حُكم فيها وفق الإصدار 1" in earlier.stderr
    sijill("eligibility", "judge", *MANAGER)
    now = run("eligibility", "show", home, *OFFICER, "--json")
    assert (json.loads(now.stdout)["rule"]["version"], "in force now" in now.stderr) == (2, False)

    told = json.loads(sijill("timeline", home, *OFFICER[:2], "--json"))["timeline"]["edges"]
    decided = [one["node"] for one in told if one["node"]["fact"] == "eligibility.decided.v1"]
    said = [{each["name"]: each["valueEn"] for each in one["details"]} for one in decided]
    assert said == [
        {"entitlement": "entitled", "rule": "1"}, {"entitlement": "not entitled", "rule": "2"},
    ]  # fmt: skip
    assert [one["programme"] for one in decided] == [{"code": "cash-support"}] * 2
    assert "cash-support" in sijill("timeline", home, *OFFICER[:2])
    at = ("--as-of", str(decided[0]["position"]))
    then = json.loads(sijill("eligibility", "show", home, *OFFICER, *at, "--json"))
    assert (then["rule"]["version"], then["entitlement"]) == (1, "ENTITLED")
    assert then["explanation"]["values"][0].endswith("A child under five: held")
    before = run("eligibility", "show", home, *OFFICER, "--as-of", "2020-01-01")
    assert before.returncode == 1
    wrong = run("eligibility", "show", home, *OFFICER, "--as-of", "yesterday")
    assert wrong.returncode == 2

    missing = run("rule", "show", *MANAGER, "--version", "7")
    assert missing.returncode == 1
    assert "has no version 7; the latest is 2" in missing.stderr
    assert "لا إصدار رقمه 7" in missing.stderr


def test_what_is_mostly_not_meant_is_done_and_said(bare: Qena, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(
        RULE.replace("members.exists(m, m.age < 5)", "'true'") + "until: 2020-12-31\n",
        encoding="utf-8",
    )
    for act in (("try", file), ("set", file, "--dry-run"), ("set", file)):
        done = bare.desk.run("rule", *act, *MANAGER)
        assert done.returncode == 0
        for said in (
            "this rule is over since 2020-12-31", "انتهت هذه الشروط في 2020-12-31",
            "clause 1 reads nothing of a household", "الشرط 1 لا يقرأ شيئا عن الأسرة",
        ):  # fmt: skip
            assert said in done.stderr, act
    file.write_text(RULE, encoding="utf-8")
    usual = bare.desk.run("rule", "try", file, *MANAGER).stderr
    assert "reads nothing" not in usual
    assert "is over" not in usual


def test_whoever_is_due_is_judged_by_the_register_itself(alone: Qena, rule: Path) -> None:
    sijill = alone.desk.sijill
    sijill("rule", "set", rule, *MANAGER)
    registered(alone, "سعاد جابر", '"2025-02-01"')
    due = json.loads(sijill("eligibility", "judge", *MANAGER, "--due", "--dry-run", "--json"))
    assert (due["entitled"], due["recorded"]) == (1, 0)
    assert json.loads(sijill("eligibility", "follow", "--once", "--json")) == {"recorded": 1}
    assert "0 decisions are new" in alone.desk.run("eligibility", "follow", "--once").stderr
    due = json.loads(sijill("eligibility", "judge", *MANAGER, "--due", "--json"))
    assert (due["entitled"], due["recorded"]) == (0, 0)


SCORED = """
score:
  base: 20
  terms:
    - name_ar: طفل دون الخامسة
      name_en: A child under five
      points: 15
      when: members.exists(m, m.age < 5)
clauses:
  - name_ar: الدرجة ٣٠ أو أكثر
    name_en: A score of 30 or more
    when: household.score >= 30
"""


def test_a_household_is_scored_by_a_formula(alone: Qena, tmp_path: Path) -> None:
    sijill, rule = alone.desk.sijill, tmp_path / "scored.yaml"
    rule.write_text(SCORED, encoding="utf-8")
    known = registered(alone, "فاطمة عبد الرحيم", '"2025-01-05"')
    open_ = registered(alone, "هدى محمود", "null")
    tried = json.loads(sijill("rule", "try", rule, *MANAGER, "--json"))
    assert tried["score"] == {"lowest": 35, "median": 35, "highest": 35, "open": 1}
    assert "scores: lowest 35" in alone.desk.run("rule", "try", rule, *MANAGER).stderr
    sijill("rule", "set", rule, *MANAGER)
    assert "+15" in sijill("rule", "show", *MANAGER)
    judged = json.loads(sijill("eligibility", "judge", *MANAGER, "--json"))
    assert (judged["entitled"], judged["undetermined"]) == (1, 1)
    older = registered(alone, "زينب علي", '"2010-01-05"')
    sijill("eligibility", "judge", *MANAGER)
    for home, score, points, term in (
        (known, "35", "+15", "متحقق"),
        (open_, "20–35", "+15?", "غير معلوم (ينقص: عمر الفرد)"),
        (older, "20", "0", "غير متحقق"),
    ):
        found = json.loads(sijill("eligibility", "show", home, *OFFICER, "--json"))
        _, said, base, given = found["explanation"]["values"]
        assert base == "20 · الأساس / base"
        assert said == f"الدرجة: {score} / score: {score}"
        assert given.startswith(f"{points} · طفل دون الخامسة: {term} / ")


def test_an_unknown_field_is_refused_with_what_is_like_it(bare: Qena, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(RULE.replace("m.age", "m.agee"), encoding="utf-8")
    refused = bare.desk.run("rule", "set", file, *MANAGER)
    assert refused.returncode == 1
    assert "Did you mean: m.age" in refused.stderr
    assert "لعلك تقصد: m.age" in refused.stderr
    file.write_text("clauses: 3", encoding="utf-8")
    assert "is not as it should be" in bare.desk.run("rule", "set", file, *MANAGER).stderr
