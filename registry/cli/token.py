"""`sijill token`: a bearer token from the local issuer, for a member of staff, for one purpose."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Annotated, Final

import typer

from registry.bootstrap import Registry
from registry.bootstrap.issuing import issuer
from registry.cli import options, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.output import Misused
from registry.domain.vocabulary import Purpose
from registry.privacy.staff import Login

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST: Final = timedelta(days=30)


def token(
    who: Annotated[
        str,
        typer.Option(
            "--as",
            help="Role or name, and partner: caseworker@moss-qena. / الدور أو الاسم، والجهة.",
        ),
    ],
    purpose: Annotated[Purpose, typer.Option(help="Why fields are opened. / الغرض.")],
    ttl: Annotated[
        str, typer.Option(help="How long it holds: 30s, 30m, 8h, 2d. / مدة الصلاحية.")
    ] = "1h",
    data: options.Data = None,
) -> None:
    """Print a bearer token of the local issuer. / اطبع رمز دخول من المُصدر المحلي."""
    login = parse_who(who)

    async def run() -> str:
        async with options.registry(data) as registry:
            return await mint(registry, login, purpose, parse_ttl(ttl))

    output.line(asyncio.run(run()))


async def mint(registry: Registry, who: Login, purpose: Purpose, ttl: timedelta) -> str:
    """A token for a member of staff, in all their roles.

    Raises:
        SijillError: as `signed_in`.
    """
    viewer = await signed_in(registry, who, purpose)
    return issuer(registry.settings).mint(
        actor=viewer.actor,
        partner=viewer.partner,
        roles=sorted(viewer.roles),
        purpose=purpose,
        ttl=ttl,
        now=registry.writer.mint.clock(),
    )


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
