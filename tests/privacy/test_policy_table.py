"""How far every field opens for everybody: each line of the tables a second time, and every combination tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from registry.domain.access import FieldName
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.envelope import Actor
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    ConsentState,
    FieldGroup,
    LegalBasis,
    Level,
    Purpose,
    Role,
    Sees,
)
from registry.privacy import policy_table
from registry.privacy.policy import (
    AgreementInForce,
    Decision,
    HeldRegistration,
    RecordScope,
    Viewer,
    decide,
    record_scope,
)
from registry.privacy.policy_table import KIND_OF, PURPOSE_OPENS, REACH, FieldKind, Ownership
from registry.texts import TEXTS

TODAY = date(2026, 10, 5)
MINISTRY, WAHA = UUID(int=1), UUID(int=2)
FIELDS = {
    "name": FieldName("household.member_joined.name"),
    "identity": FieldName("household.member_joined.identity_numbers"),
    "contact": FieldName("household.registered.address"),
    "sensitive": FieldName("household.member_joined.functioning"),
    "statistics": FieldName("household.member_joined.stratum"),
}

OWN = """
                    name    identity  contact  sensitive  statistics
caseworker          clear   clear     clear    clear      -
data_officer        clear   clear     clear    clear      -
programme_manager   clear   clear     clear    -          -
partner_system      clear   clear     clear    -          -
volunteer           clear   -         masked   -          -
reviewer            clear   clear     clear    -          -
analyst             -       -         -        -          -
aggregate_only      -       -         -        -          -
auditor             -       -         -        -          -
security_officer    -       -         -        -          -
system              -       -         -        -          -
"""
OTHERS = """
                    name    identity  contact  sensitive  statistics
caseworker          clear   clear     clear    clear      -
data_officer        clear   clear     clear    clear      -
programme_manager   clear   clear     clear    -          -
partner_system      clear   clear     clear    -          -
volunteer           -       -         -        -          -
reviewer            clear   clear     clear    -          -
analyst             -       -         -        -          -
aggregate_only      -       -         -        -          -
auditor             -       -         -        -          -
security_officer    -       -         -        -          -
system              -       -         -        -          -
"""
PURPOSES = """
                    name    identity  contact  sensitive  statistics
registration        clear   clear     clear    clear      -
correction          clear   clear     clear    clear      -
eligibility         clear   clear     clear    clear      -
planning            clear   clear     clear    -          -
delivery            clear   clear     clear    -          -
referral            clear   clear     clear    clear      -
deduplication       clear   clear     clear    -          -
follow_up           clear   clear     clear    clear      -
protection          clear   clear     clear    clear      -
statistics          -       -         -        -          -
audit               -       -         -        -          -
data_subject        clear   clear     clear    clear      -
erasure             clear   clear     -        -          -
maintenance         -       -         -        -          -
"""
AGREEMENTS = """
                    name    identity  contact  sensitive  statistics
none                -       -         -        -          -
base                masked  -         -        -          -
base_without_names  -       -         -        -          -
masked              masked  masked    masked   masked     masked
clear               clear   clear     clear    clear      clear
contact_only        -       -         clear    -          -
totals_only         -       -         -        -          -
other_purposes      -       -         -        -          -
"""


def read(table: str) -> dict[tuple[str, str], Level]:
    heading, *lines = table.strip().splitlines()
    columns = heading.split()
    cells = {}
    for line in lines:
        row, *levels = line.split()
        for column, level in zip(columns, levels, strict=True):
            cells[row, column] = Level.WITHHELD if level == "-" else Level(level)
    return cells


def least(*levels: Level) -> Level:
    order = (Level.WITHHELD, Level.MASKED, Level.CLEAR)
    return order[min(order.index(level) for level in levels)]


def agreement(kind: str) -> tuple[AgreementInForce, ...]:
    levels = {
        "base": dict.fromkeys(FieldGroup, Level.CLEAR),
        "base_without_names": {FieldGroup.CONTACT: Level.CLEAR},
        "masked": dict.fromkeys(FieldGroup, Level.MASKED),
        "contact_only": {FieldGroup.CONTACT: Level.CLEAR},
    }.get(kind, dict.fromkeys(FieldGroup, Level.CLEAR))
    sees = Sees.TOTALS if kind == "totals_only" else Sees.RECORDS
    terms = Terms(
        name_ar=PublicName("مذكرة"),
        name_en=PublicName("Agreement"),
        parties=(
            Party(partner=MINISTRY, sees=sees, legal_basis=LegalBasis.PUBLIC_TASK),
            Party(partner=WAHA, legal_basis=LegalBasis.CONSENT),
        ),
        purposes=() if kind == "other_purposes" else tuple(Purpose),
        grants=tuple(Grant(group=group, level=level) for group, level in levels.items()),
        base=kind.startswith("base"),
        begins=TODAY,
    )
    return () if kind == "none" else (AgreementInForce(id=UUID(int=10), terms=terms),)


AGREEMENT_KINDS = tuple(dict.fromkeys(row for row, _ in read(AGREEMENTS)))


def asked(role: Role, purpose: Purpose, kind: str) -> RecordScope:
    viewer = Viewer(
        actor=Actor(UUID(int=9)), partner=MINISTRY, roles=frozenset({role}), purpose=purpose
    )
    return record_scope(viewer, agreement(kind), TODAY, suspended=False)


def held(owner: UUID, sharing: ConsentState) -> HeldRegistration:
    return HeldRegistration(owner=owner, sharing=sharing, place=PCode("EG2706"))


def combinations() -> Iterator[tuple[Role, Purpose, ConsentState, str, str]]:
    return product(Role, Purpose, ConsentState, AGREEMENT_KINDS, FIELDS)


def test_ones_own_records_open_as_far_as_role_and_purpose_say() -> None:
    own, purposes = read(OWN), read(PURPOSES)
    for role, purpose, sharing, kind, field in combinations():
        decision = decide(asked(role, purpose, kind), held(MINISTRY, sharing), FIELDS[field])
        expected = least(own[role, field], purposes[purpose, field])
        if kind in {"none", "totals_only"}:
            expected = Level.WITHHELD
        assert decision.level is expected, (role, purpose, sharing, kind, field)


def test_others_records_open_as_far_as_role_purpose_agreement_and_consent_say() -> None:
    others, purposes, grants = read(OTHERS), read(PURPOSES), read(AGREEMENTS)
    for role, purpose, sharing, kind, field in combinations():
        decision = decide(asked(role, purpose, kind), held(WAHA, sharing), FIELDS[field])
        expected = least(others[role, field], purposes[purpose, field], grants[kind, field])
        if sharing is not ConsentState.GIVEN:
            expected = Level.WITHHELD
        assert decision.level is expected, (role, purpose, sharing, kind, field)


def test_every_level_but_clear_has_a_reason_in_both_languages() -> None:
    for role, purpose, sharing, kind, field in combinations():
        for owner in (MINISTRY, WAHA):
            decision = decide(asked(role, purpose, kind), held(owner, sharing), FIELDS[field])
            assert (decision.reason is None) is (decision.level is Level.CLEAR)
            if decision.reason is not None:
                text = TEXTS[decision.reason]
                assert text.ar
                assert text.en
                assert "{" not in text.ar + text.en


REASONS = """
caseworker         delivery     own    refused    base            name        clear     -
caseworker         delivery     own    given      none            name        withheld  no_agreement
caseworker         delivery     own    given      totals_only     name        withheld  totals_only
caseworker         delivery     own    given      base            sensitive   withheld  purpose_not_allowed
caseworker         eligibility  own    given      base            statistics  withheld  role_not_allowed
volunteer          delivery     own    given      base            identity    withheld  role_not_allowed
volunteer          delivery     own    given      base            contact     masked    role_sees_masked
programme_manager  eligibility  own    given      base            sensitive   withheld  role_not_allowed
analyst            statistics   own    given      base            name        withheld  totals_only
volunteer          delivery     other  given      clear           name        withheld  record_not_shared
auditor            audit        other  given      clear           name        withheld  role_not_allowed
caseworker         delivery     other  given      base            name        masked    agreement_gives_masked
caseworker         delivery     other  given      base            identity    withheld  agreement_gives_names_only
caseworker         delivery     other  given      base            contact     withheld  agreement_gives_names_only
caseworker         delivery     other  given      masked          identity    masked    agreement_gives_masked
caseworker         delivery     other  given      contact_only    name        withheld  agreement_does_not_open
caseworker         delivery     other  given      clear           identity    clear     -
caseworker         delivery     other  refused    clear           name        withheld  record_not_shared
caseworker         delivery     other  not_asked  clear           name        withheld  record_not_shared
caseworker         delivery     other  given      other_purposes  name        withheld  purpose_not_in_agreement
"""


@pytest.mark.parametrize("line", REASONS.strip().splitlines())
def test_the_reason_says_what_stands_in_the_way(line: str) -> None:
    role, purpose, owner, sharing, kind, field, level, reason = line.split()
    scope = asked(Role(role), Purpose(purpose), kind)
    record = held(MINISTRY if owner == "own" else WAHA, ConsentState(sharing))
    decision = decide(scope, record, FIELDS[field])
    assert (decision.level, decision.reason or "-") == (level, reason)


def test_an_opening_under_an_agreement_names_it() -> None:
    scope = asked(Role.CASEWORKER, Purpose.DELIVERY, "clear")
    given = ConsentState.GIVEN
    assert decide(scope, held(WAHA, given), FIELDS["name"]) == Decision(
        Level.CLEAR, None, UUID(int=10)
    )
    assert decide(scope, held(MINISTRY, given), FIELDS["name"]) == Decision(Level.CLEAR)


def test_of_two_agreements_the_one_that_opens_further_counts_where_it_covers() -> None:
    (base,) = agreement("base")
    (clear,) = agreement("clear")
    naqada = replace(clear, id=UUID(int=11), terms=replace(clear.terms, areas=(PCode("EG2709"),)))
    viewer = asked(Role.CASEWORKER, Purpose.DELIVERY, "base").viewer
    for both in ((base, naqada), (naqada, base)):
        scope = record_scope(viewer, both, TODAY, suspended=False)
        there = replace(held(WAHA, ConsentState.GIVEN), place=PCode("EG2709"))
        elsewhere = held(WAHA, ConsentState.GIVEN)
        assert decide(scope, there, FIELDS["name"]) == Decision(Level.CLEAR, None, UUID(int=11))
        assert decide(scope, elsewhere, FIELDS["name"]).level is Level.MASKED


def test_of_two_grants_for_one_group_the_narrower_counts() -> None:
    (clear,) = agreement("clear")
    masked = Grant(group=FieldGroup.IDENTITY, level=Level.MASKED)
    viewer = asked(Role.CASEWORKER, Purpose.DELIVERY, "clear").viewer
    for grants in ((*clear.terms.grants, masked), (masked, *clear.terms.grants)):
        doubtful = replace(clear, terms=replace(clear.terms, grants=grants))
        scope = record_scope(viewer, [doubtful], TODAY, suspended=False)
        decision = decide(scope, held(WAHA, ConsentState.GIVEN), FIELDS["name"])
        assert decision.level is Level.MASKED


def test_of_several_roles_each_field_opens_as_far_as_one_of_them_opens_it() -> None:
    scope = asked(Role.VOLUNTEER, Purpose.DELIVERY, "base")
    both = replace(scope.viewer, roles=frozenset({Role.VOLUNTEER, Role.AUDITOR}))
    scope = record_scope(both, agreement("base"), TODAY, suspended=False)
    levels = {
        field: decide(scope, held(MINISTRY, ConsentState.GIVEN), name).level
        for field, name in FIELDS.items()
    }
    assert levels == {
        field: level for (row, field), level in read(OWN).items() if row == "volunteer"
    }


def test_a_role_that_sees_others_masked_sees_no_further_under_any_agreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = {FieldKind.NAME: Level.MASKED}
    monkeypatch.setitem(policy_table.ROLE_OPENS, (Ownership.OTHER, Role.REVIEWER), line)
    for kind, reason in (("clear", "role_sees_masked"), ("masked", "agreement_gives_masked")):
        scope = asked(Role.REVIEWER, Purpose.DEDUPLICATION, kind)
        decision = decide(scope, held(WAHA, ConsentState.GIVEN), FIELDS["name"])
        assert (decision.level, decision.reason) == (Level.MASKED, reason)


def test_every_role_and_purpose_stands_in_the_tables() -> None:
    assert set(REACH) == set(Role)
    assert set(PURPOSE_OPENS) == set(Purpose)


def test_every_personal_field_has_a_kind_and_only_a_members_name_is_a_name() -> None:
    assert [name for name, kind in KIND_OF.items() if kind is FieldKind.NAME] == [FIELDS["name"]]
    assert KIND_OF[FieldName("delivery.recorded.collector")] is FieldKind.IDENTITY
    assert KIND_OF[FieldName("delivery.recorded.giver")] is FieldKind.SENSITIVE
    with pytest.raises(KeyError):
        decide(
            asked(Role.CASEWORKER, Purpose.DELIVERY, "clear"),
            held(MINISTRY, ConsentState.GIVEN),
            FieldName("household.member_joined.shoe_size"),
        )


def test_every_code_of_policy_has_its_texts() -> None:
    codes = [
        value
        for name, value in vars(policy_table).items()
        if name.isupper() and isinstance(value, str)
    ]
    assert len(codes) == 15
    assert set(codes) <= set(TEXTS)
