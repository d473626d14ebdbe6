"""`sijill rule`: whom a programme is for, tried before it takes force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import date
from pathlib import Path
from statistics import median
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import typer

from registry.api.ids import read_uuid
from registry.application.judging import Judgement, Whom, bench_of, judgements
from registry.application.rule_fields import reads_nothing
from registry.application.steering import set_rule
from registry.cli import options, output
from registry.cli.desk import Desk, at_desk, submitted
from registry.cli.foreseeing import Dry, Tried
from registry.cli.options import Key, Who, Why
from registry.cli.rule_file import read_rule
from registry.domain.eligibility import possible_scores
from registry.domain.errors import Refused
from registry.domain.rules import EligibilityRule, Entitlement, Holding
from registry.domain.vocabulary import Purpose
from registry.projections import judged
from registry.projections.as_of import present
from registry.texts import label

app = typer.Typer(help="Whom a programme is for. / شروط استحقاق البرنامج.", no_args_is_help=True)

Programme: TypeAlias = Annotated[str, typer.Option(help="Code of the programme. / رمز البرنامج.")]
File: TypeAlias = Annotated[Path, typer.Argument(help="The rule, in YAML. / ملف الشروط.")]

_SHOW: Final = """
query ($id: ID!, $version: Int) { node(id: $id) { ... on Programme {
  latest: rule { version }
  rule(version: $version) { version match until reassessMonths clauses { number nameAr nameEn expression }
    score { base terms { number nameAr nameEn points expression } } }
} } }
"""


@app.command("set")
def set_(
    file: File,
    who: Who,
    programme: Programme,
    why: Why = Purpose.ELIGIBILITY,
    key: Key = None,
    dry: Dry = False,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Set the next version of a programme's rule. / حدد شروط البرنامج في إصدار جديد."""
    rule = read_rule(file)

    async def act(desk: Desk) -> tuple[dict[str, Any], bool]:
        stream = read_uuid(await desk.programme(programme), "Programme")
        context = await desk.context(who, why, "programme.set_rule", key)
        _warn(rule, desk.services.writer.mint.today())  # before what is only tried ends
        outcome = await submitted(desk, set_rule(stream, rule, context))
        shown = (await desk.ask(_SHOW, id=await desk.programme(programme)))["node"]["rule"]
        return shown, outcome.repeated or outcome.position == 0

    shown, already = at_desk(who, why, data, act, Tried(dry, json))
    if json:
        output.as_json({"programme": programme, "rule": shown, "already": already})
    else:
        output.line(str(shown["version"]))
    output.talk("rule_set_already" if already else "rule_is_set", version=shown["version"])


@app.command("show")
def show(
    who: Who,
    programme: Programme,
    version: Annotated[int | None, typer.Option(help="An earlier one. / إصدار سابق.")] = None,
    why: Why = Purpose.ELIGIBILITY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """A programme's rule, clause by clause. / اعرض شروط البرنامج."""

    async def act(desk: Desk) -> tuple[dict[str, Any], date]:
        found = await desk.ask(_SHOW, id=await desk.programme(programme), version=version)
        return found["node"], desk.services.writer.mint.today()

    found, today = at_desk(who, why, data, act)
    rule, latest = found["rule"], found["latest"]
    if latest is None:
        raise Refused("programme_without_rule")
    if rule is None:
        raise Refused("rule_version_unknown", version=version, latest=latest["version"])
    if json:
        output.as_json(rule)
        return
    until = "" if rule["until"] is None else f" · ≤ {rule['until']}"
    output.table(
        ("رقم / number", "الشرط / clause", "التعبير / expression"),
        [
            (one["number"], f"{one['nameAr']} / {one['nameEn']}", one["expression"])
            for one in rule["clauses"]
        ],
        title=f"v{rule['version']} · {output.labelled('match', rule['match'])}{until}",
    )
    if rule["score"] is not None:
        _show_score(rule["score"])
    if rule["until"] is not None and rule["until"] < today.isoformat():
        output.talk("rule_over_already", until=rule["until"])


def _show_score(score: Mapping[str, Any]) -> None:
    output.table(
        ("النقاط / points", "البند / term", "التعبير / expression"),
        [
            ("", "الأساس / base", score["base"]),
            *(
                (f"{one['points']:+}", f"{one['nameAr']} / {one['nameEn']}", one["expression"])
                for one in score["terms"]
            ),
        ],
    )


@app.command("try")
def try_(
    file: File,
    who: Who,
    programme: Programme,
    sample: Annotated[int, typer.Option(min=1, max=2_000, help="Households. / عدد الأسر.")] = 100,
    why: Why = Purpose.ELIGIBILITY,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Try a rule on a sample and say what it would come to, in numbers. / جرّب الشروط على عينة."""
    rule = read_rule(file)

    async def act(desk: Desk) -> tuple[list[Judgement], date]:
        stream = read_uuid(await desk.programme(programme), "Programme")
        found = await _tried(desk, who, why, stream, rule, sample)
        return found, desk.services.writer.mint.today()

    found, today = at_desk(who, why, data, act)
    if json:
        output.as_json(_as_json(rule, found))
    else:
        _table(rule, found)
    output.talk("rule_tried", count=len(found))
    _warn(rule, today)


def _warn(rule: EligibilityRule, today: date) -> None:
    """Of what may be meant, and mostly is not."""
    if rule.until is not None and rule.until < today:
        output.talk("rule_over_already", until=rule.until)
    for number, clause in enumerate(rule.clauses, 1):
        if reads_nothing(clause.expression):
            output.talk("rule_clause_of_everybody", clause=number, expression=clause.expression)


async def _tried(
    desk: Desk, who: str, why: Purpose, programme: UUID, rule: EligibilityRule, sample: int
) -> list[Judgement]:
    context = await desk.context(who, why, "eligibility.judge")
    writer = desk.services.writer
    async with desk.registry.readers.connection() as connection:
        bench = await bench_of(writer, connection, programme, context, rule)
        drawn = await judged.sample(
            connection, context.partner, position=await present(connection), size=sample
        )
        pages = judgements(writer, connection, bench, context, Whom(households=drawn))
        async with aclosing(pages):
            return [one async for page in pages for one in page]


def _as_json(rule: EligibilityRule, found: Sequence[Judgement]) -> dict[str, Any]:
    outcomes = Counter(one.entitlement for one in found)
    return {
        "households": len(found),
        **{one.value: outcomes[one] for one in Entitlement},
        "clauses": [
            {
                "name_ar": clause.name_ar,
                "name_en": clause.name_en,
                **{one.value: held[one] for one in Holding},
                "missing": dict(missing),
            }
            for clause, held, missing in _by_clause(rule, found)
        ],
        "score": _scores(rule, found),
    }


def _scores(rule: EligibilityRule, found: Sequence[Judgement]) -> dict[str, Any] | None:
    """Of those of whom it is one number; `open` are the others."""
    if rule.score is None:
        return None
    base = rule.score.base
    possible = [possible_scores(base, one.clauses) for one in found]
    known = [score for scores in possible if len(scores) == 1 for score in scores]
    return {
        "lowest": min(known, default=None),
        "median": median(known) if known else None,
        "highest": max(known, default=None),
        "open": len(found) - len(known),
    }


def _by_clause(rule: EligibilityRule, found: Sequence[Judgement]) -> list[tuple[Any, Any, Any]]:
    """Each clause, and each term after them, with how often it came to what, and how often which field was missing."""
    return [
        (
            clause,
            Counter(one.clauses[at].holding for one in found),
            Counter(field.value for one in found for field in one.clauses[at].missing),
        )
        for at, clause in enumerate((*rule.clauses, *(rule.score.terms if rule.score else ())))
    ]


def _table(rule: EligibilityRule, found: Sequence[Judgement]) -> None:
    headings = (f"{label('holding', one, 'ar')} / {label('holding', one, 'en')}" for one in Holding)
    output.table(
        ("الشرط / clause", *headings, "ينقص / missing"),
        [
            (
                f"{clause.name_ar} / {clause.name_en}",
                *(held[one] for one in Holding),
                ", ".join(f"{label('rule_field', name, 'ar')} / {label('rule_field', name, 'en')}: {count}"
                          for name, count in missing.items()),
            )
            for clause, held, missing in _by_clause(rule, found)
        ],
    )  # fmt: skip
    if (scores := _scores(rule, found)) is not None:
        output.talk("rule_scores", **scores)
    outcomes = Counter(one.entitlement for one in found)
    output.table(
        ("الاستحقاق / eligibility", "الأسر / households"),
        [
            (
                f"{label('entitlement', one, 'ar')} / {label('entitlement', one, 'en')}",
                outcomes[one],
            )
            for one in Entitlement
        ],
    )
