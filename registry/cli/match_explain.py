"""`sijill match explain`: why two are one person or not, of a list or of the register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer
from rich.progress import Progress

from registry.api.context import RequestContext, opened_context
from registry.api.homes import registration_of
from registry.api.ids import read_uuid
from registry.application.explaining import explained
from registry.application.models import model_in_use
from registry.application.pairs import sides_of
from registry.bootstrap import catch_up
from registry.cli import matching, options, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.desk import Desk, at_desk
from registry.cli.match_lists import say_absent
from registry.cli.options import Why
from registry.cli.output import Misused
from registry.cli.pair import member_named
from registry.domain.access import FieldName
from registry.domain.errors import Refused, SijillError
from registry.domain.vocabulary import Level, Purpose
from registry.intake.claims import ClaimsFile
from registry.matching.columns import as_columns
from registry.matching.identities import Judgement, identify, judged
from registry.matching.weights import load
from registry.privacy.policy import Decision, decide
from registry.privacy.policy_table import RECORD_NOT_SHARED
from registry.projections.as_of import present
from registry.texts import Language, say

Which: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="[RECORDS] ONE OTHER",
        help="Two members of the register: by id, or REFERENCE:NUMBER of the household; or a list and two record_ids"
        " of it. / فردان من السجل، أو قائمة ورقما سجلين فيها.",
    ),
]
Asks: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as",
        help="Who asks about members of the register: reviewer@moss-qena. / من يسأل عن فردين من السجل.",
    ),
]

_STAGES: Final = ("candidates", "comparison", "context", "clusters")
_EVIDENCE: Final = FieldName("pair.linked.evidence")
_OF_THE_REGISTER, _OF_A_LIST = 2, 3


def explain(
    which: Which,
    who: Asks = None,
    why: Why = Purpose.DEDUPLICATION,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Say why two are one person or not, of the register or of a list. / بيّن لماذا يُعدّ اثنان شخصًا واحدًا أو شخصين."""
    if len(which) == _OF_A_LIST:
        found = _of_a_list(Path(which[0]), which[1], which[2])
    elif len(which) != _OF_THE_REGISTER:
        raise Misused("explain_of_how_many")
    elif who is None:
        raise Misused("explain_as_whom")
    else:
        found = _of_the_register(which[0], which[1], who, why, data)
    if json:
        output.as_json(_explained(found))
    else:
        _show(found)


def _of_a_list(records: Path, one: str, other: str) -> Judgement:
    model = load()
    with output.progress("matching_stage") as bar:
        file = ClaimsFile(records)
        say_absent(file)
        columns = as_columns(file)
        rows = {record: row for row, record in enumerate(columns.records)}
        for asked in (one, other):
            if asked not in rows:
                raise SijillError("match_record_unknown")
        told = identify(columns, model, told=Stages(bar, silver=False))
    return judged(columns, told, model, rows[one], rows[other])


def _of_the_register(one: str, other: str, who: str, why: Purpose, data: Path | None) -> Judgement:
    async def ask(desk: Desk) -> Judgement:
        named = [await member_named(desk, each) for each in (one, other)]
        members = [read_uuid(each, "Member") for each in named]
        await matching.bring_up(desk.registry)
        await catch_up(desk.registry)
        viewer = await signed_in(desk.registry, parse_who(who), why)
        async with opened_context(desk.services, viewer) as context:
            found = await _judged(context, members)
            await context.ledger.record()
        if found is None:
            raise Refused("pair_not_shown")
        return found

    return at_desk(who, why, data, ask)


async def _judged(context: RequestContext, members: list[UUID]) -> Judgement | None:
    """As evidence of the two may be told, which is on record; None where it may not be told of one of them.

    Raises:
        Refused: `pair_of_one`, `pair_in_one_household`.
        SijillError: `explain_matched_no_more`.
    """
    connection, standing = await context.connection(), await context.standing()
    reading = await context.at(await present(connection))
    sides, decided = list[tuple[UUID, UUID]](), dict[UUID, Decision]()
    for member in members:
        row = await reading.members.load(member)
        home = None if row is None else await reading.households.load(row.household)
        if row is None or home is None:
            raise Refused("member_unknown")
        sides.append((member, row.household))
        decided[member] = decide(standing.scope, registration_of(home), _EVIDENCE)
    both = sides_of(*sides)
    closed = {one: each for one, each in decided.items() if each.level is Level.WITHHELD}
    for member, decision in closed.items():
        context.ledger.withheld(decision.reason or RECORD_NOT_SHARED, _EVIDENCE, member)
    if closed:
        return None
    for member, decision in decided.items():
        context.ledger.opened(decision, member, _EVIDENCE)
    model = await model_in_use(connection)
    keys = context.services.keys
    found = await explained(connection, keys, both, model)
    if found is None:
        raise SijillError("explain_matched_no_more")
    return found


def _show(found: Judgement) -> None:
    output.table(
        ("", "evidence / الدليل", "bits / بت"),
        [
            (
                f"{say(f'evidence.{feature}', 'en')} / {say(f'evidence.{feature}', 'ar')}",
                f"{_in_words(feature, level, 'en')} / {_in_words(feature, level, 'ar')}",
                f"{bits:+.2f}",
            )
            for feature, level, bits in found.evidence
        ]
        + [(in_both("match_before"), "", f"{found.before:+.2f}")],
    )
    output.line(in_both("match_one_person" if found.one_person else "match_not_one_person"))
    weighed = f"{found.bits:+.2f}"
    output.line(in_both("match_weighed", bits=weighed, probability=found.probability))


def in_both(code: str, **details: object) -> str:
    """A text in both languages, on one line."""
    return f"{say(code, 'en', **details)} / {say(code, 'ar', **details)}"


def _explained(found: Judgement) -> dict[str, Any]:
    return {
        "one_person": found.one_person,
        "before": found.before,
        "bits": found.bits,
        "probability": found.probability,
        "evidence": [
            {
                "feature": feature,
                "level": level,
                "bits": bits,
                "en": _in_words(feature, level, "en"),
                "ar": _in_words(feature, level, "ar"),
            }
            for feature, level, bits in found.evidence
        ],
    }


def _in_words(feature: str, level: str, language: Language) -> str:
    return say(f"evidence.{feature}.{level}", language)


class Stages:
    """Shows a stage as it begins, the last of them as done when the bar goes."""

    def __init__(self, bar: Progress, *, silver: bool) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=len(_STAGES) + silver)

    def __call__(self, stage: str) -> None:
        if stage in _STAGES or stage == "training":
            self._bar.advance(self._task)
