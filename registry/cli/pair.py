"""`sijill pair`: registrations that may be of one person, and what a reviewer says of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import BadRequest, global_id, read_uuid
from registry.api.pairing import PairSide
from registry.cli import options, output, paged, pair_words
from registry.cli.casework import day_of
from registry.cli.desk import Desk, Given, at_desk, change_of
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.output import Misused
from registry.domain.digits import with_ascii_digits
from registry.domain.errors import Refused
from registry.domain.pair import BY_PERSON
from registry.domain.sameness import CaseReason, DismissalReason, Needed, PartingReason
from registry.domain.vocabulary import Purpose
from registry.projections.pair_queue import PairOrder

app = typer.Typer(
    help="Registrations that may be of one person. / تسجيلات قد تكون لشخص واحد.",
    no_args_is_help=True,
)

PairId: TypeAlias = Annotated[
    str, typer.Argument(metavar="PAIR", help="As `pair list` prints it. / رقم الزوج.")
]
Which: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="PAIR | MEMBER MEMBER",
        help="A pair, or two members: by id, or REFERENCE:NUMBER of the household. / زوج، أو فردان.",
    ),
]
Note: TypeAlias = Annotated[str | None, typer.Option(help="In words; sealed. / ملاحظة تُختم.")]
Reason: TypeAlias = Annotated[
    CaseReason | None, typer.Option("--reason", help="Why somebody is asked. / سبب السؤال.")
]
Partner: TypeAlias = Annotated[
    str | None, typer.Option(help="Code of a partner with one of the two. / رمز إحدى الجهتين.")
]
Bits: TypeAlias = Annotated[float | None, typer.Option(help="Of all evidence. / وزن القرائن.")]
Day: TypeAlias = Annotated[
    str | None, typer.Option(help="Asked since or until that day or month, 2026-10. / يوم السؤال.")
]
Order: TypeAlias = Annotated[PairOrder, typer.Option(help="What comes first. / الترتيب.")]
Household: TypeAlias = Annotated[
    str | None, typer.Option(help="Reference of one of the two. / رقم إحدى الأسرتين.")
]

_SAID: Final = change_of("PairChanged", "proposed")
_SIDES: Final = """
query ($id: ID!) { node(id: $id) { ... on Pair { first { id } second { id } } } }
"""
_MEMBERS: Final = """
query ($id: ID!) { household(id: $id) { members(gone: true) { id number relation } } }
"""


@app.command("list")
def list_(
    *, who: Who, reason: Reason = None, partner: Partner = None, household: Household = None,
    bits_from: Bits = None, bits_to: Bits = None, since: Day = None, until: Day = None,
    linked: Annotated[bool, typer.Option("--linked", help="Those linked. / المربوطة.")] = False,
    parted: Annotated[bool, typer.Option("--parted", help="Those that a person parted. / ما فصله مراجع.")] = False,
    own: Annotated[bool, typer.Option("--own", help="With one of yours. / ما يخص جهتكم.")] = False,
    plan: Annotated[str | None, typer.Option(help="Those that hold up a plan of yours. / ما ينتظره كشف.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past their day. / ما فات موعده.")] = False,
    to_second: Annotated[bool, typer.Option("--to-second", help="One other decided. / ما ينتظر موافقتكم.")] = False,
    asked: Annotated[bool, typer.Option("--asked", help="You owe an answer. / ما ينتظر جوابكم.")] = False,
    order: Order = PairOrder.PLAN, first: First = 50, after: After = None, why: Why = Purpose.DEDUPLICATION,
    data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """What waits for a reviewer; with --linked or --parted what was decided. / ما ينتظر المراجع."""
    begins, ends = day_of(since), day_of(until)
    wanted: dict[str, Any] = {
        **_decided(linked=linked, parted=parted),
        "case": None if reason is None else reason.name,
        "bitsFrom": bits_from,
        "bitsTo": bits_to,
        "openedFrom": None if begins is None else begins.first.isoformat(),
        "openedUntil": None if ends is None else ends.last.isoformat(),
        "own": own,
        "plan": None if plan is None else global_id("Plan", read_uuid(plan, "Plan")),
        "overdue": True if overdue else None,
        "toSecond": to_second,
        "asked": asked,
    }

    async def act(desk: Desk) -> dict[str, Any]:
        wanted["partner"] = None if partner is None else await desk.partner_id(partner)
        wanted["household"] = None if household is None else await desk.household(household)
        page = {"order": order.name, "first": first, "after": after}
        return dict((await desk.ask(pair_words.LIST, filter=wanted, **page))["pairs"])

    paged.show(at_desk(who, why, data, act), "pairs", pair_words.table, json=json)


@app.command("show")
def show(
    pair: PairId,
    who: Who,
    why: Why = Purpose.DEDUPLICATION,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The two side by side, and what speaks for and against; that goes on record. / التسجيلان جنبا إلى جنب."""
    wanted = global_id("Pair", read_uuid(pair, "Pair"))
    found = at_desk(who, why, data, lambda desk: desk.ask(pair_words.SHOW, id=wanted))["node"]
    if not found:
        raise Refused("pair_unknown")
    if json:
        output.as_json(found)
    else:
        pair_words.side_by_side(found)


@app.command("confirm")
def confirm(
    which: Which,
    who: Who,
    note: Note = None,
    why: Why = Purpose.DEDUPLICATION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The two are one person; it can be undone. / هما شخص واحد، ويمكن التراجع."""
    act = _say("confirmDuplicate", which, key, note=("String", note))
    _report(at_desk(who, why, data, act, Tried(dry, json)), "pair_linked", json=json)


@app.command("dismiss")
def dismiss(
    which: Which,
    who: Who,
    reason: Annotated[DismissalReason, typer.Option(help="Why not. / السبب.")],
    note: Note = None,
    why: Why = Purpose.DEDUPLICATION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The two are two; nobody is asked again unless the evidence changes. / هما شخصان."""
    given = {"reason": ("DismissalReason!", reason.name), "note": ("String", note)}
    act = _say("dismissDuplicate", which, key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "pair_parted", json=json)


@app.command("undo")
def undo(
    which: Which,
    who: Who,
    reason: Annotated[PartingReason, typer.Option(help="Why. / السبب.")],
    note: Note = None,
    why: Why = Purpose.DEDUPLICATION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take a link back, whoever made it; each is what it was before. / افصل الرابط."""
    if reason not in BY_PERSON:
        raise Refused("parting_reason_of_the_machine")
    given = {"reason": ("PartingReason!", reason.name), "note": ("String", note)}
    act = _say("undoLink", which, key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "pair_parted", json=json)


@app.command("ask")
def ask(
    *,
    pair: PairId,
    who: Who,
    need: Annotated[list[Needed], typer.Option(help="What is missing. / ما ينقص.")],
    of: Annotated[
        PairSide, typer.Option(help="Whose partner is asked. / جهة أي الجانبين.")
    ] = PairSide.BOTH,
    note: Note = None,
    why: Why = Purpose.DEDUPLICATION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Ask the partner of a side for what is missing; it stands on its work list. / اسأل الجهة عما ينقص."""
    given: Given = {
        "of": ("PairSide!", of.name),
        "needs": ("[Needed!]!", [one.name for one in need]),
        "note": ("String", note),
    }
    changed = at_desk(who, why, data, _about("askAboutPair", pair, key, given), Tried(dry, json))
    _said(changed, "pair_asked", json=json)


@app.command("answer")
def answer(
    pair: PairId,
    who: Who,
    note: Note = None,
    why: Why = Purpose.DEDUPLICATION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Answer what your partner was asked about a pair. / أجب عما سُئلت عنه جهتكم."""
    act = _about("answerAboutPair", pair, key, {"note": ("String", note)})
    _said(at_desk(who, why, data, act, Tried(dry, json)), "pair_answered", json=json)


def _about(
    name: str, pair: str, key: str | None, given: Given
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    about = {"pair": global_id("Pair", read_uuid(pair, "Pair"))}
    return lambda desk: desk.carry_out(name, about, given, key, _SAID)


def _say(
    name: str, which: list[str], key: str | None, **given: tuple[str, Any]
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    """The mutation of that name about the two, with what it takes beside them and the key."""

    async def act(desk: Desk) -> dict[str, Any]:
        first, second = await _two(desk, which)
        about = {"first": first, "second": second}
        return await desk.carry_out(name, about, given, key, _SAID)

    return act


async def _two(desk: Desk, which: list[str]) -> tuple[str, str]:
    """The members of a pair, or the two that are named.

    Raises:
        Misused: `pair_of_how_many`.
        Refused: `pair_unknown`, `pair_not_shown`, `member_unknown`.
    """
    if len(which) == 1:
        pair = (await desk.ask(_SIDES, id=global_id("Pair", read_uuid(which[0], "Pair"))))["node"]
        if not pair:
            raise Refused("pair_unknown")
        if not (pair["first"] and pair["second"]):
            raise Refused("pair_not_shown")
        return pair["first"]["id"], pair["second"]["id"]
    if len(which) != len(("first", "second")):
        raise Misused("pair_of_how_many")
    return await member_named(desk, which[0]), await member_named(desk, which[1])


async def member_named(desk: Desk, named: str) -> str:
    """A member by its id, or by the reference of its household and its number; without one, the head.

    Raises:
        Refused: `pair_not_shown`, `member_unknown`.
    """
    with suppress(BadRequest):
        return global_id("Member", read_uuid(named, "Member"))
    reference, _, number = named.partition(":")
    home = await desk.household(reference)
    found = (await desk.ask(_MEMBERS, id=home))["household"] or {}
    members = found.get("members", ())
    if members is None:
        raise Refused("pair_not_shown")
    number = with_ascii_digits(number)
    for one in members:
        if str(one["number"]) == number or (not number and one["relation"] == "HEAD"):
            return str(one["id"])
    raise Refused("member_unknown")


def _decided(*, linked: bool, parted: bool) -> dict[str, bool | None]:
    """What waits, unless what was decided is asked for."""
    return {
        "open": None if linked or parted else True,
        "linked": True if linked else None,
        "parted": True if parted else None,
    }


def _report(changed: dict[str, Any], done: str, *, json: bool) -> None:
    proposed = changed["proposed"] is not None
    already = _already(changed)
    if json:
        one = done == "pair_linked"
        said = {"pair": changed["id"], "onePerson": one, "proposed": proposed, "already": already}
        output.as_json(said)
    else:
        output.line(str(read_uuid(changed["id"], "Pair")))
    output.talk("stands_already" if already else "pair_proposed" if proposed else done)


def _said(changed: dict[str, Any], done: str, *, json: bool) -> None:
    already = _already(changed)
    if json:
        output.as_json({"pair": changed["id"], "already": already})
    else:
        output.line(str(read_uuid(changed["id"], "Pair")))
    output.talk("stands_already" if already else done)


def _already(changed: dict[str, Any]) -> bool:
    return bool(changed["repeated"]) or int(changed["position"]) == 0
