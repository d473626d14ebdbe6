"""`sijill request`: what persons ask of the partner that holds their data, and what it answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, TypeAlias

import typer

from registry.api.drafts import note_of
from registry.application import requests
from registry.application.command import Command, Context, Outcome
from registry.application.requests import AnswerDraft, RequestDraft
from registry.cli import casework, options, output, paged
from registry.cli.casework import Number, Ref, Sitting, carry_out, day_of, request_called
from registry.cli.desk import Desk, at_desk
from registry.cli.foreseeing import Dry
from registry.cli.options import After, First, Key, Who, Why
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.reference import short_reference
from registry.domain.vocabulary import ConsentPurpose, FieldGroup, Purpose

app = typer.Typer(
    help="What persons ask about their own data. / طلبات أصحاب البيانات.", no_args_is_help=True
)

Request: TypeAlias = Annotated[
    str, typer.Argument(help="The request, as `request list` prints it. / رقم الطلب.")
]
Words: TypeAlias = Annotated[str | None, typer.Option(help="In words; sealed. / بالكلمات، وتُختم.")]

By: TypeAlias = Annotated[RequestedBy, typer.Option(help="Who brings it. / من قدّم الطلب.")]
ObjectsTo: TypeAlias = Annotated[
    ConsentPurpose | None, typer.Option(help="Purpose of an objection. / الغرض المعترَض عليه.")
]
AskedOn: TypeAlias = Annotated[
    str | None, typer.Option(help="Day it was asked, if earlier. / يوم تقديمه إن سبق.")
]

_FIELDS: Final = (
    "id reference kind requestedBy objectsTo receivedAt due open overdue answer reason answeredAt"
    " householdId"
)
_LIST: Final = f"""
query ($filter: SubjectRequestFilter, $first: Int!, $after: String) {{
  subjectRequests(filter: $filter, first: $first, after: $after) {{
    edges {{ node {{ {_FIELDS} member {{ id number }} }} }}
    pageInfo {{ hasNextPage endCursor }}
    refusals {{ code messageAr messageEn }}
  }}
}}
"""
_SHOW: Final = f"""
query ($id: ID!) {{
  node(id: $id) {{ ... on SubjectRequest {{
    {_FIELDS}
    member {{ id number name {{ state value masked reason {{ code }} }} }}
    words {{ state value reason {{ code }} }}
    answerWords {{ state value reason {{ code }} }}
  }} }}
}}
"""


@app.command("receive")
def receive(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    kind: Annotated[RequestKind, typer.Option(help="What is asked. / نوع الطلب.")],
    by: By = RequestedBy.PERSON,
    objects_to: ObjectsTo = None,
    words: Words = None,
    asked_on: AskedOn = None,
    purpose: Why = Purpose.DATA_SUBJECT,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take in what a person asks; the clock runs from then. / سجّل طلب صاحب البيانات، ويبدأ الموعد."""

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        draft = RequestDraft(
            household=home,
            member=await sitting.member(home, member),
            kind=kind,
            requested_by=by,
            objects_to=objects_to,
            words=note_of(words, "words"),
        )
        asked = replace(context, effective=day_of(asked_on))
        return requests.receive_request(draft, asked, sitting.writer.mint)

    desk = casework.Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    done = carry_out(
        desk, "request.receive", make, "request_received", of="SubjectRequest", also=_reference
    )
    if done is not None and not json:
        output.line(short_reference(done.stream))


@app.command("answer")
def answer(
    *,
    request: Request,
    who: Who,
    given: Annotated[RequestAnswer, typer.Option("--answer", help="The answer. / الجواب.")],
    reason: Annotated[
        AnswerReason | None, typer.Option(help="Why not, or not all. / السبب إن لم يُجب كله.")
    ] = None,
    words: Words = None,
    keep: Annotated[
        list[FieldGroup] | None,
        typer.Option(help="What an objection granted in part leaves; again for more. / ما يبقى."),
    ] = None,
    purpose: Why = Purpose.DATA_SUBJECT,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Answer it; a granted objection holds at once. / أجب الطلب، والاعتراض المقبول يسري فورًا."""
    draft = AnswerDraft(
        answer=given,
        reason=reason,
        words=note_of(words, "words"),
        keeps=tuple(group for group in FieldGroup if group in (keep or ())),
    )

    async def make(sitting: Sitting, context: Context) -> Command:
        wanted = await request_called(sitting, request)
        known = await requests.known_request(sitting.writer.log, wanted)
        return requests.answer_request(known, draft, context)

    desk = casework.Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(
        desk, "request.answer", make, "request_answered", of="SubjectRequest", also=_reference
    )


@app.command("list")
def list_(
    *,
    who: Who,
    kind: Annotated[RequestKind | None, typer.Option(help="Of one kind. / نوع واحد.")] = None,
    household: Annotated[str | None, typer.Option(help="Reference or id. / رقم الأسرة.")] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Overdue ones alone. / المتأخرة فقط.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Answered ones too. / وما أُجيب منها.")
    ] = False,
    first: First = 50,
    after: After = None,
    purpose: Why = Purpose.DATA_SUBJECT,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Requests that wait; what is due first comes first. / الطلبات المنتظرة بترتيب الموعد."""

    async def act(desk: Desk) -> dict[str, Any]:
        wanted = {
            "kind": None if kind is None else kind.name,
            "open": None if everything else True,
            "overdue": True if overdue else None,
            "household": None if household is None else await desk.household(household),
        }
        return await desk.ask(_LIST, filter=wanted, first=first, after=after)

    page = at_desk(who, purpose, data, act)["subjectRequests"]
    paged.show(page, "requests", _table, json=json)


@app.command("show")
def show(
    *,
    request: Request,
    who: Who,
    purpose: Why = Purpose.DATA_SUBJECT,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """One request with its words; reading them goes on record. / اعرض طلبًا بكلماته."""

    async def act(desk: Desk) -> dict[str, Any]:
        return await desk.ask(_SHOW, id=await desk.called("SubjectRequest", request))

    found = at_desk(who, purpose, data, act)["node"]
    if not found:
        output.talk("request_unknown")
        raise typer.Exit(output.REFUSED)
    if json:
        output.as_json(found)
    else:
        output.table(("", ""), [(f"{en} / {ar}", value) for (en, ar), value in _lines(found)])


def _reference(_: casework.Desk, outcome: Outcome) -> dict[str, Any]:
    return {"reference": short_reference(outcome.stream)}


def _lines(one: dict[str, Any]) -> list[tuple[tuple[str, str], object]]:
    member = one["member"] or {}
    name = member.get("name") or {}
    said = [
        (("request", "الطلب"), one["reference"]),
        (("kind", "النوع"), output.labelled("request_kind", one["kind"])),
        (("brought by", "مقدّم الطلب"), output.labelled("requested_by", one["requestedBy"])),
        (("about", "صاحب البيانات"), name.get("value") or name.get("masked")),
        (("objects to", "يعترض على"), output.labelled("consent_purpose", one["objectsTo"])),
        (("words", "كلامه"), one["words"]["value"]),
        (("received", "ورد"), output.moment(one["receivedAt"])),
        (("due", "الموعد"), f"{one['due']} {_late(one)}".strip()),
        (("answer", "الجواب"), output.labelled("request_answer", one["answer"])),
        (("reason", "السبب"), output.labelled("answer_reason", one["reason"])),
        (("answer in words", "نص الجواب"), one["answerWords"]["value"]),
    ]
    return [(heading, value) for heading, value in said if value]


def _table(found: paged.Nodes) -> None:
    output.table(
        ("الرقم / reference", "النوع / kind", "يعترض على / objects to", "الموعد / due", "متأخر / overdue",
         "الجواب / answer"),
        [
            (
                one["reference"], output.labelled("request_kind", one["kind"]),
                output.labelled("consent_purpose", one["objectsTo"]), one["due"], _late(one),
                output.labelled("request_answer", one["answer"]),
            )
            for one in found
        ],
    )  # fmt: skip


def _late(one: dict[str, Any]) -> str:
    return "⚠ نعم / yes" if one["overdue"] else ""
