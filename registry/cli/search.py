"""`sijill search`: who is registered already; and whom a registration may be of, told after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import global_id
from registry.application.command import Outcome
from registry.cli import matching, options, output
from registry.cli.casework import Desk as Given
from registry.cli.casework import place_called
from registry.cli.desk import Desk, at_desk
from registry.cli.options import Who, Why
from registry.domain.places import MARKAZ, PCode, find_place
from registry.domain.vocabulary import Purpose, Sex
from registry.texts import say

Name: TypeAlias = Annotated[
    str | None, typer.Argument(help="As written, own name first. / الاسم، والأول أولا.")
]
Number: TypeAlias = Annotated[str | None, typer.Option(help="Identity number. / رقم الهوية.")]
Unhcr: TypeAlias = Annotated[
    str | None, typer.Option("--unhcr", help="UNHCR number. / رقم ملف المفوضية.")
]
Phone: TypeAlias = Annotated[str | None, typer.Option(help="Phone. / الهاتف.")]
PlaceName: TypeAlias = Annotated[
    str | None, typer.Option("--place", help="Village or markaz, code or name. / القرية أو المركز.")
]
Born: TypeAlias = Annotated[str | None, typer.Option(help="Day or year, as 1985. / الميلاد.")]
Age: TypeAlias = Annotated[int | None, typer.Option(help="In years, today. / السن.")]

FOUND: Final = """
  likelihood knownToAnotherPartner
  withheld { code messageAr messageEn }
  household {
    id reference ownRegistration markaz { nameAr nameEn } partner { code } headName { state value masked }
  }
  member { id number name { state value masked } }
  evidence { of level weight textAr textEn }
"""
_SEARCH: Final = f"""
query ($by: SearchInput!, $first: Int!) {{
  found: searchRegistrations(by: $by, first: $first) {{
    __typename
    ... on SearchAnswer {{
      complete missing {{ code messageAr messageEn }} searchedBy found {{ {FOUND} }}
    }}
    ... on Refusal {{ code messageAr messageEn }}
  }}
}}
"""
_DUPLICATES: Final = f"""
query ($household: ID!) {{
  found: possibleDuplicates(household: $household) {{
    complete missing {{ code messageAr messageEn }}
    found {{ ofMember {{ number name {{ value }} }} {FOUND} }}
  }}
}}
"""
_HEADINGS: Final = (
    "reference / الرقم",
    "name / الاسم",
    "markaz / المركز",
    "partner / الجهة",
    "likelihood / الترجيح",
    "evidence / الدليل",
)


def search(
    *,
    name: Name = None,
    who: Who,
    purpose: Why = Purpose.REGISTRATION,
    number: Number = None,
    unhcr: Unhcr = None,
    phone: Phone = None,
    place: PlaceName = None,
    born: Born = None,
    age: Age = None,
    sex: Annotated[Sex, typer.Option(help="If known. / النوع إن عُرف.")] = Sex.UNKNOWN,
    first: options.First = 10,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Look whether a person is registered already, by whatever partner. / ابحث هل الشخص مسجل من قبل."""
    by = {
        "name": name,
        "identityNumber": number,
        "unhcrNumber": unhcr,
        "phone": phone,
        "place": None if place is None else _looked_in(place),
        "born": born,
        "age": age,
        "sex": sex.name,
    }

    async def ask(desk: Desk) -> dict[str, Any]:
        await matching.bring_up(desk.registry)
        return dict((await desk.ask(_SEARCH, by=by, first=first))["found"])

    _print(at_desk(who, purpose, data, ask), json=json)


def _looked_in(written: str) -> PCode:
    """Nobody is looked for in a governorate: where a markaz is called as its governorate is, the markaz is meant."""
    narrow = [one for one in find_place(written) if one.level >= MARKAZ]
    return narrow[0].code if len(narrow) == 1 else place_called(written)


def _print(answer: dict[str, Any], *, json: bool) -> None:
    if json:
        output.as_json({name: said for name, said in answer.items() if name != "__typename"})
    else:
        _show(answer["found"])
        if not answer["found"] and answer["complete"]:
            output.talk("search_found_nobody")
    _say_missing(answer)


def duplicates(given: Given, outcome: Outcome) -> dict[str, Any]:
    """Who of a household that was just written to may be registered already, for JSON."""

    async def ask(desk: Desk) -> dict[str, Any]:
        await matching.bring_up(desk.registry)
        household = global_id("Household", outcome.stream)
        return {"possibleDuplicates": (await desk.ask(_DUPLICATES, household=household))["found"]}

    return at_desk(given.who, given.purpose, given.data, ask)


def tell_duplicates(given: Given, outcome: Outcome) -> None:
    """As `duplicates`, for people."""
    told = duplicates(given, outcome)["possibleDuplicates"]
    if told["found"]:
        output.talk("possible_duplicates", number=len(told["found"]))
        for one in told["found"]:
            # Talk, and no data: scripts read the new reference alone.
            output.remark("  ".join(map(str, _row(one))).replace("\n", "; "))
    _say_missing(told)


def _say_missing(answer: dict[str, Any]) -> None:
    output.remarks(answer["missing"])


def _show(found: Sequence[dict[str, Any]]) -> None:
    output.table(_HEADINGS, [_row(one) for one in found])
    if any(one["withheld"] for one in found):
        output.talk("search_withheld")


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    home = one["household"]
    markaz = home["markaz"] or {"nameAr": "", "nameEn": ""}
    named = (one["member"] or {}).get("name") or home["headName"]
    evidence = [
        f"{each['textEn']} / {each['textAr']} ({each['weight']:+.1f})" for each in one["evidence"]
    ]
    return (
        home["reference"],
        named["value"] or named["masked"],
        f"{markaz['nameAr']} / {markaz['nameEn']}",
        _known_to(one),
        output.labelled("likelihood", one["likelihood"]),
        "\n".join(evidence),
    )


def _known_to(one: dict[str, Any]) -> str:
    partner = one["household"]["partner"]
    whose = "known_to_another" if one["knownToAnotherPartner"] else "known_to_your_own"
    both = f"{say(whose, 'ar')} / {say(whose, 'en')}"
    return both if partner is None else f"{both} ({partner['code']})"
