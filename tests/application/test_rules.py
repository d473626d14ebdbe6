"""A rule says of a household what it knows, and never more: what is missing is not *not entitled*."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.application.clauses import HouseholdFacts, MemberFacts
from registry.application.ready_rules import ready
from registry.domain.eligibility import possible_scores
from registry.domain.errors import Refused
from registry.domain.partner import PublicName
from registry.domain.rules import (
    EligibilityRule,
    Entitlement,
    Expression,
    Holding,
    Match,
    RuleClause,
    RuleField,
    ScoreFormula,
    ScoreTerm,
    entitlement,
)

AGE = (RuleField.MEMBER_AGE,)
QENA = {
    "place": "EG2706-L001",
    "markaz": "EG2706",
    "governorate": "EG27",
    "size": 5,
    "criteria": [],
}


def rule(*expressions: str, match: Match = Match.ALL) -> EligibilityRule:
    return EligibilityRule(
        match=match,
        clauses=tuple(
            RuleClause(
                name_ar=PublicName(f"شرط {number}"),
                name_en=PublicName(f"Clause {number}"),
                expression=Expression(one),
            )
            for number, one in enumerate(expressions, 1)
        ),
    )


def home(
    *ages: int | tuple[int, ...] | None, uncounted: bool = False, **values: Any
) -> HouseholdFacts:
    given = {one: value for one, value in {**QENA, **values}.items() if value is not None}
    members = [
        MemberFacts(
            {"sex": "female", "relation": "child", "criteria": []},
            () if age is None else (age,) if isinstance(age, int) else age,
        )
        for age in ages
    ]
    return HouseholdFacts(given, members, uncounted)


def asked(expression: str, facts: HouseholdFacts) -> tuple[Holding, tuple[RuleField, ...]]:
    ((decided,),) = [ready(rule(expression)).asked_of(facts)[1]]
    return decided.holding, decided.missing


HELD, NOT_HELD, UNDETERMINED = Holding


@pytest.mark.parametrize(
    ("expression", "facts", "holding", "missing"),
    [
        ("members.exists(m, m.age < 5)", home(40, 3), HELD, ()),
        ("members.exists(m, m.age < 5)", home(40, 5), NOT_HELD, ()),
        ("members.exists(m, m.age < 5)", home(40, None), UNDETERMINED, AGE),
        ("members.exists(m, m.age < 5)", home(None, 3), HELD, ()),
        ("!members.exists(m, m.age < 5)", home(40, None), UNDETERMINED, AGE),
        ("members.all(m, m.age >= 60)", home(None, 40), NOT_HELD, ()),
        ("members.all(m, m.age >= 60)", home(70, None), UNDETERMINED, AGE),
        ("members.filter(m, m.age < 18).size() >= 2", home(3, 4, None), HELD, ()),
        ("members.filter(m, m.age < 18).size() >= 2", home(3, None, 40), UNDETERMINED, AGE),
        ("members.filter(m, m.age < 18).size() >= 2", home(40, None, 41), NOT_HELD, ()),
        ("members.exists_one(m, m.age < 5)", home(3, 4, None), NOT_HELD, ()),
        ("members.exists_one(m, m.age < 5)", home(3, None), UNDETERMINED, AGE),
        ("members.exists(m, m.age < 5 || m.sex == 'female')", home(None), HELD, ()),
        ("members.exists(m, m.age < 5) || household.size > 3", home(None), HELD, ()),
        ("members.exists(m, m.age == 18)", home(None), UNDETERMINED, AGE),
        ("members.exists(m, m.disability)", home(40), UNDETERMINED, (RuleField.MEMBER_DISABILITY,)),
        ("household.size > 3", home(40, size=None), UNDETERMINED, (RuleField.HOUSEHOLD_SIZE,)),
        ("household.markaz in ['EG2706', 'EG2707']", home(40), HELD, ()),
        ("household.criteria.exists(c, c == 'orphan')", home(40, criteria=["orphan"]), HELD, ()),
        ("'orphan' in household.criteria", home(40), NOT_HELD, ()),
        ("size(members) > 1", home(None, None), HELD, ()),
        ("members.filter(m, m.age < 5).exists(m, m.sex == 'male')", home(3), NOT_HELD, ()),
    ],
)
def test_a_clause_holds_or_does_not_or_says_for_want_of_what_it_cannot_tell(
    expression: str, facts: HouseholdFacts, holding: Holding, missing: tuple[RuleField, ...]
) -> None:
    assert asked(expression, facts) == (holding, missing)


@pytest.mark.parametrize(
    ("expression", "holding"),
    [
        ("members.exists(m, m.age < 5)", UNDETERMINED),
        ("members.exists(m, m.age > 39)", HELD),
        ("members.all(m, m.age > 39)", UNDETERMINED),
        ("members.all(m, m.age > 40)", NOT_HELD),
        ("members.exists_one(m, m.age > 39)", UNDETERMINED),
        ("members.filter(m, m.age > 39).size() >= 1", HELD),
        ("members.filter(m, m.age > 39).size() >= 7", UNDETERMINED),
        ("members.filter(m, m.age > 39).size() < 1", NOT_HELD),
        ("members.exists(m, household.place == 'EG27')", NOT_HELD),
        ("size(members) >= 3", UNDETERMINED),
        ("!members.exists(m, m.age < 5)", UNDETERMINED),
        ("members.exists(m, m.age < 5) || household.place == 'EG2706-L001'", HELD),
        ("members.exists(m, m.age > 39) && members.all(m, m.age > 39)", UNDETERMINED),
        ("members.filter(m, m.age > 39).exists(m, m.sex == 'female')", UNDETERMINED),
        ("household.place == 'EG27'", NOT_HELD),
    ],
)
def test_of_whom_nobody_said_how_many_they_are_there_may_be_more(
    expression: str, holding: Holding
) -> None:
    size = (RuleField.HOUSEHOLD_SIZE,) if holding is UNDETERMINED else ()
    assert asked(expression, home(40, size=None, uncounted=True)) == (holding, size)


@pytest.mark.parametrize(
    ("expression", "holding"),
    [
        ("members.exists(m, m.age < 5)", UNDETERMINED),
        ("members.exists(m, m.age < 6)", HELD),
        ("members.exists(m, m.age > 5)", NOT_HELD),
        ("members.exists(m, m.age < 5) || members.exists(m, m.age >= 5)", HELD),
    ],
)
def test_of_a_birth_year_both_ages_are_asked(expression: str, holding: Holding) -> None:
    assert asked(expression, home((4, 5)))[0] is holding


def test_ages_that_a_clause_does_not_ask_for_leave_nothing_open() -> None:
    """Seven of whom the year of birth alone is known have 128 ages together, which nobody tries."""
    seven = home(*[(4, 5)] * 7, size=7)
    assert asked("household.size > 4", seven)[0] is HELD
    assert asked("size(members) == 7", seven)[0] is HELD
    assert asked("members.all(m, m.age < 9) && size(members) == 7", seven)[0] is UNDETERMINED


ABOUT_AGES: Final = (
    "members.exists(m, m.age < 18)",
    "members.all(m, m.age >= 18)",
    "!(members.all(m, m.age >= 18))",
    "members.filter(m, m.age >= 60).size() == 1",
    "members.filter(m, m.age >= 60).size() < size(members)",
    "members.exists_one(m, m.age < 5)",
)


@given(
    ages=st.lists(st.none() | st.integers(0, 90), max_size=4),
    births=st.lists(st.integers(0, 90), min_size=4, max_size=4),
    expression=st.sampled_from(
        [
            *ABOUT_AGES,
            "members.exists(m, m.age < 5) && household.size > 4",
            "members.exists(m, members.exists(n, m.age - n.age > 50))",
        ]
    ),
)
def test_what_is_said_with_something_missing_stays_true_whatever_it_turns_out_to_be(
    ages: list[int | None], births: list[int], expression: str
) -> None:
    said, _ = asked(expression, home(*ages))
    whole = [birth if age is None else age for age, birth in zip(ages, births, strict=False)]
    known, missing = asked(expression, home(*whole))
    assert known in {HELD, NOT_HELD}
    assert missing == ()
    assert said in {known, UNDETERMINED}
    if None not in ages:
        assert said is known


@pytest.mark.parametrize(
    ("match", "holdings", "expected"),
    [
        (Match.ALL, (HELD, HELD), Entitlement.ENTITLED),
        (Match.ALL, (HELD, UNDETERMINED), Entitlement.UNDETERMINED),
        (Match.ALL, (NOT_HELD, UNDETERMINED), Entitlement.NOT_ENTITLED),
        (Match.ANY, (NOT_HELD, UNDETERMINED), Entitlement.UNDETERMINED),
        (Match.ANY, (HELD, UNDETERMINED), Entitlement.ENTITLED),
        (Match.ANY, (NOT_HELD, NOT_HELD), Entitlement.NOT_ENTITLED),
    ],
)
def test_clauses_together(
    match: Match, holdings: tuple[Holding, ...], expected: Entitlement
) -> None:
    assert entitlement(match, holdings) is expected


@pytest.mark.parametrize(
    ("expression", "code", "near"),
    [
        ("members.exists(m, m.agee < 5)", "rule_field_unknown", "m.age"),
        ("household.govrnorate == 'EG27'", "rule_field_unknown", "household.governorate"),
        ("houshold.size > 3", "rule_field_unknown", "household"),
        ("member.age > 3", "rule_field_unknown", "members.exists(member, member.age …)"),
        ("m.sex == 'female'", "rule_field_unknown", "members.exists(m, m.sex …)"),
        ("houshold.criteria.size() > 1", "rule_field_unknown", "household"),
        ("members.exist(m, m.age < 5)", "rule_field_unknown", "exists"),
    ],
)
def test_what_nobody_published_is_refused_with_what_is_like_it(
    expression: str, code: str, near: str
) -> None:
    with pytest.raises(Refused) as refused:
        ready(rule(expression))
    assert refused.value.code == code
    assert near in str(refused.value.details["near"])


@pytest.mark.parametrize(
    "expression",
    [
        "members.exists(m, m.age <",
        "members.exists(m, m['orphan'] < 5)",
        "members.exists(m, 'orphan' in m)",
        "members.exists(m, has(m.age))",
        "members.exists(m, m.age == null)",
        "members.exists(m, m == m)",
        "household == household",
        "household.?size.orValue(0) > 1",
        "household.size",
        "members.map(m, m.age).size() > 2",
        "members[0].age > 3",
        "dyn(household).size > 3",
        "household.size > 3 // نعم",
        "",
    ],
)
def test_nothing_is_read_behind_its_name(expression: str) -> None:
    with pytest.raises(Refused) as refused:
        ready(rule(expression))
    assert refused.value.code in {"rule_expression_wrong", "rule_field_unknown"}


def scored(expression: str, *terms: tuple[int, str], base: int = 0) -> EligibilityRule:
    named = {"name_ar": PublicName("بند"), "name_en": PublicName("Term")}
    return replace(
        rule(expression),
        score=ScoreFormula(
            base=base,
            terms=tuple(
                ScoreTerm(**named, points=points, expression=Expression(one))
                for points, one in terms
            ),
        ),
    )


SMALL = (15, "members.exists(m, m.age < 5)")
LARGE = (10, "household.size > 4")
ABLE = (-20, "members.exists(m, m.age >= 18 && m.age < 60)")


@pytest.mark.parametrize(
    ("ages", "limit", "holding", "missing"),
    [
        ((3,), 35, HELD, ()),
        ((3,), 36, NOT_HELD, ()),
        ((3, 30), 15, HELD, ()),
        ((3, 30), 16, NOT_HELD, ()),
        ((None,), 0, HELD, ()),
        ((None,), 20, UNDETERMINED, AGE),
        ((3, None), 16, UNDETERMINED, AGE),
        ((None,), 36, NOT_HELD, ()),
    ],
)
def test_a_score_is_the_base_and_the_points_of_what_holds(
    ages: tuple[int | None, ...], limit: int, holding: Holding, missing: tuple[RuleField, ...]
) -> None:
    one = scored(f"household.score >= {limit}", SMALL, LARGE, ABLE, base=10)
    said, decided = ready(one).asked_of(home(*ages))
    assert (decided[0].holding, decided[0].missing) == (holding, missing)
    assert [term.points for term in decided[1:]] == [15, 10, -20]
    totals = possible_scores(10, decided)
    assert {total >= limit for total in totals} == (
        {True, False} if holding is UNDETERMINED else {holding is HELD}
    )
    assert said is entitlement(Match.ALL, [holding])


@given(
    named=st.lists(st.integers(0, 90), min_size=1, max_size=3),
    others=st.lists(st.integers(0, 90), max_size=4),
    expression=st.sampled_from(
        [
            *ABOUT_AGES,
            "members.exists(m, m.age < 5) || members.all(m, m.age < 60)",
            "members.filter(m, m.age < 18).all(m, m.age > 3)",
            "size(members) == 3",
        ]
    ),
)
def test_what_is_said_of_the_named_stays_true_whoever_else_there_is(
    named: list[int], others: list[int], expression: str
) -> None:
    said, _ = asked(expression, home(*named, size=None, uncounted=True))
    known, _ = asked(expression, home(*named, *others))
    assert said in {known, UNDETERMINED}


@given(
    ages=st.lists(st.none() | st.integers(0, 90), max_size=3),
    births=st.lists(st.integers(0, 90), min_size=3, max_size=3),
    size=st.none() | st.integers(1, 9),
    limit=st.integers(-15, 40),
)
def test_a_score_with_something_missing_says_what_stays_true(
    ages: list[int | None], births: list[int], size: int | None, limit: int
) -> None:
    one = ready(scored(f"household.score >= {limit}", SMALL, LARGE, ABLE, base=10))
    whole = [birth if age is None else age for age, birth in zip(ages, births, strict=False)]
    _, (said, *_) = one.asked_of(home(*ages, size=size))
    for possible in (size,) if size is not None else (1, 9):
        _, (known, *terms) = one.asked_of(home(*whole, size=possible))
        points = 10 + sum(term.points or 0 for term in terms if term.holding is HELD)
        assert known.holding is (HELD if points >= limit else NOT_HELD)
        assert said.holding in {known.holding, UNDETERMINED}


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (scored("household.score > 3", (5, "household.score > 3")), "score_of_itself"),
        (rule("household.score > 3"), "score_without_formula"),
        (scored("household.size > 3", (1_001, "household.size > 3")), "score_points_out_of_range"),
        (scored("household.size > 3"), "score_terms_out_of_range"),
        (scored("household.size > 3", (1, "household.sizes > 3")), "rule_field_unknown"),
    ],
)
def test_a_formula_is_checked_as_clauses_are(one: EligibilityRule, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ready(one)
    assert refused.value.code == code
