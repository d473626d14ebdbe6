"""The tables of policy: what a role reaches, what it opens, and what a purpose opens.

Whatever no line names is withheld. People who are no programmers answer for these lines (they stand in
docs/adr/0005-policy-is-a-table.md too), and the tests state each of them a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from registry.domain.access import FieldName, RefusalCode
from registry.domain.casework import DisclosedField
from registry.domain.vocabulary import ConsentState, FieldGroup, LegalBasis, Level, Purpose, Role
from registry.privacy.values import PERSONAL, field_name

NO_AGREEMENT: Final = RefusalCode("no_agreement")
TOTALS_ONLY: Final = RefusalCode("totals_only")
PARTNER_SUSPENDED: Final = RefusalCode("partner_suspended")
ROLE_NOT_ALLOWED: Final = RefusalCode("role_not_allowed")
ROLE_SEES_MASKED: Final = RefusalCode("role_sees_masked")
PURPOSE_NOT_ALLOWED: Final = RefusalCode("purpose_not_allowed")
PURPOSE_NOT_IN_AGREEMENT: Final = RefusalCode("purpose_not_in_agreement")
RECORD_NOT_SHARED: Final = RefusalCode("record_not_shared")
AGREEMENT_DOES_NOT_OPEN: Final = RefusalCode("agreement_does_not_open")
AGREEMENT_GIVES_MASKED: Final = RefusalCode("agreement_gives_masked")
AGREEMENT_GIVES_NAMES_ONLY: Final = RefusalCode("agreement_gives_names_only")
REFERRAL_ENDED: Final = RefusalCode("referral_ended")
NOT_DISCLOSED: Final = RefusalCode("not_disclosed")
CONSENT_WITHDRAWN: Final = RefusalCode("consent_withdrawn")
CONSENT_DOES_NOT_COVER: Final = RefusalCode("consent_does_not_cover")


class FieldKind(StrEnum):
    """What the tables speak of: the groups of fields, with a person's name apart from the rest of its identity."""

    NAME = "name"
    IDENTITY = "identity"
    CONTACT = "contact"
    SENSITIVE = "sensitive"
    STATISTICS = "statistics"


_NAMES: Final = frozenset({FieldName("household.member_joined.name")})
_KIND_OF_GROUP: Final[Mapping[FieldGroup, FieldKind]] = {
    FieldGroup.IDENTITY: FieldKind.IDENTITY,
    FieldGroup.CONTACT: FieldKind.CONTACT,
    FieldGroup.SENSITIVE: FieldKind.SENSITIVE,
    FieldGroup.STATISTICS: FieldKind.STATISTICS,
}
KIND_OF: Final[Mapping[FieldName, FieldKind]] = {
    name: FieldKind.NAME if name in _NAMES else _KIND_OF_GROUP[personal.group]
    for (fact_name, own_name), personal in PERSONAL.items()
    for name in [field_name(fact_name, own_name)]
}
"""Every personal field by the name that openings are recorded under."""


class Reach(StrEnum):
    """Which records a role may see at all."""

    NOTHING = "nothing"
    TOTALS = "totals"
    OWN = "own"
    SHARED = "shared"


NOTHING_TO_MOST: Final = (Reach.NOTHING, Reach.TOTALS, Reach.OWN, Reach.SHARED)
REACH: Final[Mapping[Role, Reach]] = {
    Role.CASEWORKER: Reach.SHARED,
    Role.VOLUNTEER: Reach.OWN,
    Role.PROGRAMME_MANAGER: Reach.SHARED,
    Role.REVIEWER: Reach.SHARED,
    Role.DATA_OFFICER: Reach.SHARED,
    Role.ANALYST: Reach.TOTALS,
    Role.AGGREGATE_ONLY: Reach.TOTALS,
    Role.AUDITOR: Reach.SHARED,
    Role.SECURITY_OFFICER: Reach.NOTHING,
    Role.PARTNER_SYSTEM: Reach.SHARED,
    Role.SYSTEM: Reach.NOTHING,
}


class Ownership(StrEnum):
    """Whose registration the viewer's partner is looking at."""

    OWN = "own"
    OTHER = "other"


_ALL_CLEAR: Final[Mapping[FieldKind, Level]] = {
    FieldKind.NAME: Level.CLEAR,
    FieldKind.IDENTITY: Level.CLEAR,
    FieldKind.CONTACT: Level.CLEAR,
    FieldKind.SENSITIVE: Level.CLEAR,
}
_NOT_SENSITIVE: Final[Mapping[FieldKind, Level]] = {
    FieldKind.NAME: Level.CLEAR,
    FieldKind.IDENTITY: Level.CLEAR,
    FieldKind.CONTACT: Level.CLEAR,
}
ROLE_OPENS: Final[Mapping[tuple[Ownership, Role], Mapping[FieldKind, Level]]] = {
    (Ownership.OWN, Role.CASEWORKER): _ALL_CLEAR,
    (Ownership.OWN, Role.DATA_OFFICER): _ALL_CLEAR,
    (Ownership.OWN, Role.PROGRAMME_MANAGER): _NOT_SENSITIVE,
    (Ownership.OWN, Role.PARTNER_SYSTEM): _NOT_SENSITIVE,
    (Ownership.OWN, Role.REVIEWER): _NOT_SENSITIVE,
    (Ownership.OWN, Role.VOLUNTEER): {FieldKind.NAME: Level.CLEAR, FieldKind.CONTACT: Level.MASKED},
    (Ownership.OTHER, Role.CASEWORKER): _ALL_CLEAR,
    (Ownership.OTHER, Role.DATA_OFFICER): _ALL_CLEAR,
    (Ownership.OTHER, Role.PROGRAMME_MANAGER): _NOT_SENSITIVE,
    (Ownership.OTHER, Role.PARTNER_SYSTEM): _NOT_SENSITIVE,
    (Ownership.OTHER, Role.REVIEWER): _NOT_SENSITIVE,
}
"""The most that a role opens. Statistics stand in no line: the coverage builder opens them, for no viewer."""

_IDENTITY: Final = frozenset({FieldKind.NAME, FieldKind.IDENTITY})
_REACHABLE: Final = _IDENTITY | {FieldKind.CONTACT}
_WHOLE: Final = _REACHABLE | {FieldKind.SENSITIVE}
PURPOSE_OPENS: Final[Mapping[Purpose, frozenset[FieldKind]]] = {
    Purpose.REGISTRATION: _WHOLE,
    Purpose.CORRECTION: _WHOLE,
    Purpose.ELIGIBILITY: _WHOLE,
    Purpose.PLANNING: _REACHABLE,
    Purpose.DELIVERY: _REACHABLE,
    Purpose.REFERRAL: _WHOLE,
    Purpose.DEDUPLICATION: _REACHABLE,
    Purpose.FOLLOW_UP: _WHOLE,
    Purpose.PROTECTION: _WHOLE,
    Purpose.STATISTICS: frozenset(),
    Purpose.AUDIT: frozenset(),
    Purpose.DATA_SUBJECT: _WHOLE,
    Purpose.ERASURE: _IDENTITY,
    Purpose.MAINTENANCE: frozenset(),
}

STAFF_LISTED_TO: Final = frozenset({Role.DATA_OFFICER, Role.SECURITY_OFFICER})
"""Who reads their partner's own part of the staff directory."""

SMALL_CELLS_SHOWN_TO: Final = frozenset({Role.AUDITOR})
"""Who sees how few people a total over everybody's records is of, for the purpose of an audit and no other."""
COUNTED_BY_DISABILITY_FOR: Final = frozenset({Purpose.STATISTICS, Purpose.AUDIT})
"""Purposes for which what is sealed for statistics is opened, to be counted and shown to nobody."""

HELPING: Final = frozenset({Purpose.REFERRAL, Purpose.FOLLOW_UP})
"""What the fields that a referral discloses are opened for, and nothing else."""
DISCLOSES: Final[Mapping[DisclosedField, frozenset[FieldName]]] = {
    DisclosedField.NAME: frozenset({FieldName("household.member_joined.name")}),
    DisclosedField.IDENTITY_NUMBERS: frozenset(
        {FieldName("household.member_joined.identity_numbers")}
    ),
    DisclosedField.BORN: frozenset({FieldName("household.member_joined.born")}),
    DisclosedField.PHONES: frozenset(
        {FieldName("household.member_joined.phones"), FieldName("household.registered.phones")}
    ),
    DisclosedField.ADDRESS: frozenset({FieldName("household.registered.address")}),
    DisclosedField.CRITERIA: frozenset(
        {FieldName("household.member_joined.criteria"), FieldName("household.registered.criteria")}
    ),
    DisclosedField.FUNCTIONING: frozenset({FieldName("household.member_joined.functioning")}),
}
"""The fields that each word of a referral stands for."""
WRITTEN_IN_REFERRALS: Final = frozenset(
    {
        FieldName("referral.sent.note"),
        FieldName("referral.rejected.note"),
        FieldName("referral.done.feedback"),
    }
)
"""What the two organisations write to each other; it is disclosed by being written."""
SUBJECT_REPORT_BY: Final = frozenset({Role.CASEWORKER, Role.DATA_OFFICER})
"""Who makes the person's own document, of their partner's registrations, for the purpose of the person's request."""

NEEDS_NO_PARTY_PURPOSE: Final = frozenset({Purpose.AUDIT, Purpose.STATISTICS})
SHOWN_UNDER: Final[Mapping[LegalBasis, frozenset[ConsentState]]] = {
    LegalBasis.CONSENT: frozenset({ConsentState.GIVEN}),
    LegalBasis.PUBLIC_TASK: frozenset({ConsentState.GIVEN, ConsentState.NOT_ASKED}),
    LegalBasis.VITAL_INTEREST: frozenset({ConsentState.GIVEN, ConsentState.NOT_ASKED}),
}
LEAST_TO_MOST: Final = (Level.WITHHELD, Level.MASKED, Level.CLEAR)
