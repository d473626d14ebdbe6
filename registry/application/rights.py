"""Which role may do which act. An act or a role that is not named here is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from registry.domain.errors import Refused
from registry.domain.vocabulary import Purpose, Role

RECORDING_ACCESS: Final = "access.record"
"""What goes on record even of a suspended partner, or for any purpose: above all that it was refused."""

_CASEWORK: Final = frozenset({Role.CASEWORKER, Role.DATA_OFFICER, Role.PARTNER_SYSTEM})
_DECIDING: Final = frozenset({Role.DATA_OFFICER, Role.PROGRAMME_MANAGER})
"""Who speaks for a partner where it gives a household away or takes one over, for its plans and its money."""
_MENDING: Final = frozenset({Role.CASEWORKER, Role.DATA_OFFICER})
"""Who takes back what was recorded in error: people, never a partner's system by itself."""
_EXPLAINING: Final = _MENDING | _DECIDING
"""Who says how help came to be given twice; whether that was right is for whoever decides."""
_REVIEWING: Final = frozenset({Role.REVIEWER, Role.DATA_OFFICER})
"""Who says of two registrations that they are of one person, or of two."""
_ANSWERING: Final = _REVIEWING | _EXPLAINING
"""Who tells a reviewer what is missing: whoever knows the household, too."""
_MATCHING: Final = frozenset({Role.SYSTEM})
_STEERING: Final = frozenset({Role.SECURITY_OFFICER, Role.SYSTEM})
_EVERYONE: Final = frozenset(Role)

RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    "household.register": _CASEWORK | {Role.VOLUNTEER},
    "household.add_member": _CASEWORK | {Role.VOLUNTEER},
    "household.put_on_hold": _CASEWORK,
    "household.release": _CASEWORK,
    "household.correct": _CASEWORK,
    "household.correct_member": _CASEWORK,
    "household.assess": _CASEWORK,
    "household.assess_member": _CASEWORK,
    "household.relocate": _CASEWORK,
    "household.change_head": _CASEWORK,
    "household.member_left": _CASEWORK,
    "household.member_died": _CASEWORK,
    "household.member_moved": _CASEWORK,
    "household.answer_consent": _CASEWORK,
    "household.close": _CASEWORK,
    "household.reopen": _CASEWORK,
    "household.withdraw": _MENDING,
    "household.withdraw_member": _MENDING,
    "household.forget": frozenset({Role.DATA_OFFICER, Role.SECURITY_OFFICER, Role.SYSTEM}),
    "delivery.record": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "delivery.record_visit": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "delivery.correct": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "delivery.reverse": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "household.offer": _DECIDING,
    "household.end_offer": _DECIDING,
    "household.take_over": _DECIDING,
    "referral.send": _CASEWORK,
    "referral.accept": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "referral.reject": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "referral.redirect": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "referral.start": _CASEWORK,
    "referral.finish": _CASEWORK,
    "referral.revoke": _CASEWORK,
    "request.receive": _CASEWORK | {Role.VOLUNTEER},
    "request.answer": frozenset({Role.DATA_OFFICER}),
    "pair.confirm": _REVIEWING,
    "pair.dismiss": _REVIEWING,
    "pair.undo": _REVIEWING,
    "pair.ask_more": _REVIEWING,
    "pair.answer": _ANSWERING,
    "pair.link": _MATCHING,
    "pair.ask": _MATCHING,
    "pair.settle": _MATCHING,
    "matching.trust_model": _STEERING,
    "plan.draft": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "plan.check": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "plan.reserve": _DECIDING,
    "plan.override": _DECIDING,
    "plan.release": _DECIDING,
    "plan.close": _DECIDING,
    "plan.cancel": _DECIDING,
    "double_support.explain": _EXPLAINING,
    "double_support.justify": _DECIDING,
    "double_support.recover": _DECIDING,
    "double_support.reopen": _DECIDING,
    "document.issue": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "document.replace": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "document.lose": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "document.withdraw": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "programme.set_overlap": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "programme.tag": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "programme.set_rule": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "eligibility.judge": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "programme.open": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "programme.close": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "fund.open": _DECIDING,
    "fund.contribute": _DECIDING,
    "fund.commit": _DECIDING,
    "fund.settle": _DECIDING,
    "fund.spend": _DECIDING,
    "fund.reverse": _DECIDING,
    "partner.report_every": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "partner.report_up_to": frozenset({Role.PROGRAMME_MANAGER, Role.DATA_OFFICER, Role.SYSTEM}),
    "release.make": frozenset(
        {Role.ANALYST, Role.AGGREGATE_ONLY, Role.PROGRAMME_MANAGER, Role.DATA_OFFICER}
    ),
    "import.run": _CASEWORK | {Role.PROGRAMME_MANAGER},
    "import.undo": _CASEWORK | {Role.PROGRAMME_MANAGER, Role.SYSTEM},
    "import.undo_forced": frozenset({Role.DATA_OFFICER, Role.SYSTEM}),
    "partner.enrol": _STEERING,
    "partner.suspend": _STEERING,
    "agreement.sign": _STEERING,
    "agreement.amend": _STEERING,
    "agreement.end": _STEERING,
    RECORDING_ACCESS: _EVERYONE,
}


TAKING_BACK: Final = frozenset({"import.undo", "import.undo_forced"})
"""Acts that name an import and bring nothing for it; forced, they take back what others built on it, too."""

OF_THE_PERSON: Final = frozenset({"request.receive", "request.answer"})
"""What is written for the person's own request."""

OF_STATISTICS: Final = frozenset({"release.make"})
"""What is written for statistics: that totals were published, and which."""

LOOKING_ONLY: Final = frozenset({Purpose.STATISTICS, Purpose.AUDIT, Purpose.DATA_SUBJECT})
"""Purposes for which records are read and never written, but for what is on record of the reading itself."""


def check(act: str, role: Role, purpose: Purpose) -> None:
    """Let the role do the act for the purpose.

    Raises:
        Refused: `act_not_allowed`, `purpose_only_reads`.
    """
    allowed = RIGHTS.get(act, frozenset())
    if role not in allowed:
        raise Refused("act_not_allowed", act=act, role=role.value, roles=_named(allowed))
    asked = purpose is Purpose.DATA_SUBJECT and act in OF_THE_PERSON
    published = purpose is Purpose.STATISTICS and act in OF_STATISTICS
    if purpose in LOOKING_ONLY and act != RECORDING_ACCESS and not (asked or published):
        raise Refused("purpose_only_reads", purpose=purpose.value)


def _named(roles: Collection[Role]) -> str:
    """Roles in the order of their list; the registry itself is nobody who could be asked, where there is somebody."""
    people = [role.value for role in Role if role in roles and role is not Role.SYSTEM]
    return ", ".join(people or roles)
