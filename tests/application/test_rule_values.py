"""A value that a field never has is refused where the rule is written: nobody would be entitled by it."""

from __future__ import annotations

import pytest

from registry.application.ready_rules import ready
from registry.domain.errors import Refused
from registry.texts import say
from tests.api.judging import rule


@pytest.mark.parametrize(
    ("expression", "code", "near"),
    [
        ("members.exists(m, m.sex == 'femal')", "rule_value_not_of_field", ("female", "male")),
        ('members.exists(m, m.sex == "woman")', "rule_value_not_of_field", ("female", "male")),
        ("members.exists(m, 'head' != m.sex)", "rule_value_not_of_field", ("female", "male")),
        ("members.all(m, m.sex == 'male' || m.sex == 3)", "rule_value_not_of_field", ("female", "male")),
        ("members.exists(m, m.relation in ['head', 'chld'])", "rule_value_not_of_field", ("child", "head")),
        ("'female' in household.criteria", "rule_value_not_of_field", ("female_head",)),
        ("household.criteria.exists(c, c == 'debts')", "rule_value_not_of_field", ("debt",)),
        ("household.markaz == 'EG27061'", "rule_place_unlike", ("EG2706", "EG2702")),
        ("household.markaz == 'Deshna'", "rule_place_unlike", ("EG2706",)),
        ("household.markaz == 'EG2706-L001'", "rule_place_unlike", ("EG2706",)),
        ("household.markaz in ['EG2706', 'EG2701']", "rule_place_unlike", ("EG2702",)),
        ("household.governorate == 'EG2706'", "rule_place_unlike", ("EG27",)),
        ("household.size > 3 || 'orphn' == 'orphan'", "rule_value_unknown", ("orphan",)),
    ],
)  # fmt: skip
def test_the_words_of_that_very_field_are_suggested(
    expression: str, code: str, near: tuple[str, ...]
) -> None:
    with pytest.raises(Refused) as refused:
        ready(rule(expression))
    assert refused.value.code == code
    assert refused.value.details["near"] == near
    details = refused.value.details
    assert f"{'، '.join(near)}." in say(code, "ar", **details)
    assert f"{', '.join(near)}?" in say(code, "en", **details)


def test_of_a_governorate_its_markaz_are_suggested() -> None:
    with pytest.raises(Refused) as refused:
        ready(rule("household.markaz == 'EG27'"))
    assert refused.value.code == "rule_place_unlike"
    near = refused.value.details["near"]
    assert isinstance(near, tuple)
    assert {"EG2706", "EG2707"} < set(near)
    assert "EG2701" not in near  # one of three codes of Qena, and not that by which it is known


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("household.markaz == 'female'", "rule_place_unknown"),
        ("household.markaz == 'EG9999'", "rule_place_unknown"),
        ("household.size == 'female'", "rule_value_unlike"),
        ("household.size == 'five'", "rule_value_unlike"),
        ("household.size > 'orphan'", "rule_value_unlike"),
        ("household.size in [3, 'five']", "rule_value_unlike"),
        ("household.size == true", "rule_value_unlike"),
        ("size(members) == 'five'", "rule_value_unlike"),
        ("members.filter(m, m.age < 5).size() == 'five'", "rule_value_unlike"),
        ("members.exists(m, m.disability == 3)", "rule_value_unlike"),
        ("members.exists(m, m.disability == 'disability')", "rule_value_unlike"),
        ("members.exists(m, m.criteria == 'orphan')", "rule_value_unlike"),
        ("members.exists(m, m.criteria in ['orphan'])", "rule_value_unlike"),
        ("members.exists(m, m.sex == ['female'])", "rule_value_unlike"),
        ("'orphan' in household.markaz", "rule_field_no_list"),
        ("members.exists(m, m.sex in [])", "rule_list_empty"),
        ("!(household.size in [])", "rule_list_empty"),
        ("members.exists(m, m.sex in household.criteria)", "rule_fields_unlike"),
        ("members.exists(m, m.sex == m.relation)", "rule_fields_unlike"),
        ("members.exists(m, household.size == m.sex)", "rule_fields_unlike"),
    ],
)
def test_what_no_field_of_the_kind_is_ever_like_is_refused(expression: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ready(rule(expression))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "expression",
    [
        "members.exists(m, m.sex == 'female' && m.relation in ['head', \"spouse\"])",
        "members.exists(m, (m.sex == 'female') == true)",
        "(size(members) > 3) == true",
        "members.exists(m, m.disability == true ? m.sex == 'female' : m.sex != 'male')",
        "members.exists(m, members.exists(n, m.relation == n.relation && m.age - n.age > 50))",
        "members.exists(m, m.criteria.exists(c, c in household.criteria) || m.age <= -1)",
        "members.filter(m, m.age < 4.5).size() >= 0 || 'disability' in household.criteria",
        "household.criteria == [] || household.criteria == ['orphan', 'debt']",
        "household.place == 'EG2706' || household.place == 'EG2706-L001'",
        "household.place == household.markaz || household.place.startsWith('EG2706')",
        "household.size + 1 > 3 && household.size in [1, 2, 9]",
        "members.exists(m, m.nationality != 'national')",
    ],
)
def test_what_may_be_alike_or_cannot_be_told_is_left_alone(expression: str) -> None:
    assert ready(rule(expression)).clauses
