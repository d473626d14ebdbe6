"""Pairs in words: what is asked of the API, and the two registrations side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from registry.api.ids import read_uuid
from registry.cli import output
from registry.cli.delivery_words import opened
from registry.cli.output import labelled
from registry.cli.paged import Nodes
from registry.texts import say

_STANDS: Final = """
    id linked parted case openedAt changedAt bits model dismissal parting
    daysOpen due overdue proposed proposedAt proposedByViewer needsTwo
    heldUp { starts lines value { amount currency } plan { id } }
"""
_WAITS: Final = (
    "question { askedAt needs answeredAt waitsFor { code } by { code } answeredBy { code } }"
)
_REST: Final = "pageInfo { hasNextPage endCursor } refusals { code messageAr messageEn }"
LIST: Final = f"""
query ($filter: PairFilter, $order: PairOrder!, $first: Int!, $after: String) {{
  pairs(filter: $filter, order: $order, first: $first, after: $after) {{
    edges {{ node {{
      {_STANDS} {_WAITS}
      first {{ id name {{ state value masked }} }} second {{ id name {{ state value masked }} }}
      firstHousehold {{ reference partner {{ code }} }} secondHousehold {{ reference partner {{ code }} }}
    }} }}
    {_REST}
  }}
}}
"""
_ONE: Final = "{ state value masked reason { code messageAr messageEn } }"
_MANY: Final = "{ state values masked reason { code messageAr messageEn } }"
_SIDE: Final = f"""{{
  id number relation sex presence
  name {_ONE} born {_ONE} identityNumbers {_MANY} identityNumberKinds {_MANY} phones {_MANY}
  sources {{ field recordedAt channel partner {{ code }} }}
}}"""
_HOME: Final = f"""{{
  id reference registeredOn sizeBand markaz {{ code nameAr nameEn }} partner {{ code nameAr nameEn }}
  headName {_ONE}
}}"""
SHOW: Final = f"""
query ($id: ID!) {{
  node(id: $id) {{ ... on Pair {{
    {_STANDS}
    note {_ONE} evidence {_MANY}
    question {{
      askedAt needs answeredAt waitsFor {{ code }} by {{ code }} answeredBy {{ code }} note {_ONE} answer {_ONE}
    }}
    first {_SIDE} second {_SIDE} firstHousehold {_HOME} secondHousehold {_HOME}
  }} }}
}}
"""
_FIELDS: Final = (
    ("name", "name", "name / الاسم"),
    ("identityNumbers", "identity_numbers", "identity numbers / أرقام الهوية"),
    ("born", "born", "born / الميلاد"),
    ("phones", "phones", "phones / الهواتف"),
)
_BEFORE: Final = f"{say('match_before', 'ar')} / {say('match_before', 'en')}"
_HIDDEN: Final = labelled("level", "withheld")
_LISTED: Final = (
    ("sex", "sex", "sex / النوع"),
    ("relation", "relation", "relation / الصلة"),
)


def stands(pair: dict[str, Any]) -> str:
    """What is said of the two, in both languages."""
    if pair["linked"]:
        return labelled("linked_by", pair["linked"])
    if pair["case"]:
        return labelled("case_reason", pair["case"])
    return labelled("dismissal_reason", pair["dismissal"]) or labelled(
        "parting_reason", pair["parting"]
    )


def table(found: Nodes) -> None:
    output.table(
        ("pair / الزوج", "since / منذ", "due / الموعد", "first / الأول", "second / الثاني", "bits / الوزن",
         "why / السبب", "plan / الكشف"),
        [
            (
                read_uuid(one["id"], "Pair"),
                output.day(one["openedAt"] or one["changedAt"]),
                due(one),
                _short(one["first"], one["firstHousehold"]),
                _short(one["second"], one["secondHousehold"]),
                _bits(one["bits"]),
                "\n".join([stands(one), *_waits(one)]),
                "\n".join(map(_held, one["heldUp"][:1])),
            )
            for one in found
        ],
    )  # fmt: skip


def due(pair: dict[str, Any]) -> str:
    """By when it is to be decided; empty where nobody is to decide."""
    return f"{pair['due'] or ''}{' ⚠' if pair['overdue'] else ''}"


def _held(one: dict[str, Any]) -> str:
    """A plan by its first day, and what its lines that wait are worth."""
    value = one["value"]
    worth = "" if value is None else f" · {value['amount']} {value['currency']}"
    return f"{one['starts']} · {one['lines']}×{worth}"


def _waits(pair: dict[str, Any]) -> Iterator[str]:
    """Whose word it waits for, in both languages."""
    if pair["proposed"]:
        yield f"{labelled('proposal', pair['proposed'])} ({_SECOND})"
    if codes := _codes((pair["question"] or {}).get("waitsFor")):
        yield f"{_ANSWER} {codes}"


_SECOND: Final = "موافقة ثانية / to be seconded"
_ANSWER: Final = "ينتظر جواب / waits for"


def _codes(partners: list[dict[str, Any]] | None) -> str:
    return ", ".join(one["code"] for one in partners or ())


def _short(member: dict[str, Any] | None, home: dict[str, Any] | None) -> str:
    name = (member or {}).get("name") or {}
    whose = ((home or {}).get("partner") or {}).get("code")
    parts = (name.get("value") or name.get("masked"), (home or {}).get("reference"), whose)
    return " · ".join(one for one in parts if one)


def side_by_side(pair: dict[str, Any]) -> None:
    """What each registration says, from whom and since when; then how much alike that is."""
    sides = [(pair[side] or {}, pair[f"{side}Household"] or {}) for side in ("first", "second")]
    rows = [
        ("pair / الزوج", read_uuid(pair["id"], "Pair"), stands(pair)),
        *_queue(pair),
        ("household / الأسرة", *(home.get("reference") for _, home in sides)),
        (
            "partner / الجهة",
            *((home.get("partner") or {}).get("code", _HIDDEN) for _, home in sides),
        ),
        (
            "registered / سُجّل",
            *(output.moment(home.get("registeredOn")) or _HIDDEN for _, home in sides),
        ),
        ("head / رب الأسرة", *(opened(home.get("headName")) for _, home in sides)),
        ("markaz / المركز", *(output.place(home.get("markaz")) for _, home in sides)),
        *_values(sides),
    ]
    output.table(("what / ماذا", "first / الأول", "second / الثاني"), rows)
    if evidence := list(_evidence(pair["evidence"])):
        heading = f"{_bits(pair['bits'])} bits / وحدات"
        before = (pair["bits"] or 0.0) - sum(float(bits) for _, _, bits in evidence)
        evidence.append((_BEFORE, "", _bits(before)))
        output.table(("compared / المقارنة", "level / الدرجة", heading), evidence)
    elif why := pair["evidence"]["reason"]:
        output.remarks([why])


def _queue(pair: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """By when it is to be decided, what waits for that, and who for whom."""
    if pair["due"]:
        yield "due / الموعد", due(pair), f"{pair['daysOpen']} days / يوم"
    for one in pair["heldUp"]:
        plan = one["plan"] or {}
        yield "plan / الكشف", _held(one), plan and read_uuid(plan["id"], "Plan")
    if pair["needsTwo"]:
        yield "two decide / يقرر اثنان", "نعم / yes", ""
    if pair["proposed"]:
        yield (
            "proposed / اقتراح",
            labelled("proposal", pair["proposed"]),
            output.moment(pair["proposedAt"]),
        )
    if asked := pair["question"]:
        needs = "، ".join(labelled("needed", one) for one in asked["needs"])
        yield f"asked by {(asked['by'] or {}).get('code', '')} / سؤال", needs, opened(asked["note"])
        yield _ANSWER, _codes(asked["waitsFor"]), opened(asked["answer"])


def _values(sides: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[tuple[object, ...]]:
    members = [member for member, _ in sides]
    for field, stored, heading in _FIELDS:
        yield heading, *(_said(one, stored, _opened(one, field)) for one in members)
    for field, kind, heading in _LISTED:
        yield heading, *(_said(one, field, labelled(kind, one.get(field))) for one in members)


def _opened(member: dict[str, Any], field: str) -> str | None:
    """A value as far as it is shown; an identity number with its kind."""
    shown = member.get(field)
    numbers = (shown or {}).get("values") if field == "identityNumbers" else None
    if not numbers:
        return opened(shown)
    kinds = member["identityNumberKinds"]["values"]
    return "\n".join(
        f"{number} ({labelled('identity_number_kind', kind)})"
        for number, kind in zip(numbers, kinds, strict=True)
    )


def _said(member: dict[str, Any], field: str, value: str | None) -> str:
    """A value with who said it last, and when. What nobody said is blank, and what is not shown says so."""
    if not member:
        return _HIDDEN
    if not value:
        return ""
    for source in member.get("sources") or ():
        if source["field"] == field:
            by = (source["partner"] or {}).get("code", "")
            return f"{value}\n({by} {output.day(source['recordedAt'])})"
    return value


def _evidence(shown: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in shown.get("values") or ():
        of, level, bits = one.split(":")
        yield labelled("evidence_of", of), labelled("evidence_level", level), bits


def _bits(bits: float | None) -> str:
    return "" if bits is None else f"{bits:+.1f}"
