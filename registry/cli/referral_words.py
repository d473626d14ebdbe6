"""A referral in words: its fields as a table shows them, each under its name in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from registry.cli.delivery_words import opened
from registry.cli.output import labelled, moment

_WORDS: Final = {
    "note": "note / ملاحظة",
    "reasonNote": "why not, in words / سبب الاعتذار",
    "feedback": "feedback / رد للجهة المحيلة",
}
_LISTS: Final = {"criteria": "criterion", "householdCriteria": "criterion"}
_PERSON: Final = {
    "name": "name / الاسم",
    "identityNumbers": "identity numbers / أرقام الهوية",
    "born": "born / الميلاد",
    "phones": "phones / الهواتف",
    "criteria": "criteria / المعايير",
    "functioning": "functioning / الأداء الوظيفي",
    "householdPhones": "phones of the household / هواتف الأسرة",
    "address": "address / العنوان",
    "householdCriteria": "criteria of the household / معايير الأسرة",
}


def referral_shown(found: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """What there is to show of a referral; of a field that is closed, why."""
    person = found["person"] or {}
    markaz = person.get("markaz") or {}
    plain = (
        ("referral / الإحالة", found["reference"]),
        ("stage / الحالة", labelled("referral_stage", found["stage"])),
        ("need / الحاجة", labelled("benefit_family", found["need"])),
        ("priority / الأولوية", labelled("priority", found["priority"])),
        ("sent / أُرسلت", moment(found["sentAt"])),
        ("due / الموعد", moment(found["due"])),
        ("overdue / متأخرة", "⚠ نعم / yes" if found["overdue"] else None),
        ("from / من", _partner(found["sender"])),
        ("to / إلى", _partner(found["asked"])),
        ("reason / السبب", labelled("rejection_reason", found["reason"])),
        ("result / النتيجة", labelled("referral_result", found["result"])),
        (
            "discloses / يكشف",
            "; ".join(labelled("disclosed_field", one) for one in found["disclosed"]),
        ),
        ("markaz / المركز", " / ".join(markaz[name] for name in sorted(markaz))),
    )
    yield from ((name, value) for name, value in plain if value)
    for field, name in _WORDS.items():
        if words := opened(found[field]):
            yield name, words
    for field, name in _PERSON.items():
        if words := opened(_in_words(field, person.get(field))):
            yield name, words


def _in_words(field: str, protected: dict[str, Any] | None) -> dict[str, Any] | None:
    """With the names of a closed list's members in the place of their codes."""
    kind = _LISTS.get(field)
    if protected is None or kind is None:
        return protected
    return protected | {"values": [labelled(kind, one) for one in protected["values"]]}


def _partner(partner: dict[str, str] | None) -> str | None:
    if partner is None:
        return None
    return f"{partner['nameAr']} / {partner['nameEn']} ({partner['code']})"
