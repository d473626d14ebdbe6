"""`sijill transfer`: households handed from one partner to another."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import read_uuid
from registry.cli import options, output, paged
from registry.cli.desk import Desk, at_desk, change_of, own_key
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import After, First, Key, Who, Why
from registry.domain.vocabulary import Purpose

app = typer.Typer(
    help="Households handed to another partner. / انتقال ملفات الأسر بين الجهات.",
    no_args_is_help=True,
)

Household: TypeAlias = Annotated[
    str, typer.Argument(help="Reference or id, as `transfer list` prints it. / رقم الأسرة.")
]

_ANSWER: Final = change_of("HouseholdHandedOver")
_OFFER: Final = f"""
mutation ($id: ID!, $to: ID!, $key: ID!) {{
  done: offerHousehold(household: $id, to: $to, idempotencyKey: $key) {{ {_ANSWER} }}
}}
"""
_END: Final = f"""
mutation ($id: ID!, $key: ID!) {{
  done: endOffer(household: $id, idempotencyKey: $key) {{ {_ANSWER} }}
}}
"""
_TAKE: Final = f"""
mutation ($id: ID!, $key: ID!) {{
  done: takeOverHousehold(household: $id, idempotencyKey: $key) {{ {_ANSWER} }}
}}
"""
_LIST: Final = """
query ($first: Int!, $after: String) {
  transfers(first: $first, after: $after) {
    edges { node { householdId household { reference } received offeredAt sender { code } asked { code } } }
    pageInfo { hasNextPage endCursor } refusals { code messageAr messageEn }
  }
}
"""


@app.command("offer")
def offer(
    household: Household,
    who: Who,
    to: Annotated[str, typer.Option(help="Code of the partner asked. / رمز الجهة.")],
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Ask a partner to take a household over. / اعرض ملف أسرة على جهة."""

    async def act(desk: Desk) -> dict[str, Any]:
        named, asked = await desk.household(household), await desk.partner_id(to)
        return await desk.ask(_OFFER, id=named, to=asked, key=own_key(key))

    _report(
        at_desk(who, why, data, act, Tried(dry, json))["done"],
        "household_offered_to",
        json=json,
        partner=to,
    )


@app.command("end")
def end(
    household: Household,
    who: Who,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take an offer back, or decline one. / اسحب العرض أو ارفضه."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_END, id=await desk.household(household), key=own_key(key))

    _report(
        at_desk(who, why, data, act, Tried(dry, json))["done"], "household_offer_ended", json=json
    )


@app.command("take")
def take(
    household: Household,
    who: Who,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take a household over that was offered. / تولَّ ملف أسرة عُرض عليك."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_TAKE, id=await desk.household(household), key=own_key(key))

    _report(
        at_desk(who, why, data, act, Tried(dry, json))["done"], "household_taken_over", json=json
    )


@app.command("list")
def list_(
    who: Who,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.REFERRAL,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """What is offered to one's partner, and by it. / المعروض عليك ومنك."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_LIST, first=first, after=after)

    page = at_desk(who, why, data, act)["transfers"]
    paged.show(page, "transfers", _table, json=json)


def _table(found: paged.Nodes) -> None:
    output.table(
        ("الأسرة / household", "من / from", "إلى / to", "منذ / since"),
        [
            (
                (one["household"] or {}).get("reference")
                or read_uuid(one["householdId"], "Household"),
                one["sender"]["code"],
                one["asked"]["code"],
                output.day(one["offeredAt"]),
            )
            for one in found
        ],
    )


def _report(done: dict[str, Any], code: str, *, json: bool, **details: object) -> None:
    if json:
        output.as_json({"household": done["id"], "already": done["repeated"]})
    else:
        output.line(done["id"])
    output.talk(code, **details)
