"""`sijill document`: cards and plates that a partner issues to its members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.cli import document_file, document_words, options, output, paged
from registry.cli.casework import day_of
from registry.cli.desk import Desk, Given, at_desk
from registry.cli.foreseeing import Dry, Tried
from registry.cli.matching import numbered_up
from registry.cli.moments import AsOf, moment
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.output import Misused
from registry.domain.dates import Precision
from registry.domain.entitlement_document import (
    DocumentKind,
    DocumentLossReason,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
)
from registry.domain.vocabulary import Purpose
from registry.projections.entitlement_documents import DocumentsBy, DocumentStanding

app = typer.Typer(
    help="Cards and plates of members. / بطاقات الأفراد ولوحاتهم.", no_args_is_help=True
)

Household: TypeAlias = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="Of the household. / الرقم المرجعي للأسرة.")
]
Member: TypeAlias = Annotated[
    str, typer.Argument(metavar="MEMBER", help="Number in `household show`. / رقم الفرد.")
]
Kind: TypeAlias = Annotated[DocumentKind, typer.Option(help="Card or plate. / بطاقة أم لوحة.")]
Number: TypeAlias = Annotated[
    str, typer.Option(help="Printed on it; sealed. / الرقم المطبوع، ويُختم.")
]
IssuedOn: TypeAlias = Annotated[
    str | None, typer.Option(help="Day; default: today. / يوم الإصدار.")
]
ValidUntil: TypeAlias = Annotated[
    str | None, typer.Option(help="Its last day, if any. / آخر يوم لها.")
]
OneKind: TypeAlias = Annotated[
    DocumentKind | None, typer.Option("--kind", help="Of one kind. / نوع واحد.")
]
SameNumber: TypeAlias = Annotated[
    bool, typer.Option("--same-number", help="Another holder has the number. / رقمها لغيره أيضا.")
]
On: TypeAlias = Annotated[
    str | None, typer.Option("--on", help="How they stand on a day; default: today. / في يوم.")
]
_CHANGED: Final = (
    "__typename ... on EntitlementDocumentChanged { id position repeated document { id } }"
    " ... on Refusal { code messageAr messageEn }"
)


app.command("load")(document_file.load)


@app.command("issue")
def issue(
    household: Household,
    member: Member,
    who: Who,
    kind: Kind,
    number: Number,
    issued_on: IssuedOn = None,
    valid_until: ValidUntil = None,
    why: Why = Purpose.DELIVERY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Issue one to a member who has no live one of its kind. / أصدر وثيقة لمن ليس له مثلها."""
    given = _printed(number, issued_on, valid_until)
    act = _say("issueEntitlementDocument", (household, member, kind), key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "document_issued", json=json)


@app.command("replace")
def replace(
    household: Household,
    member: Member,
    who: Who,
    kind: Kind,
    number: Number,
    reason: Annotated[DocumentReplacementReason, typer.Option(help="Why. / السبب.")],
    issued_on: IssuedOn = None,
    valid_until: ValidUntil = None,
    why: Why = Purpose.DELIVERY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Put another in the place of the last one: renewed, lost, damaged. / استبدل آخر وثيقة بأخرى."""
    given = _printed(number, issued_on, valid_until)
    given["reason"] = ("DocumentReplacementReason!", reason.name)
    act = _say("replaceEntitlementDocument", (household, member, kind), key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "document_replaced", json=json)


@app.command("lost")
def lost(
    household: Household,
    member: Member,
    who: Who,
    kind: Kind,
    reason: Annotated[
        DocumentLossReason, typer.Option(help="How. / كيف.")
    ] = DocumentLossReason.LOST,
    why: Why = Purpose.DELIVERY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say that the holder has it no more. / سجّل أنها لم تعد عند صاحبها."""
    given = {"reason": ("DocumentLossReason!", reason.name)}
    act = _say("loseEntitlementDocument", (household, member, kind), key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "document_lost", json=json)


@app.command("withdraw")
def withdraw(
    household: Household,
    member: Member,
    who: Who,
    kind: Kind,
    reason: Annotated[DocumentWithdrawalReason, typer.Option(help="Why. / السبب.")],
    why: Why = Purpose.DELIVERY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take it back. / اسحبها."""
    given = {"reason": ("DocumentWithdrawalReason!", reason.name)}
    act = _say("withdrawEntitlementDocument", (household, member, kind), key, **given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), "document_taken_back", json=json)


@app.command("list")
def list_(
    *,
    who: Who,
    kind: OneKind = None,
    standing: Annotated[
        DocumentStanding | None, typer.Option(help="How they stand. / الحال.")
    ] = None,
    household: Annotated[str | None, typer.Option(help="Reference or id. / رقم الأسرة.")] = None,
    same_number: SameNumber = False,
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Open numbers, on record. / افتح الأرقام ويُسجل.")
    ] = False,
    on: On = None,
    as_of: AsOf = None,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.DELIVERY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Those of one's own members. / وثائق أفراد الجهة."""
    held, day = moment(as_of, after), _day(on) or (as_of if after else None)

    async def act(desk: Desk) -> dict[str, Any]:
        if same_number:
            await numbered_up(desk.registry)
        wanted = {
            "kind": None if kind is None else kind.name,
            "standing": None if standing is None else standing.name,
            "sameNumber": same_number,
            "household": None if household is None else await desk.household(household),
        }
        page = {"on": day, "asOf": held, "first": first, "after": after, "numbers": numbers}
        return dict(
            (await desk.ask(document_words.LIST, filter=wanted, **page))["entitlementDocuments"]
        )

    paged.show(at_desk(who, why, data, act), "documents", document_words.table, json=json)


@app.command("totals")
def totals(
    *,
    who: Who,
    by: Annotated[
        list[DocumentsBy] | None, typer.Option(help="Again for more; default: kind. / حسب.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Those that one's own partner issued. / ما أصدرته الجهة.")
    ] = False,
    on: On = None,
    as_of: AsOf = None,
    why: Why = Purpose.STATISTICS,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """How many stand how, everybody's. / كم منها ساري وكم انتهى."""
    asked = {
        "by": [one.name for one in by or [DocumentsBy.KIND]],
        "own": own,
        "on": _day(on),
        "asOf": moment(as_of),
    }

    async def act(desk: Desk) -> dict[str, Any]:
        found = await desk.ask(document_words.TOTALS, **asked)
        return dict(found["entitlementDocumentTotals"])

    found = at_desk(who, why, data, act)
    if json:
        output.as_json({name: found[name] for name in ("on", "rows", "total")})
    else:
        document_words.totals(found)
    output.remarks(found["refusals"])


def _printed(number: str, issued_on: str | None, valid_until: str | None) -> dict[str, Any]:
    printed = {"number": number, "issuedOn": _day(issued_on), "validUntil": _day(valid_until)}
    return {"printed": ("PrintedDocumentInput!", printed)}


def _day(written: str | None) -> str | None:
    """A whole day, in either calendar.

    Raises:
        Misused: `date_unreadable`.
    """
    day = day_of(written)
    if day is not None and day.precision is not Precision.DAY:
        raise Misused("date_unreadable")
    return None if day is None else day.first.isoformat()


def _say(
    name: str, about: tuple[str, str, DocumentKind], key: str | None, **given: tuple[str, Any]
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    """The mutation of that name about a holder's documents, with what it takes beside it and the key."""
    household, member, kind = about

    async def act(desk: Desk) -> dict[str, Any]:
        await numbered_up(desk.registry)
        home = await desk.household(household)
        named = {"household": home, "member": await desk.member(home, member), "kind": kind.name}
        whole: Given = {"holder": ("DocumentHolderInput!", named), **given}
        return await desk.carry_out(name, {}, whole, key, _CHANGED)

    return act


def _report(changed: dict[str, Any], done: str, *, json: bool) -> None:
    already = changed["repeated"] or int(changed["position"]) == 0
    if json:
        document = (changed["document"] or {}).get("id")
        output.as_json({"member": changed["id"], "document": document, "already": already})
    output.talk("stands_already" if already else done)
