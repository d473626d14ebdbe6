"""`sijill token`: a bearer token from the local issuer, for a role at a partner, for one purpose."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Annotated, Final

import typer

from registry.bootstrap import Registry, issuer
from registry.cli import options, output
from registry.cli.output import Misused
from registry.cli.partners import partner_called
from registry.domain.vocabulary import Purpose, Role

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST: Final = timedelta(days=30)


def token(
    who: Annotated[
        str,
        typer.Option("--as", help="Role and partner, as caseworker@moss-qena. / الدور والجهة."),
    ],
    purpose: Annotated[Purpose, typer.Option(help="Why fields are opened. / الغرض.")],
    ttl: Annotated[
        str, typer.Option(help="How long it holds: 30s, 30m, 8h, 2d. / مدة الصلاحية.")
    ] = "1h",
    data: options.Data = None,
) -> None:
    """Print a bearer token of the local issuer. / اطبع رمز دخول من المُصدر المحلي."""
    role, partner = parse_who(who)

    async def run() -> str:
        async with options.registry(data) as registry:
            return await mint(registry, role, partner, purpose, parse_ttl(ttl))

    output.line(asyncio.run(run()))


async def mint(
    registry: Registry, role: Role, partner: str, purpose: Purpose, ttl: timedelta
) -> str:
    """A token for the person who holds a role at a partner; the staff directory keeps one actor for each."""
    holder = await partner_called(registry, partner)
    return issuer(registry.settings).mint(
        actor=await registry.staff.actor_for(f"{role.value}@{partner}"),
        partner=holder,
        roles=[role],
        purpose=purpose,
        ttl=ttl,
        now=registry.writer.mint.clock(),
    )


def parse_who(who: str) -> tuple[Role, str]:
    """Role and partner code of `caseworker@moss-qena`.

    Raises:
        Misused: `who_malformed`.
    """
    role, _, partner = who.partition("@")
    if role not in {known.value for known in Role} or not partner:
        raise Misused("who_malformed", roles=", ".join(Role))
    return Role(role), partner


def parse_ttl(text: str) -> timedelta:
    """A span from a second to thirty days, written 30s, 30m, 8h or 2d.

    Raises:
        Misused: `ttl_malformed`.
    """
    match = re.fullmatch(r"([0-9]{1,4})([smhd])", text)
    span = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta() < span <= _LONGEST:
        raise Misused("ttl_malformed")
    return span
