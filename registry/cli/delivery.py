"""`sijill delivery`: what was handed over or done, mended and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import typer

from registry.api.ids import read_uuid
from registry.cli import delivery_documents as documents
from registry.cli import options, output, paged
from registry.cli.delivery_words import (
    collector_of,
    money_of,
    programme_and_quantity,
    shown,
    source_of,
)
from registry.cli.desk import Desk, at_desk, own_key
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.output import Misused
from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.errors import Refused
from registry.domain.reference import short_reference
from registry.domain.vocabulary import BenefitFamily, Channel, CountsAs, Purpose

app = typer.Typer(
    help="What was handed over or done. / ما صُرف أو قُدّم من خدمات.", no_args_is_help=True
)

Delivery: TypeAlias = Annotated[
    str, typer.Argument(help="The delivery, as `delivery list` prints it. / رقم الصرف.")
]
Household: TypeAlias = Annotated[
    str | None, typer.Option(help="Reference or id of the household. / رقم الأسرة.")
]
Member: TypeAlias = Annotated[
    str | None, typer.Option(help="Who was served: number in `household show`. / رقم الفرد.")
]
Headcount: TypeAlias = Annotated[
    int | None, typer.Option(help="How many, where nobody is named. / العدد بلا أسماء.")
]
Place: TypeAlias = Annotated[
    str | None, typer.Option(help="P-code, where nobody is named. / رمز المكان.")
]
On: TypeAlias = Annotated[
    str, typer.Option(help="Day or month, as 2026-10-05, 2026-10 or 1448-04. / التاريخ.")
]
Value: TypeAlias = Annotated[
    str | None, typer.Option(help="Worth of it all, as 450:EGP. / القيمة.")
]
Source: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(help="Who paid, as zakat or zakat:300:EGP[:partner]; again for more. / المصدر."),
]
ServicePoint: TypeAlias = Annotated[
    str | None, typer.Option(help="Code of the centre where it was. / رمز مركز الخدمة.")
]
ChannelOption: TypeAlias = Annotated[
    Channel, typer.Option(help="How it came to be known. / وسيلة التواصل.")
]
Giver: TypeAlias = Annotated[str | None, typer.Option(help="Who gave it. / المسلِّم.")]
Collector: TypeAlias = Annotated[
    str | None, typer.Option(help="Who took it for the recipient. / المستلم.")
]
CollectorNumber: TypeAlias = Annotated[
    list[str] | None, typer.Option(help="Identity number of the collector. / رقم هوية المستلم.")
]
Authority: TypeAlias = Annotated[
    str | None,
    typer.Option(help="By what right a proxy collects, as “letter 17”. / سند الوكيل."),
]


Programme: TypeAlias = Annotated[str, typer.Option(help="Code of the programme. / رمز البرنامج.")]
OwnProgramme: TypeAlias = Annotated[
    str | None, typer.Option(help="Code of an own programme. / رمز البرنامج.")
]
Quantity: TypeAlias = Annotated[str, typer.Option(help="How much. / الكمية.")]
Mended: TypeAlias = Annotated[str | None, typer.Option(help="How much. / الكمية.")]
Counts: TypeAlias = Annotated[CountsAs, typer.Option(help="What it counts as. / كيف يُحسب.")]
MendedCounts: TypeAlias = Annotated[
    CountsAs | None, typer.Option(help="What it counts as. / كيف يُحسب.")
]
MendedOn: TypeAlias = Annotated[str | None, typer.Option(help="Day or month. / التاريخ.")]
ServesFrom: TypeAlias = Annotated[str | None, typer.Option(help="Meant from. / عن الفترة من.")]
ServesUntil: TypeAlias = Annotated[str | None, typer.Option(help="Meant until. / إلى.")]
VisitId: TypeAlias = Annotated[
    str | None, typer.Option("--visit", help="The visit it belongs to. / رقم الزيارة.")
]
PlanId: TypeAlias = Annotated[
    str | None, typer.Option("--plan", help="The released plan. / رقم كشف التوزيع.")
]
PlanLine: TypeAlias = Annotated[
    int | None, typer.Option("--line", help="Its line. / رقم السطر في الكشف.")
]
Service: TypeAlias = Annotated[
    list[str],
    typer.Option(
        help="Programme, how much, who paid, as legal-aid or baskets=2:zakat:300:EGP; again for more. / الخدمة."
    ),
]
_ByPeople = StrEnum(  # type: ignore[misc]  # made of another list, less what the register says itself
    "_ByPeople",
    [(one.name, one.value) for one in ReversalReason if one is not ReversalReason.IMPORT_UNDONE],
)
Reason: TypeAlias = Annotated[_ByPeople, typer.Option(help="Why. / السبب.")]
Family: TypeAlias = Annotated[
    BenefitFamily | None, typer.Option(help="What kind of help. / نوع المساعدة.")
]
Within: TypeAlias = Annotated[
    str | None, typer.Option("--place", help="P-code; with all in it. / رمز المكان.")
]
Since: TypeAlias = Annotated[str | None, typer.Option(help="From this day on. / من يوم.")]
Until: TypeAlias = Annotated[str | None, typer.Option(help="Until this day. / حتى يوم.")]
Reversed: TypeAlias = Annotated[
    bool, typer.Option("--reversed", help="Those taken back alone. / الملغاة وحدها.")
]


class Clearable(StrEnum):
    """What may be taken away from a delivery altogether."""

    VALUE = "value"
    SERVES_FROM = "serves_from"
    SERVES_UNTIL = "serves_until"
    SOURCES = "sources"
    GIVER = "giver"
    COLLECTOR = "collector"


Clear: TypeAlias = Annotated[
    list[Clearable] | None, typer.Option(help="Take this away; again for more. / احذف هذه القيمة.")
]


@app.command("record")
def record(
    *, who: Who, why: Why = Purpose.DELIVERY, programme: Programme, on: On, household: Household = None,
    member: Member = None, headcount: Headcount = None, place: Place = None, quantity: Quantity = "1",
    value: Value = None,
    counts_as: Counts = CountsAs.SERVICE, serves_from: ServesFrom = None, serves_until: ServesUntil = None,
    source: Source = None, service_point: ServicePoint = None, visit: VisitId = None,
    plan: PlanId = None, line: PlanLine = None, channel: ChannelOption = Channel.CONSOLE, giver: Giver = None,
    collector: Collector = None, collector_number: CollectorNumber = None, authority: Authority = None,
    key: Key = None, dry: Dry = False, data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Record one delivery to a household, a member, or a headcount. / سجّل صرفا لأسرة أو فرد أو عدد بلا أسماء."""

    async def act(desk: Desk) -> dict[str, Any]:
        given = {
            "programme": await desk.programme(programme),
            "quantity": quantity,
            "value": money_of(value),
            "countsAs": counts_as.name,
            "servesFrom": serves_from,
            "servesUntil": serves_until,
            "sources": [await source_of(desk, one) for one in source or []],
            "visit": visit,
            "planned": None if plan is None else {"plan": plan, "line": line or 0},
            "giver": giver,
            **await _whom(desk, household, member, headcount, place),
            **await _how(desk, on, service_point, channel),
            "collector": collector_of(collector, collector_number, authority),
        }
        return await desk.ask(documents.RECORD, input=given, key=own_key(key))

    _report(at_desk(who, why, data, act, Tried(dry, json))["recordDelivery"], "delivery", json=json)


@app.command("visit")
def visit(
    *, who: Who, why: Why = Purpose.DELIVERY, on: On, service: Service, household: Household = None,
    member: Member = None, headcount: Headcount = None, place: Place = None, service_point: ServicePoint = None,
    channel: ChannelOption = Channel.CONSOLE, collector: Collector = None, collector_number: CollectorNumber = None,
    authority: Authority = None, key: Key = None, dry: Dry = False, data: options.Data = None,
    json: options.Json = False,
) -> None:  # fmt: skip
    """Record all that was done in one visit. / سجّل كل ما قُدّم في زيارة واحدة."""

    async def act(desk: Desk) -> dict[str, Any]:
        services = []
        for one in service:
            code, quantity, source = programme_and_quantity(one)
            paid = [] if source is None else [await source_of(desk, source)]
            programme = await desk.programme(code)
            services.append({"programme": programme, "quantity": quantity, "sources": paid})
        given = {
            **await _whom(desk, household, member, headcount, place),
            **await _how(desk, on, service_point, channel),
            "collector": collector_of(collector, collector_number, authority),
            "services": services,
        }
        return await desk.ask(documents.VISIT, input=given, key=own_key(key))

    _report(at_desk(who, why, data, act, Tried(dry, json))["recordVisit"], "visit", json=json)


@app.command("correct")
def correct(
    *, delivery: Delivery, who: Who, why: Why = Purpose.DELIVERY, quantity: Mended = None, value: Value = None,
    counts_as: MendedCounts = None, headcount: Headcount = None, on: MendedOn = None,
    serves_from: ServesFrom = None, serves_until: ServesUntil = None, source: Source = None, giver: Giver = None,
    collector: Collector = None, collector_number: CollectorNumber = None, authority: Authority = None,
    clear: Clear = None, key: Key = None, dry: Dry = False, data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Mend a delivery: only what is named changes. / صحّح صرفا: لا يتغير إلا ما تذكره."""

    async def act(desk: Desk) -> dict[str, Any]:
        given: dict[str, Any] = {
            DeliveryField.QUANTITY: quantity,
            DeliveryField.VALUE: money_of(value),
            DeliveryField.COUNTS_AS: None if counts_as is None else counts_as.name,
            DeliveryField.HEADCOUNT: headcount,
            DeliveryField.ON: on,
            DeliveryField.SERVES_FROM: serves_from,
            DeliveryField.SERVES_UNTIL: serves_until,
            DeliveryField.SOURCES: [await source_of(desk, one) for one in source or []] or None,
            DeliveryField.GIVER: giver,
            DeliveryField.COLLECTOR: collector_of(collector, collector_number, authority),
        }
        said: dict[str, Any] = {
            _camel(field): one for field, one in given.items() if one is not None
        }
        said |= {_camel(field): None for field in clear or []}
        if not said:
            raise Misused("correction_says_nothing")
        wanted = await desk.called("Delivery", delivery)
        return await desk.ask(documents.CORRECT, delivery=wanted, correction=said, key=own_key(key))

    _report(
        at_desk(who, why, data, act, Tried(dry, json))["correctDelivery"], "delivery", json=json
    )


@app.command("reverse")
def reverse(
    *, delivery: Delivery, who: Who, why: Why = Purpose.DELIVERY, reason: Reason, key: Key = None, dry: Dry = False,
    data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """Take a delivery back: it counts no more and stays in history. / ألغ صرفا: لا يُحسب ويبقى في التاريخ."""

    async def act(desk: Desk) -> dict[str, Any]:
        wanted = await desk.called("Delivery", delivery)
        return await desk.ask(
            documents.REVERSE, delivery=wanted, reason=reason.name, key=own_key(key)
        )

    _report(
        at_desk(who, why, data, act, Tried(dry, json))["reverseDelivery"], "delivery", json=json
    )


@app.command("show")
def show(
    *,
    delivery: Delivery,
    who: Who,
    why: Why = Purpose.DELIVERY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Show a delivery, as far as it is open to you. / اعرض صرفا بقدر ما يحق لك."""

    async def act(desk: Desk) -> dict[str, Any]:
        found = await desk.ask(documents.SHOW, id=await desk.called("Delivery", delivery))
        if not found["node"]:
            raise Refused("delivery_unknown")
        return found

    found = at_desk(who, why, data, act)["node"]
    if json:
        output.as_json(found)
    else:
        output.table(("field / الحقل", "value / القيمة"), list(shown(found)))


@app.command("list")
def list_(
    *, who: Who, why: Why = Purpose.DELIVERY, household: Household = None, programme: OwnProgramme = None,
    family: Family = None, place: Within = None, since: Since = None, until: Until = None,
    reversed_: Reversed = False, first: First = 50,
    after: After = None, data: options.Data = None, json: options.Json = False,
) -> None:  # fmt: skip
    """List deliveries, as far as they are open to you. / اعرض ما صُرف بقدر ما يحق لك."""

    async def act(desk: Desk) -> dict[str, Any]:
        wanted = {
            "household": None if household is None else await desk.household(household),
            "programme": None if programme is None else await desk.programme(programme),
            "family": None if family is None else family.name,
            "place": place,
            "deliveredFrom": since,
            "deliveredUntil": until,
            "reversed": reversed_,
        }
        return await desk.ask(documents.LIST, filter=wanted, first=first, after=after)

    _list(at_desk(who, why, data, act)["deliveries"], json=json)


def _list(page: dict[str, Any], *, json: bool) -> None:
    if json:
        output.as_json(page)
        return
    nodes = [edge["node"] for edge in page["edges"]]
    output.table(
        (
            "delivery / الصرف",
            "on / التاريخ",
            "programme / البرنامج",
            "quantity / الكمية",
            "to / إلى",
            "state / الحالة",
        ),
        [_row(one) for one in nodes],
    )
    paged.say_the_rest(page)


def _row(one: dict[str, Any]) -> Sequence[object]:
    to = one["household"] or {}
    values = dict(shown(one))
    return (
        one["reference"],
        values["on / التاريخ"],
        (one["programme"] or {}).get("code") or values["family / النوع"],
        one["quantity"],
        to.get("reference") or one["headcount"],
        values.get("reversed / أُلغي", ""),
    )


async def _whom(
    desk: Desk, household: str | None, member: str | None, headcount: int | None, place: str | None
) -> dict[str, Any]:
    named = None if household is None else await desk.household(household)
    served = await desk.member(named, member)
    return {"household": named, "member": served, "headcount": headcount, "place": place}


async def _how(desk: Desk, on: str, point: str | None, channel: Channel) -> dict[str, Any]:
    where = None if point is None else await desk.partner_id(point)
    return {"on": on, "servicePoint": where, "channel": channel.name}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return "".join([first, *(word.title() for word in rest)])


def _report(done: dict[str, Any], what: str, *, json: bool) -> None:
    """What it is called on stdout, what happened on stderr."""
    known_as = {"id": done["id"]}
    if what != "visit":
        known_as["reference"] = short_reference(read_uuid(done["id"], "Delivery"))
    if json:
        output.as_json(
            {**known_as, **{name: one for name, one in done.items() if name != "__typename"}}
        )
    else:
        output.line(known_as.get("reference", done["id"]))
    if done.get("changed") is False:
        output.talk("delivery_so_already")
    elif done["repeated"]:
        output.talk("delivery_repeated")
    elif "changed" in done:
        output.talk("delivery_changed")
    else:
        output.talk(f"{what}_recorded")
