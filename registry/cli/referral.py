"""`sijill referral`: what organisations ask of one another, and answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.ids import read_uuid
from registry.cli import options, output, paged
from registry.cli.desk import Desk, Given, at_desk, change_of, own_key
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import After, First, Key, Who, Why
from registry.cli.referral_words import referral_shown
from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
)
from registry.domain.reference import short_reference
from registry.domain.vocabulary import BenefitFamily, Purpose
from registry.texts import label

app = typer.Typer(
    help="What organisations ask of one another. / الإحالات بين الجهات.", no_args_is_help=True
)

Referral: TypeAlias = Annotated[
    str, typer.Argument(help="The referral, as `referral list` prints it. / رقم الإحالة.")
]
Reason: TypeAlias = Annotated[RejectionReason, typer.Option(help="Why not. / السبب.")]
Note: TypeAlias = Annotated[str | None, typer.Option(help="In words; sealed. / ملاحظة تُختم.")]
To: TypeAlias = Annotated[str, typer.Option(help="Code of the partner asked. / رمز الجهة.")]

_CHANGED: Final = change_of("ReferralChanged")
_SEND: Final = f"""
mutation ($input: ReferralInput!, $key: ID!) {{
  done: sendReferral(input: $input, idempotencyKey: $key) {{ {_CHANGED} }}
}}
"""
_LIST: Final = """
query ($filter: ReferralFilter, $first: Int!, $after: String) {
  referrals(filter: $filter, first: $first, after: $after) {
    edges { node {
      id reference stage need priority due overdue received householdAgrees disclosed reason result
      sender { code } asked { code }
    } }
    pageInfo { hasNextPage endCursor }
    refusals { code messageAr messageEn }
  }
}
"""
_SHOW: Final = """
query ($id: ID!) {
  node(id: $id) { ... on Referral {
    id reference stage need priority sentAt due overdue received householdAgrees disclosed reason result
    sender { code nameAr nameEn } asked { code nameAr nameEn } householdId
    note { state value masked reason { code messageAr messageEn } }
    reasonNote { state value reason { code messageAr messageEn } }
    feedback { state value reason { code messageAr messageEn } }
    person {
      markaz { nameAr nameEn }
      name { state value masked reason { code messageAr messageEn } }
      identityNumbers { state values masked reason { code messageAr messageEn } }
      born { state value masked reason { code messageAr messageEn } }
      phones { state values masked reason { code messageAr messageEn } }
      criteria { state values reason { code messageAr messageEn } }
      functioning { state values reason { code messageAr messageEn } }
      householdPhones { state values masked reason { code messageAr messageEn } }
      address { state value reason { code messageAr messageEn } }
      householdCriteria { state values reason { code messageAr messageEn } }
    }
  } }
}
"""


@app.command("send")
def send(
    household: Annotated[str, typer.Argument(help="Reference or id. / رقم الأسرة.")],
    who: Who,
    to: To,
    need: Annotated[BenefitFamily, typer.Option(help="What is needed. / نوع الحاجة.")],
    member: Annotated[
        str | None, typer.Option(help="Number in `household show`. / رقم الفرد.")
    ] = None,
    priority: Annotated[Priority, typer.Option(help="How soon. / الأولوية.")] = Priority.NORMAL,
    disclose: Annotated[
        list[DisclosedField] | None,
        typer.Option(help="A field to show; again for more. / حقل يُكشف."),
    ] = None,
    note: Note = None,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Ask a partner to help somebody of one's own. / اطلب من جهة مساعدة أسرة."""

    async def act(desk: Desk) -> dict[str, Any]:
        home = await desk.household(household)
        asked = {
            "household": home,
            "member": await desk.member(home, member),
            "to": await desk.partner_id(to),
            "need": need.name,
            "priority": priority.name,
            "disclosed": [one.name for one in disclose or ()],
            "note": note,
        }
        return await desk.ask(_SEND, input=asked, key=own_key(key))

    _report(at_desk(who, why, data, act, Tried(dry, json))["done"], ReferralStage.SENT, json=json)


@app.command("list")
def list_(
    who: Who,
    inbox: Annotated[
        bool | None,
        typer.Option(
            "--inbox/--outbox", help="What others ask, or what is asked. / الوارد أو الصادر."
        ),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Overdue ones alone. / المتأخرة فقط.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Ended ones too. / وما انتهى منها.")
    ] = False,
    first: First = 50,
    after: After = None,
    why: Why = Purpose.REFERRAL,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Inbox and outbox; what is due first comes first. / الوارد والصادر بترتيب الاستحقاق."""
    wanted = {
        "received": inbox,
        "open": None if everything else True,
        "overdue": True if overdue else None,
    }

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_LIST, filter=wanted, first=first, after=after)

    page = at_desk(who, why, data, act)["referrals"]
    paged.show(page, "referrals", _table, json=json)


@app.command("show")
def show(
    referral: Referral,
    who: Who,
    why: Why = Purpose.REFERRAL,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """One referral with what it discloses; that goes on record. / اعرض إحالة وما كُشف فيها، ويُسجّل ذلك."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_SHOW, id=await desk.called("Referral", referral))

    found = at_desk(who, why, data, act)["node"]
    if not found:
        output.talk("referral_unknown")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
    else:
        output.table(("field / الحقل", "value / القيمة"), list(referral_shown(found)))


@app.command("accept")
def accept(
    referral: Referral,
    who: Who,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take a request on. / اقبل الإحالة."""
    _report(
        at_desk(who, why, data, _step("acceptReferral", referral, key), Tried(dry, json)),
        ReferralStage.ACCEPTED,
        json=json,
    )


@app.command("start")
def start(
    referral: Referral,
    who: Who,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say that the help has begun. / سجّل بدء المساعدة."""
    _report(
        at_desk(who, why, data, _step("startReferral", referral, key), Tried(dry, json)),
        ReferralStage.STARTED,
        json=json,
    )


@app.command("reject")
def reject(
    referral: Referral,
    who: Who,
    reason: Reason,
    note: Note = None,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Turn a request down. / اعتذر عن الإحالة."""
    given = {"reason": ("RejectionReason!", reason.name), "note": ("String", note)}
    act = _step("rejectReferral", referral, key, given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), ReferralStage.REJECTED, json=json)


@app.command("redirect")
def redirect(
    referral: Referral,
    who: Who,
    to: To,
    reason: Reason,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Pass a request on to another partner. / حوّل الإحالة إلى جهة أخرى."""

    async def act(desk: Desk) -> dict[str, Any]:
        given = {
            "to": ("ID!", await desk.partner_id(to)),
            "reason": ("RejectionReason!", reason.name),
        }
        return await _step("redirectReferral", referral, key, given)(desk)

    _report(at_desk(who, why, data, act, Tried(dry, json)), ReferralStage.SENT, json=json)


@app.command("done")
def done(
    referral: Referral,
    who: Who,
    result: Annotated[ReferralResult, typer.Option(help="How it ended. / النتيجة.")],
    feedback: Annotated[
        str | None, typer.Option(help="To the sender; sealed. / رد للجهة المحيلة.")
    ] = None,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Tell the sender how it ended. / أبلغ الجهة المحيلة بالنتيجة."""
    given = {"result": ("ReferralResult!", result.name), "feedback": ("String", feedback)}
    act = _step("finishReferral", referral, key, given)
    _report(at_desk(who, why, data, act, Tried(dry, json)), ReferralStage.DONE, json=json)


@app.command("revoke")
def revoke(
    referral: Referral,
    who: Who,
    why: Why = Purpose.REFERRAL,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take one's own request back. / اسحب الإحالة."""
    _report(
        at_desk(who, why, data, _step("revokeReferral", referral, key), Tried(dry, json)),
        ReferralStage.REVOKED,
        json=json,
    )


def _step(
    name: str, referral: str, key: str | None, given: Given | None = None
) -> Callable[[Desk], Awaitable[dict[str, Any]]]:
    """The mutation of that name, asked with what it takes beside the referral and the key."""

    async def act(desk: Desk) -> dict[str, Any]:
        about = {"referral": await desk.called("Referral", referral)}
        return await desk.carry_out(name, about, given or {}, key, _CHANGED)

    return act


def _table(found: paged.Nodes) -> None:
    output.table(
        ("الرقم / reference", "من / from", "إلى / to", "الحاجة / need", "الأولوية / priority",
         "الحالة / stage", "الموعد / due", "متأخرة / overdue"),
        [
            (
                one["reference"], one["sender"]["code"], one["asked"]["code"],
                output.labelled("benefit_family", one["need"]), output.labelled("priority", one["priority"]),
                output.labelled("referral_stage", one["stage"]), output.moment(one["due"]),
                "⚠ نعم / yes" if one["overdue"] else "",
            )
            for one in found
        ],
    )  # fmt: skip


def _report(changed: dict[str, Any], stage: ReferralStage, *, json: bool) -> None:
    reference = short_reference(read_uuid(changed["id"], "Referral"))
    if json:
        said = {"referral": changed["id"], "reference": reference, "stage": stage.name}
        output.as_json({**said, "already": changed["repeated"]})
    else:
        output.line(reference)
    output.talk(
        "referral_stands",
        stage_ar=label("referral_stage", stage, "ar"),
        stage_en=label("referral_stage", stage, "en"),
    )
