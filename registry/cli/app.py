"""The commands and what they share: the data folder, and a registry that is ready."""

from __future__ import annotations

from typing import Annotated

import typer

from registry import __version__
from registry.cli import (
    agreement,
    check,
    coverage,
    dead_letters,
    delivery,
    demo,
    doctor,
    document,
    eligibility,
    follow,
    forget,
    household,
    imports,
    indicators,
    match,
    member,
    migrate,
    pair,
    partner,
    person,
    plan,
    programme,
    quality,
    query,
    rebuild,
    referral,
    release,
    report,
    request,
    rule,
    schema,
    search,
    serve,
    spending,
    staff,
    statistics,
    suggesting,
    support,
    timeline,
    token,
    totals,
    transfer,
    work,
)
from registry.cli.usage import Bilingual

app = typer.Typer(
    name="sijill",
    cls=Bilingual,
    help="سجلّ: the register of households that many organisations help. / سجلّ مشترك للأسر التي تدعمها جهات متعددة.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("follow")(follow.follow)
app.command("migrate")(migrate.migrate)
app.command("suggest-mapping")(suggesting.suggest_mapping)
app.command("query")(query.query)
app.command("check")(check.check)
app.command("search")(search.search)
app.command("export-schema")(schema.export_schema)
app.command("rebuild")(rebuild.rebuild)
app.command("forget")(forget.forget)
app.command("person")(person.person)
app.command("token")(token.token)
app.command("work")(work.work)
app.command("timeline")(timeline.timeline)
app.command("roll")(totals.roll)
app.command("reached")(totals.reached)
app.command("counts")(totals.counts)
app.command("statistics")(statistics.statistics)
app.command("spending")(spending.spending)
app.command("quality")(quality.quality)
app.command("indicators")(indicators.indicators)
app.command("coverage")(coverage.coverage)
app.command("gaps")(coverage.gaps)
app.command("doctor")(doctor.doctor)
app.add_typer(imports.app, name="import")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(household.app, name="household")
app.add_typer(member.app, name="member")
app.add_typer(partner.app, name="partner")
app.add_typer(agreement.app, name="agreement")
app.add_typer(programme.app, name="programme")
app.add_typer(rule.app, name="rule")
app.add_typer(eligibility.app, name="eligibility")
app.add_typer(plan.app, name="plan")
app.add_typer(delivery.app, name="delivery")
app.add_typer(support.app, name="support")
app.add_typer(document.app, name="document")
app.add_typer(referral.app, name="referral")
app.add_typer(transfer.app, name="transfer")
app.add_typer(request.app, name="request")
app.add_typer(release.app, name="release")
app.add_typer(staff.app, name="staff")
app.add_typer(match.app, name="match")
app.add_typer(pair.app, name="pair")
app.add_typer(report.app, name="report")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version. / اطبع الإصدار.")
    ] = False,
) -> None:
    if version:
        typer.echo(f"sijill {__version__}")
        raise typer.Exit
