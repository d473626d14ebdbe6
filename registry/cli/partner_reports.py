"""What a partner says of its own reports: how often it agreed to make them, and up to which day they are complete."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from registry.application.hijri import read_any_date
from registry.cli import options, output
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import Key, Who, Why
from registry.cli.output import Misused
from registry.cli.plan_words import say_both
from registry.domain.dates import NotADate
from registry.domain.partner import LONGEST_INTERVAL
from registry.domain.vocabulary import Purpose

NEVER: Final = "never"


def reports(
    *,
    every: Annotated[
        str, typer.Option(metavar="DAYS|never", help="Within how many days. / خلال كم يوما.")
    ],
    who: Who,
    agreed_on: Annotated[
        str | None, typer.Option(help="From which day it counts; default: today. / من أي يوم.")
    ] = None,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Agree within how many days one's partner records what it gives. / خلال كم يوما تسجل الجهة ما تصرفه."""
    days = _days(every)
    given = {"days": ("Int", days), "agreedOn": ("Date", _day(agreed_on, "--agreed-on"))}
    changed = _changed("reportEvery", given, who, why, key, data, Tried(dry, json))
    _report(changed, json=json, every=days)
    if days is None:
        output.talk("partner_reports_no_more")
    else:
        output.talk("partner_reports", days=days)


def reported(
    *,
    up_to: Annotated[str, typer.Option(help="The last such day. / آخر يوم.")],
    who: Who,
    why: Why = Purpose.PLANNING,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say that all that one's partner gave up to a day is on record. / كل ما صرفته الجهة حتى يوم مسجل."""
    day = _day(up_to, "--up-to")
    given = {"day": ("Date!", day)}
    changed = _changed("reportUpTo", given, who, why, key, data, Tried(dry, json))
    _report(changed, json=json, up_to=day)
    output.talk("partner_reported", day=day)


def _changed(
    mutation: str,
    given: Mapping[str, tuple[str, Any]],
    who: str,
    why: Purpose,
    key: str | None,
    data: Path | None,
    tried: Tried,
) -> dict[str, Any]:
    """What the mutation answers; it alone needs the API, which the other commands of partners start without."""
    from registry.cli.desk import at_desk, change_of  # noqa: PLC0415

    answer = change_of("PartnerChanged")
    return at_desk(
        who, why, data, lambda desk: desk.carry_out(mutation, {}, given, key, answer), tried
    )


def how_often(listed: Mapping[str, Any]) -> str:
    """Within how many days it agreed to report, and since when it is late; empty where nothing is agreed."""
    days, since = listed["reports_every"], listed["no_report_since"]
    said = [] if days is None else [say_both("partner_every", days=days)]
    return "\n".join(
        [*said, *([] if since is None else [say_both("partner_is_late", since=since)])]
    )


def _days(written: str) -> int | None:
    """Raises `Misused`: `partner_interval_malformed`, `partner_interval_out_of_range`."""
    if written.strip().casefold() == NEVER:
        return None
    try:
        days = int(written)
    except ValueError:
        raise Misused("partner_interval_malformed") from None
    if not 1 <= days <= LONGEST_INTERVAL:
        raise Misused("partner_interval_out_of_range", limit=LONGEST_INTERVAL)
    return days


def _day(written: str | None, option: str) -> str | None:
    """One day; a month or a year is none.

    Raises:
        Misused: `date_unreadable`, `option_not_a_date`.
    """
    if written is None:
        return None
    try:
        read = read_any_date(written)
    except NotADate:
        raise Misused("date_unreadable") from None
    if read.first != read.last:
        raise Misused("option_not_a_date", option=option)
    return read.first.isoformat()


def _report(changed: dict[str, Any], *, json: bool, **said: object) -> None:
    if json:
        output.as_json({"partner": changed["id"], **said, "already": changed["repeated"]})
    else:
        output.line(changed["id"])
