"""`sijill plan check`: a list or a plan compared with what everybody delivered and has reserved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from registry.api.acting import acting
from registry.api.context import RequestContext, opened_context
from registry.api.delivery_inputs import MoneyInput
from registry.api.ids import read_uuid
from registry.api.plan_check import PlanInput, PlanRowInput, checked
from registry.api.standing import Standing
from registry.application import plans
from registry.application.checking import LineFound
from registry.application.plans import Compared
from registry.bootstrap import catch_up
from registry.cli import matching, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.check import as_asked, search_input
from registry.cli.delivery_words import money_of
from registry.cli.desk import Desk, ToldNo
from registry.cli.foreseeing import TRIED
from registry.domain.errors import SijillError
from registry.domain.money import Currency
from registry.domain.planning import LineStatus
from registry.domain.vocabulary import Purpose
from registry.intake.plan_file import PlanRow, read_plan
from registry.projections.overlaps import Overlap
from registry.texts import label

SHOWN: Final = 100
"""Rows that are shown one by one; JSON names all of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of rows, each called by its row in the file, else by its line in the plan."""

    compared: Compared
    standing: Standing
    rows: Mapping[int, int]

    @property
    def all_clear(self) -> bool:
        lines = self.compared.checked.lines
        return all(one.status is LineStatus.CLEAR for one in lines)


def worth(written: str | None) -> MoneyInput | None:
    """Raises `Misused`: `money_malformed`, `currency_unknown`."""
    given = money_of(written)
    if given is None:
        return None
    return MoneyInput(amount=Decimal(given["amount"]), currency=Currency(given["currency"]))


def row_of(one: PlanRow) -> dict[str, Any]:
    """A row as the API asks for it."""
    person = None if one.person is None else as_asked(one.person)
    return {
        "reference": one.reference,
        "identityNumber": one.identity_number,
        "person": person,
    }


async def check_file(desk: Desk, who: str, why: Purpose, file: Path, given: PlanInput) -> Found:
    """Compare a file; nothing is recorded but whose numbers were opened, and who was looked for."""
    read = await asyncio.to_thread(read_plan, file, desk.services.writer.mint.today())
    given.rows = [
        PlanRowInput(
            reference=one.reference,
            identity_number=one.identity_number,
            person=None if one.person is None else search_input(one.person),
        )
        for one in read
    ]

    async def compare(context: RequestContext) -> Compared:
        with output.progress("looking_for_people") as bar:
            task = bar.add_task("")

            def told(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of)

            return (await checked(context, given, told=told)).compared

    compared, standing = await _asked(desk, who, why, compare)
    return Found(compared, standing, {number: one.row for number, one in enumerate(read, 1)})


async def check_drafted(desk: Desk, who: str, why: Purpose, plan: str, key: str) -> Found:
    """Compare a plan, and record in numbers what was found."""

    async def compare(context: RequestContext) -> Compared:
        acts, visible = (
            acting(context.viewer, "plan.check", key),
            (await context.standing()).visible,
        )
        writer, connection = context.services.writer, await context.connection()
        number: UUID = read_uuid(plan, "Plan")
        return (await plans.check_plan(writer, connection, number, acts, visible_to=visible))[1]

    compared, standing = await _asked(desk, who, why, compare)
    return Found(compared, standing, {})


async def have_matched(desk: Desk) -> None:
    """So that a register without a server knows of everybody. What is only tried records no links either."""
    if desk.trying is None:
        await matching.bring_up(desk.registry)


async def _asked(
    desk: Desk, who: str, why: Purpose, compare: Callable[[RequestContext], Awaitable[Compared]]
) -> tuple[Compared, Standing]:
    await have_matched(desk)
    await catch_up(desk.registry)
    viewer = await signed_in(desk.registry, parse_who(who), why)
    async with opened_context(desk.services, viewer) as context:
        try:
            compared = await compare(context)
        except SijillError as problem:
            if problem.code == TRIED:
                raise ToldNo({"code": TRIED}) from None
            raise
        await context.ledger.record()
        return compared, await context.standing()


def as_json(found: Found) -> dict[str, Any]:
    counts = asdict(found.compared.counts)
    by_id = counts.pop("by_id_alone")
    return {
        **{name.upper(): value for name, value in counts.items()},
        "by_id_alone": by_id,
        "position": found.compared.checked.position,
        "late_partners": _late(found),
        "rows": [_row(found, one) for one in found.compared.checked.lines],
    }


def _row(found: Found, one: LineFound) -> dict[str, Any]:
    return {
        "row": found.rows.get(one.row.number, one.row.number),
        "status": one.status.name,
        "reason": _reason(one),
        "repeats": one.repeats,
        "warnings": [warning.name for warning in one.warnings],
        "conflicts": [_conflict(found, overlap) for overlap in one.overlaps],
    }


def _reason(one: LineFound) -> str | None:
    reason = one.unknown or one.ineligible
    return None if reason is None else reason.name


def _late(found: Found) -> list[dict[str, Any]]:
    """The partners for which rows are not known; those that the agreements name."""
    return [
        {"partner": _code(found, one.partner), "since": one.since.isoformat(), "every": one.every}
        for one in found.compared.checked.late
    ]


def _conflict(found: Found, one: Overlap) -> dict[str, Any]:
    return {
        "source": one.source.name,
        "family": one.family.name,
        "begins": one.begins.isoformat(),
        "ends": one.ends.isoformat(),
        "partner": _code(found, one.partner),
    }


def _code(found: Found, partner: UUID | None) -> str | None:
    row = None if partner is None else found.standing.partners.get(partner)
    return None if row is None else row.code


def show(found: Found) -> None:
    """The counts, and the rows that are not clear."""
    counts = found.compared.counts
    output.table(
        ("what", "rows / الصفوف", "ماذا"),
        [
            (
                label("line_status", one, "en"),
                getattr(counts, one.value),
                label("line_status", one, "ar"),
            )
            for one in LineStatus
        ],
    )
    rows = [
        one
        for one in found.compared.checked.lines
        if one.status is not LineStatus.CLEAR or one.warnings
    ]
    if rows:
        output.table(
            ("row / الصف", "found / النتيجة", "why / السبب"),
            [
                (
                    found.rows.get(one.row.number, one.row.number),
                    output.labelled("line_status", one.status.name),
                    "\n".join(_why(found, one)),
                )
                for one in rows[:SHOWN]
            ],
        )
    for late in _late(found):
        output.talk(
            "plan_partner_late", partner=late["partner"], since=late["since"], days=late["every"]
        )
    if counts.conflict:
        output.talk("plan_by_id_alone", count=counts.by_id_alone)
    output.talk("plan_compared_shareable")


def _why(found: Found, one: LineFound) -> list[str]:
    said = [
        output.labelled(kind, reason.name)
        for kind, reason in (("unknown_reason", one.unknown), ("ineligible_reason", one.ineligible))
        if reason is not None
    ]
    if one.repeats is not None:
        repeated = found.rows.get(one.repeats, one.repeats)
        said.append(f"{output.labelled('conflict_source', 'SAME_PLAN')}: {repeated}")
    for overlap in one.overlaps:
        family = output.labelled("benefit_family", overlap.family.name)
        source = output.labelled("conflict_source", overlap.source.name)
        partner = _code(found, overlap.partner) or ""
        said.append(f"{source} · {family} · {overlap.begins} – {overlap.ends} {partner}".strip())
    said += [output.labelled("line_warning", warning.name) for warning in one.warnings]
    return said
