"""`sijill member`: who is in a household, and what happens to them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from registry.api.change_inputs import MemberCorrectionInput
from registry.api.drafts import functioning_of, member_draft
from registry.api.ids import global_id
from registry.api.inputs import IdentityNumberInput, MemberInput, WashingtonGroupInput
from registry.application import acts, roster
from registry.application.acts import each_once
from registry.application.command import Command, Context, Outcome
from registry.application.corrections import correction
from registry.application.households import add_member
from registry.cli import options, output
from registry.cli.casework import Desk, Number, On, Ref, Sitting, carry_out, day_of
from registry.cli.foreseeing import Dry
from registry.cli.options import Key, Who, Why
from registry.cli.output import Misused
from registry.cli.search import duplicates, tell_duplicates
from registry.domain.casework import LeavingReason, MemberField, WithdrawalReason
from registry.domain.household import MemberJoined
from registry.domain.vocabulary import Criterion, NationalityGroup, Purpose, Relation, Sex
from registry.projections.household_members import number_at

app = typer.Typer(help="Members of a household. / أفراد الأسرة.", no_args_is_help=True)
Name = Annotated[str | None, typer.Option(help="As written. / الاسم.")]
Born = Annotated[str | None, typer.Option(help="Born, as 1985-03-02 or 1985. / الميلاد.")]
Identity = Annotated[
    list[str] | None, typer.Option("--number", help="Identity number. / رقم الهوية، ويتكرر.")
]
Phone = Annotated[list[str] | None, typer.Option("--phone", help="Again for more. / ويتكرر.")]
OtherRelation = Annotated[Relation | None, typer.Option("--relation", help="To the head. / الصلة.")]
OtherSex = Annotated[Sex | None, typer.Option("--sex", help="Sex. / الجنس.")]
Nationality = Annotated[NationalityGroup | None, typer.Option(help="Nationality. / الجنسية.")]
Clear = Annotated[
    list[MemberField] | None, typer.Option(help="Empty a field. / أفرغ حقلا، ويتكرر.")
]
Criteria = Annotated[
    list[Criterion] | None, typer.Option("--criterion", help="Again for more. / المعيار، ويتكرر.")
]


@app.command("add")
def add(
    *,
    ref: Ref,
    name: Annotated[str, typer.Argument(help="As written. / الاسم.")],
    relation: Annotated[Relation, typer.Option(help="To the head. / الصلة برب الأسرة.")],
    who: Who,
    purpose: Why = Purpose.REGISTRATION,
    sex: Annotated[Sex, typer.Option(help="Sex. / الجنس.")] = Sex.UNKNOWN,
    born: Born = None,
    number: Identity = None,
    phone: Phone = None,
    criterion: Criteria = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Add a member whom you had not named before. / أضف فردا لم يُذكر من قبل."""
    given = MemberInput(
        name=name,
        relation=relation,
        sex=sex,
        born=born,
        identity_numbers=[IdentityNumberInput(number=one) for one in number or ()],
        phones=phone or [],
        criteria=criterion or [],
    )

    async def make(sitting: Sitting, context: Context) -> Command:
        mint = sitting.writer.mint
        home = (await sitting.household(ref)).household
        return add_member(home, member_draft(given, mint.today()), context, mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    outcome = carry_out(desk, "household.add_member", make, "member_added", also=_known_as)
    if outcome is not None and not desk.json:
        output.line(str(asyncio.run(_joined(desk, outcome))["number"]))
        tell_duplicates(desk, outcome)


def _known_as(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    return {**asyncio.run(_joined(desk, outcome)), **duplicates(desk, outcome)}


async def _joined(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    """What the new member goes by: its number in the household, and its id."""
    async with options.registry(desk.data) as registry:
        history = await registry.writer.log.load(outcome.stream)
    joined = next(one for one in history if one.position == outcome.position)
    if not isinstance(joined.fact, MemberJoined):
        raise TypeError("not of a member who joined")
    return {
        "member": global_id("Member", joined.fact.member),
        "number": number_at(joined.version),
    }


@app.command("correct")
def correct(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    purpose: Why = Purpose.CORRECTION,
    name: Name = None,
    relation: OtherRelation = None,
    sex: OtherSex = None,
    born: Born = None,
    nationality: Nationality = None,
    number: Identity = None,
    phone: Phone = None,
    criterion: Criteria = None,
    clear: Clear = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Mend what was recorded wrong; what you leave out stays. / صحّح ما سُجّل خطأ، وما تتركه يبقى."""
    numbers = [IdentityNumberInput(number=one) for one in number or ()]
    right = MemberCorrectionInput(
        name=name,
        relation=relation,
        sex=sex,
        born=born,
        nationality=nationality,
        identity_numbers=numbers,
        phones=phone or [],
        criteria=criterion or [],
        clear=clear or [],
    )
    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    _correct(desk, (ref, member), right)


def _correct(desk: Desk, whom: tuple[str, int], right: MemberCorrectionInput) -> None:
    ref, number = whom

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        today = sitting.writer.mint.today()
        amendment = right.amendment(home, await sitting.member(home, number), today)
        return await correction(sitting.writer, amendment, context)

    carry_out(desk, "household.correct_member", make, "member_corrected")


@app.command("assess")
def assess(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    purpose: Why = Purpose.ELIGIBILITY,
    criterion: Criteria = None,
    short_set: Annotated[
        str | None,
        typer.Option(
            help="Six answers, 1 to 4 or -: seeing, hearing, walking, remembering, self-care, "
            "communicating, as 1,1,3,-,1,1. / أجوبة واشنطن الستة."
        ),
    ] = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Look again at a member; what you leave out stays. / قيّم حال فرد من جديد."""
    answers = functioning_of(_short_set(short_set))

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        assessment = roster.Assessment(
            household=home,
            member=await sitting.member(home, member),
            criteria=None if criterion is None else each_once(criterion),
            functioning=answers,
        )
        return await roster.assess_member(sitting.writer, assessment, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.assess_member", make, "member_assessed")


@app.command("leave")
def leave(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    reason: Annotated[LeavingReason, typer.Option(help="Why; sealed. / السبب.")] = (
        LeavingReason.OTHER
    ),
    on: On = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """A member lives elsewhere, in no household of yours. / غادر فرد إلى خارج أسر الجهة."""
    day = day_of(on)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        one = await sitting.member(home, member)
        return roster.leave(home, one, (day, reason), context, sitting.writer.mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.member_left", make, "member_gone")


@app.command("died")
def died(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    on: On = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """A member has died. / توفي فرد."""
    day = day_of(on)
    output.talk("recording_death")

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        one = await sitting.member(home, member)
        return roster.die(home, one, day, context, sitting.writer.mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.member_died", make, "member_gone")


@app.command("move")
def move(
    *,
    ref: Ref,
    member: Number,
    to: Annotated[
        str, typer.Argument(help="Reference of the other household. / مرجع الأسرة الأخرى.")
    ],
    relation: Annotated[Relation, typer.Option(help="To its head. / الصلة برب تلك الأسرة.")],
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    on: On = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """A member goes to another household of yours, whole. / انتقل فرد إلى أسرة أخرى للجهة."""
    day = day_of(on)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        asked = roster.Move(
            household=home,
            member=await sitting.member(home, member),
            to=(await sitting.household(to)).household,
            relation=relation,
            on=day,
        )
        return await roster.move(sitting.writer, asked, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.member_moved", make, "member_moved")


@app.command("withdraw")
def withdraw(
    *,
    ref: Ref,
    member: Number,
    who: Who,
    purpose: Why = Purpose.CORRECTION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Somebody who should never have been recorded: for good. / ألغِ تسجيل فرد سُجّل خطأ، نهائيا."""
    output.talk("withdrawing_member", number=member)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        one = await sitting.member(home, member)
        reason = WithdrawalReason.RECORDED_IN_ERROR
        return acts.withdraw_member(home, one, reason, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.withdraw_member", make, "member_withdrawn")


def _short_set(written: str | None) -> WashingtonGroupInput | None:
    """Raises `Misused`: `short_set_malformed`."""
    if written is None:
        return None
    answers = [one.strip() for one in written.split(",")]
    if len(answers) != 6 or any(one not in {"1", "2", "3", "4", "-"} for one in answers):  # noqa: PLR2004 - the short set's
        raise Misused("short_set_malformed")
    given = [None if one == "-" else int(one) for one in answers]
    return WashingtonGroupInput(
        seeing=given[0],
        hearing=given[1],
        walking=given[2],
        remembering=given[3],
        self_care=given[4],
        communicating=given[5],
    )
