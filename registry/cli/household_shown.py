"""A household shown: asked over GraphQL in this process, so that what is opened goes on record."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from registry.api.endpoint import Endpoint
from registry.bootstrap import catch_up
from registry.bootstrap.answering import services
from registry.cli import options, output
from registry.cli.acting import parse_who
from registry.cli.casework import Desk
from registry.cli.casework import reference_of as read_reference
from registry.cli.delivery_words import day_shown
from registry.cli.desk import say_refused
from registry.cli.moments import exact_moment
from registry.cli.token import mint
from registry.domain.errors import Refused
from registry.texts import say

_ONE_LOOK: Final = timedelta(minutes=5)
_SEALED: Final = "state value masked reason { code }"
_MANY: Final = "state values masked reason { code }"
_ONE: Final = f"""
    query ($reference: String!, $asOf: AsOf) {{
      household(reference: $reference, asOf: $asOf) {{
        id reference ownRegistration kind onHold withdrawn protected sharing openWarnings
        closed {{ reason lastDay }}
        place {{ code nameAr nameEn }}
        consents {{ purpose state groups since }}
        declaredSize namedMembers registeredOn registrations {{ id reference partner {{ code }} }}
        headName {{ {_SEALED} }} address {{ {_SEALED} }} partnerReference {{ {_SEALED} }}
        phones {{ {_MANY} }} criteria {{ {_MANY} }} warnings {{ {_MANY} }}
        members(gone: true) {{
          id number presence relation sex birthBand nationality openWarnings
          until {{ value precision until }}
          name {{ {_SEALED} }} born {{ {_SEALED} }}
          identityNumbers {{ {_MANY} }} phones {{ {_MANY} }} criteria {{ {_MANY} }}
          functioning {{ {_MANY} }} warnings {{ {_MANY} }} leavingReason {{ {_SEALED} }}
        }}
      }}
    }}
"""
_HEADINGS: Final = (
    "no · رقم",
    "name · الاسم",
    "relation · الصلة",
    "born · الميلاد",
    "presence · الحال",
    "numbers · الهوية",
    "warnings · تنبيهات",
)
_REFERENCE: Final = "query ($id: ID!) { household(id: $id) { reference } }"


def show(desk: Desk, reference: str, as_of: str | None) -> None:
    """Print a household.

    Raises:
        Misused: `reference_malformed`, `moment_malformed`.
        Refused: `household_unknown`, or it is not shown to whoever asks.
    """
    values: dict[str, Any] = {"reference": read_reference(reference)}
    if (at := exact_moment(as_of)) is not None:
        values["asOf"] = at
    body = asyncio.run(_asked(desk, _ONE, values))
    if errors := body.get("errors"):
        say_refused(errors[0].get("extensions", {}))
        sys.exit(output.REFUSED)
    found = body["data"]["household"]
    if found is None:
        raise Refused("household_unknown")
    if desk.json:
        output.as_json(found)
    else:
        _print(found)


async def reference_of(desk: Desk, household: UUID) -> str:
    """The reference of one's own household."""
    body = await _asked(desk, _REFERENCE, {"id": str(household)})
    return str(body["data"]["household"]["reference"])


async def _asked(desk: Desk, document: str, values: dict[str, Any]) -> dict[str, Any]:
    async with options.registry(desk.data) as registry:
        await catch_up(registry)
        token = await mint(registry, parse_who(desk.who), desk.purpose, _ONE_LOOK)
        answer = await Endpoint(services(registry)).execute(document, values, token=token)
    return dict(answer.body)


def _print(found: dict[str, Any]) -> None:
    place = found["place"] or {}
    rows = [
        ("reference · الرقم المرجعي", found["reference"]),
        ("kind · النوع", _labelled("registration_kind", found["kind"])),
        ("state · الحالة", _state(found)),
        ("head · رب الأسرة", _words(found["headName"])),
        (
            "place · المكان",
            f"{place.get('nameAr', '')} {place.get('nameEn', '')} {place.get('code', '')}",
        ),
        ("address · العنوان", _words(found["address"])),
        ("phones · الهواتف", _words(found["phones"])),
        (
            "size, named · العدد والمذكورون",
            f"{found['declaredSize'] or '?'}, {found['namedMembers'] or '?'}",
        ),
        ("criteria · المعايير", _listed("criterion", found["criteria"])),
        ("consents · الموافقات", "\n".join(map(_consent, found["consents"] or ()))),
        ("also · وأيضا", ", ".join(output.registrations(found))),
        ("warnings · التنبيهات", _listed("warning", found["warnings"])),
    ]
    output.table(["field · الحقل", "value · القيمة"], rows)
    output.table(_HEADINGS, [_member(one) for one in found["members"] or ()])


def _member(one: dict[str, Any]) -> list[object]:
    until = one["until"]
    said = [_labelled("presence", one["presence"]), day_shown(until) or "", _why(one)]
    return [
        one["number"],
        _words(one["name"]),
        _labelled("relation", one["relation"]),
        _words(one["born"]),
        " ".join(filter(None, said)),
        _words(one["identityNumbers"]),
        one["openWarnings"] or "",
    ]


def _why(one: dict[str, Any]) -> str:
    """Of one who left."""
    reason = one["leavingReason"]["value"]
    return f"({_labelled('leaving_reason', reason)})" if reason else ""


def _consent(one: dict[str, Any]) -> str:
    groups = ", ".join(_labelled("field_group", group) for group in one["groups"])
    said = f"{_labelled('consent_purpose', one['purpose'])}: {_labelled('consent_state', one['state'])}"
    return f"{said} ({groups})" if groups else said


def _state(found: dict[str, Any]) -> str:
    if found["withdrawn"]:
        return _labelled("withdrawal_reason", found["withdrawn"])
    if found["closed"]:
        closed = found["closed"]
        return f"{_labelled('closing_reason', closed['reason'])} {closed['lastDay']}"
    if found["onHold"]:
        return f"{_both('household_waits')}: {_labelled('hold_reason', found['onHold'])}"
    return "" if found["kind"] is None else _both("household_open")


def _labelled(kind: str, name: str | None) -> str:
    """A member of a closed list, as GraphQL names it, in both languages."""
    if name is None:
        return ""
    return _both(f"{kind}.{name.lower()}")


def _both(code: str) -> str:
    return f"{say(code, 'ar')} · {say(code, 'en')}"


def _words(field: dict[str, Any]) -> str:
    """What a personal field shows: its words, or why it shows none."""
    shown = field.get("values") or field.get("value") or field["masked"]
    if not shown:
        return _both(field["reason"]["code"]) if field["reason"] else ""
    return shown if isinstance(shown, str) else ", ".join(shown)


def _listed(kind: str, field: dict[str, Any]) -> str:
    if not field["values"]:
        return _words(field)
    return ", ".join(_labelled(kind, one) for one in field["values"])
