"""`sijill household`: register one, look at it, and what happens to it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from registry.api.change_inputs import HouseholdCorrectionInput
from registry.api.drafts import household_draft
from registry.api.inputs import HouseholdInput, IdentityNumberInput, MemberInput
from registry.application import acts, roster
from registry.application.command import Command, Context, Outcome
from registry.application.corrections import correction
from registry.application.households import register_household
from registry.cli import household_shown, options, output
from registry.cli.casework import Desk, On, Ref, Sitting, carry_out, day_of, place_called
from registry.cli.foreseeing import Dry
from registry.cli.moments import Exactly
from registry.cli.options import Key, Who, Why
from registry.cli.search import duplicates, tell_duplicates
from registry.domain.casework import ClosingReason, HouseholdField, WithdrawalReason
from registry.domain.household import Consent
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    FieldGroup,
    HoldReason,
    Purpose,
    Relation,
    Sex,
)

app = typer.Typer(
    help="Households of a partner, one at a time. / أسر الجهة، واحدة واحدة.", no_args_is_help=True
)
Phone = Annotated[list[str] | None, typer.Option("--phone", help="Again for more. / ويتكرر.")]
Size = Annotated[int | None, typer.Option(help="As the household says. / عدد الأفراد.")]
Address = Annotated[str | None, typer.Option(help="How to find it. / العنوان.")]
Alone = Annotated[
    bool, typer.Option("--alone", help="A person without a household. / شخص بلا أسرة.")
]
HeadsSex = Annotated[Sex, typer.Option("--sex", help="Of the head. / الجنس.")]
Born = Annotated[str | None, typer.Option(help="Born, as 1985-03-02. / الميلاد.")]
Numbers = Annotated[
    list[str] | None, typer.Option("--number", help="Identity number. / رقم الهوية، ويتكرر.")
]
OwnReference = Annotated[str | None, typer.Option(help="Yours for it. / رقمها عندكم.")]
Protected = Annotated[bool, typer.Option("--protected", help="Shown to nobody else. / تسجيل محمي.")]
Criteria = Annotated[
    list[Criterion] | None, typer.Option("--criterion", help="Again for more. / المعيار، ويتكرر.")
]


@app.command("register")
def register(
    *,
    name: Annotated[str, typer.Argument(help="Of the head, as written. / اسم رب الأسرة.")],
    place: Annotated[str, typer.Option(help="Code or name of the place. / المكان.")],
    who: Who,
    purpose: Why = Purpose.REGISTRATION,
    alone: Alone = False,
    sex: HeadsSex = Sex.UNKNOWN,
    born: Born = None,
    number: Numbers = None,
    size: Size = None,
    phone: Phone = None,
    address: Address = None,
    criterion: Criteria = None,
    own_reference: OwnReference = None,
    protected: Protected = False,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Register a household by its head; others join with `sijill member add`. / سجّل أسرة برب أسرتها."""
    numbers = [IdentityNumberInput(number=one) for one in number or ()]
    given = HouseholdInput(
        head=MemberInput(name=name, sex=sex, born=born, identity_numbers=numbers),
        alone=alone,
        declared_size=size,
        place=place_called(place),
        protected=protected,
        partner_reference=own_reference,
        phones=phone or [],
        address=address,
        criteria=criterion or [],
    )
    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    _register(desk, given)


def _register(desk: Desk, given: HouseholdInput) -> None:
    async def make(sitting: Sitting, context: Context) -> Command:
        mint = sitting.writer.mint
        return register_household(household_draft(given, mint.today()), context, mint)

    outcome = carry_out(desk, "household.register", make, "household_registered", also=_known_as)
    if outcome is not None and not desk.json:
        output.line(asyncio.run(household_shown.reference_of(desk, outcome.stream)))
        tell_duplicates(desk, outcome)


def _known_as(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    reference = asyncio.run(household_shown.reference_of(desk, outcome.stream))
    return {"reference": reference, **duplicates(desk, outcome)}


@app.command("show")
def show(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    as_of: Exactly = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Show a household with everyone in it; what is opened goes on record. / اعرض أسرة وأفرادها."""
    desk = Desk(who=who, purpose=purpose, data=data, json=json)
    household_shown.show(desk, ref, as_of)


@app.command("correct")
def correct(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.CORRECTION,
    size: Size = None,
    place: Annotated[str | None, typer.Option(help="Recorded wrong. / المكان الصحيح.")] = None,
    protected: Annotated[
        bool | None, typer.Option("--protected/--not-protected", help="Shown to others. / الحماية.")
    ] = None,
    phone: Phone = None,
    address: Address = None,
    criterion: Criteria = None,
    clear: Annotated[
        list[HouseholdField] | None, typer.Option(help="Empty a field. / أفرغ حقلا، ويتكرر.")
    ] = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Mend what was recorded wrong; what you leave out stays. / صحّح ما سُجّل خطأ، وما تتركه يبقى."""
    right = HouseholdCorrectionInput(
        declared_size=size,
        place=None if place is None else place_called(place),
        protected=protected,
        phones=phone or [],
        address=address,
        criteria=criterion or [],
        clear=clear or [],
    )

    async def make(sitting: Sitting, context: Context) -> Command:
        home = await sitting.household(ref)
        return await correction(sitting.writer, right.amendment(home.household), context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.correct", make, "household_corrected")


@app.command("relocate")
def relocate(
    *,
    ref: Ref,
    place: Annotated[str, typer.Argument(help="Code or name of the place. / المكان الجديد.")],
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    address: Annotated[str | None, typer.Option(help="The new one. / العنوان الجديد.")] = None,
    since: Annotated[str | None, typer.Option(help="Day, month or year. / منذ متى.")] = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """The household lives elsewhere now. / انتقلت الأسرة إلى مكان آخر."""
    code, day = place_called(place), day_of(since)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = await sitting.household(ref)
        dated = replace(context, effective=day)
        return acts.relocate(home.household, code, address, dated, sitting.writer.mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.relocate", make, "household_relocated")


@app.command("assess")
def assess(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.ELIGIBILITY,
    criterion: Criteria = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say why it needs help, all of it; none says that nothing is found. / قيّم حال الأسرة من جديد."""

    async def make(sitting: Sitting, context: Context) -> Command:
        home = await sitting.household(ref)
        return acts.assess_household(home.household, criterion or [], context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.assess", make, "household_assessed")


@app.command("consent")
def consent(
    *,
    ref: Ref,
    about: Annotated[ConsentPurpose, typer.Argument(help="What it was asked. / عمّ سُئلت.")],
    answer: Annotated[ConsentState, typer.Argument(help="What it said. / جوابها.")],
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    group: Annotated[
        list[FieldGroup] | None,
        typer.Option(help="Only for these; again for more. / لمجموعة حقول فقط، ويتكرر."),
    ] = None,
    on: On = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Record its answer to one purpose; it acts at once. / سجّل جواب الأسرة، ويسري في الحال."""
    said = Consent(purpose=about, state=answer, on=day_of(on), groups=tuple(group or ()))

    async def make(sitting: Sitting, context: Context) -> Command:
        home = await sitting.household(ref)
        return acts.answer_consent(home.household, said, context, sitting.writer.mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.answer_consent", make, "consent_answered")


@app.command("head")
def head(
    *,
    ref: Ref,
    member: Annotated[int, typer.Argument(help="Number of the new head. / رقم رب الأسرة الجديد.")],
    former_is: Annotated[
        Relation, typer.Option(help="What the former head is to it. / صلة السابق به.")
    ],
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Another member is the head. / صار فرد آخر رب الأسرة."""

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        return roster.change_head(home, await sitting.member(home, member), former_is, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.change_head", make, "head_changed")


@app.command("hold")
def hold(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    reason: Annotated[HoldReason, typer.Option(help="Why. / السبب.")] = HoldReason.UNDER_REVIEW,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Let it wait until somebody has looked. / علّق التسجيل حتى يُراجع."""

    async def make(sitting: Sitting, context: Context) -> Command:
        return acts.put_on_hold((await sitting.household(ref)).household, reason, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.put_on_hold", make, "household_on_hold")


@app.command("release")
def release(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Somebody has looked; it waits no more. / أنهِ التعليق بعد المراجعة."""

    async def make(sitting: Sitting, context: Context) -> Command:
        return acts.release((await sitting.household(ref)).household, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.release", make, "household_released")


@app.command("close")
def close(
    *,
    ref: Ref,
    reason: Annotated[ClosingReason, typer.Option(help="Why. / السبب.")],
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    last_day: Annotated[
        str | None,
        typer.Option(
            help="Last day it was served, none to come; default: today. / آخر يوم خدمة مضى."
        ),
    ] = None,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Serve it no more; `reopen` takes it up again. / أغلق ملف الأسرة، ويُعاد فتحه بـ reopen."""
    day = _day(last_day)
    output.talk("closing_household", reference=ref)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        return acts.close(home, reason, day, context, sitting.writer.mint)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.close", make, "household_closed_now")


@app.command("reopen")
def reopen(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.FOLLOW_UP,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Take up a closed household again. / أعد فتح ملف أُغلق."""

    async def make(sitting: Sitting, context: Context) -> Command:
        return acts.reopen((await sitting.household(ref)).household, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.reopen", make, "household_reopened")


@app.command("withdraw")
def withdraw(
    *,
    ref: Ref,
    who: Who,
    purpose: Why = Purpose.CORRECTION,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """It should never have been recorded: for good. / ألغِ تسجيلا ما كان ينبغي أن يُسجّل، نهائيا."""
    output.talk("withdrawing_household", reference=ref)

    async def make(sitting: Sitting, context: Context) -> Command:
        home = (await sitting.household(ref)).household
        return acts.withdraw(home, WithdrawalReason.RECORDED_IN_ERROR, context)

    desk = Desk(who=who, purpose=purpose, key=key, dry=dry, data=data, json=json)
    carry_out(desk, "household.withdraw", make, "household_withdrawn")


def _day(written: str | None) -> date | None:
    day = day_of(written)
    return None if day is None else day.last
