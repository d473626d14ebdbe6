"""`sijill staff`: who works where. Names are kept with the keys; facts hold an opaque id alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, TypeAlias
from uuid import UUID

import typer

from registry.api.attendance import KNOWN_FOR
from registry.bootstrap import Registry
from registry.cli import options, output
from registry.cli.output import Misused
from registry.cli.partners import partner_called
from registry.domain.household import read_case_number
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.staff import Change, Login, StaffDirectory, StaffMember
from registry.texts import label

app = typer.Typer(
    help="Who works where, outside the log. / دليل العاملين في الجهات، خارج السجل.",
    no_args_is_help=True,
)

Who: TypeAlias = Annotated[
    str, typer.Argument(help="Name and partner, as mona@noor-qena. / الاسم والجهة.")
]
NameAr: TypeAlias = Annotated[
    str | None, typer.Option(help="Name to show, in Arabic. / الاسم المعروض بالعربية.")
]
NameLatin: TypeAlias = Annotated[
    str | None, typer.Option(help="Name to show, in Latin letters. / الاسم المعروض باللاتينية.")
]
_Act: TypeAlias = Callable[[StaffDirectory, datetime], Awaitable[tuple[StaffMember, Change]]]


@app.command("add")
def add(
    *,
    who: Who,
    role: Annotated[
        list[Role] | None, typer.Option(help="What they may do; again for more. / الدور، ويتكرر.")
    ] = None,
    purpose: Annotated[
        list[Purpose] | None,
        typer.Option(help="Why they may ask; none: all their roles may. / الغرض، ويتكرر."),
    ] = None,
    name_ar: NameAr = None,
    name_latin: NameLatin = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Add somebody, or give them other roles and purposes. / أضف عاملا أو غيّر أدواره وأغراضه."""
    login = Login.read(who)
    roles = _roles(login, role or [])

    async def act(staff: StaffDirectory, now: datetime) -> tuple[StaffMember, Change]:
        return await staff.add(
            login,
            roles=roles,
            purposes=purpose or [],
            name_ar=name_ar,
            name_latin=name_latin,
            now=now,
        )

    _run("add", act, data, partner=login.partner, json=json)


@app.command("list")
def list_(
    *,
    partner: Annotated[
        str | None, typer.Option(help="Code of one partner. / رمز جهة واحدة.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """List who is there and who has left. / اعرض العاملين ومن ترك العمل."""

    async def run() -> list[StaffMember]:
        async with options.registry(data) as registry:
            if partner is not None:
                await partner_called(registry, partner)
            return await registry.staff.page(partner)

    found = asyncio.run(run())
    if json:
        output.as_json([_entry(one) for one in found])
    elif found:
        headings = (
            "login / الدخول", "name / الاسم", "roles / الأدوار", "since / منذ", "left / ترك العمل"
        )  # fmt: skip
        output.table(headings, [_line(one) for one in found])
    else:
        output.talk("staff_none")


@app.command("leave")
def leave(*, who: Who, data: options.Data = None, json: options.Json = False) -> None:
    """End somebody's access at once; history stays. / أنهِ دخول من ترك العمل حالا ويبقى تاريخه."""
    login = Login.read(who)
    _run("leave", lambda staff, now: staff.leave(login, now), data, login.partner, json=json)


@app.command("return")
def return_(*, who: Who, data: options.Data = None, json: options.Json = False) -> None:
    """Give access back to somebody who had left. / أعد الدخول لمن عاد إلى العمل."""
    login = Login.read(who)
    _run("return", lambda staff, now: staff.come_back(login, now), data, login.partner, json=json)


@app.command("rename")
def rename(
    *,
    who: Who,
    name_ar: NameAr = None,
    name_latin: NameLatin = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Change the name that is shown; an empty one takes it away. / غيّر الاسم المعروض."""
    login = Login.read(who)

    async def act(staff: StaffDirectory, now: datetime) -> tuple[StaffMember, Change]:
        return await staff.rename(login, now, name_ar=name_ar, name_latin=name_latin)

    _run("rename", act, data, login.partner, json=json)


@app.command("remove")
def remove(
    *,
    who: Annotated[
        str, typer.Argument(help="Name and partner, or the opaque id. / الاسم والجهة أو المعرف.")
    ],
    case: Annotated[
        str | None, typer.Option(help="Number of the request, as E-2026-17. / رقم الطلب.")
    ] = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Wipe a name from the directory for good; the id stays. / امحُ الاسم نهائيا ويبقى المعرف."""
    number = read_case_number(case or _asked())
    whom = _id_or_login(who)
    partner = whom.partner if isinstance(whom, Login) else None
    _run("remove", lambda staff, now: staff.remove(whom, number, now), data, partner, json=json)


def _run(verb: str, act: _Act, data: Any, partner: str | None = None, *, json: bool) -> None:
    async def run() -> tuple[StaffMember, Change]:
        async with options.registry(data) as registry:
            if partner is not None:
                await partner_called(registry, partner)
            return await act(registry.staff, _now(registry))

    member, change = asyncio.run(run())
    if json:
        output.as_json({**_entry(member), "already": change is Change.ALREADY})
    output.talk(f"staff_{change}.{verb}", seconds=round(KNOWN_FOR), actor=member.actor)


def _now(registry: Registry) -> datetime:
    return registry.writer.mint.clock()


def _roles(login: Login, asked: list[Role]) -> list[Role]:
    if login.role is None:
        if not asked:
            raise Misused("staff_without_role")
        return asked
    if set(asked) - {login.role}:
        raise Misused("staff_login_is_a_role")
    return [login.role]


def _id_or_login(who: str) -> UUID | Login:
    try:
        return UUID(who)
    except ValueError:
        return Login.read(who)


def _asked() -> str:
    if not sys.stdin.isatty():
        raise Misused("case_number_missing")
    return str(typer.prompt("case number / رقم الطلب", err=True))


def _entry(one: StaffMember) -> dict[str, object]:
    return {
        "actor": one.actor,
        "login": one.login,
        "partner": one.partner,
        "roles": sorted(one.roles),
        "purposes": sorted(one.purposes),
        "name_ar": one.name_ar,
        "name_latin": one.name_latin,
        "since": output.day(one.since),
        "left_on": output.day(one.left_at) or None,
        "removed": one.removed,
    }


def _line(one: StaffMember) -> list[object]:
    roles = (
        f"{label('role', role, 'en')} / {label('role', role, 'ar')}" for role in sorted(one.roles)
    )
    names = " · ".join(name for name in (one.name_ar, one.name_latin) if name)
    return [one.login, names, "\n".join(roles), output.day(one.since), output.day(one.left_at)]
