"""The commands, and where each is."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from registry import __version__
from registry.cli.loading import Commands
from registry.cli.usage import Bilingual

COMMANDS: Final = Commands(
    {
        "demo": "registry.cli.demo:demo",
        "serve": "registry.cli.serve:serve",
        "follow": "registry.cli.follow:follow",
        "migrate": "registry.cli.migrate:migrate",
        "suggest-mapping": "registry.cli.suggesting:suggest_mapping",
        "query": "registry.cli.query:query",
        "check": "registry.cli.check:check",
        "search": "registry.cli.search:search",
        "export-schema": "registry.cli.schema:export_schema",
        "rebuild": "registry.cli.rebuild:rebuild",
        "forget": "registry.cli.forget:forget",
        "person": "registry.cli.person:person",
        "token": "registry.cli.token:token",
        "work": "registry.cli.work:work",
        "timeline": "registry.cli.timeline:timeline",
        "roll": "registry.cli.totals:roll",
        "reached": "registry.cli.totals:reached",
        "counts": "registry.cli.totals:counts",
        "statistics": "registry.cli.statistics:statistics",
        "spending": "registry.cli.spending:spending",
        "quality": "registry.cli.quality:quality",
        "indicators": "registry.cli.indicators:indicators",
        "coverage": "registry.cli.coverage:coverage",
        "gaps": "registry.cli.coverage:gaps",
        "doctor": "registry.cli.doctor:doctor",
        "import": "registry.cli.imports:app",
        "dead-letters": "registry.cli.dead_letters:app",
        "household": "registry.cli.household:app",
        "member": "registry.cli.member:app",
        "partner": "registry.cli.partner:app",
        "agreement": "registry.cli.agreement:app",
        "programme": "registry.cli.programme:app",
        "rule": "registry.cli.rule:app",
        "eligibility": "registry.cli.eligibility:app",
        "plan": "registry.cli.plan:app",
        "fund": "registry.cli.fund:app",
        "delivery": "registry.cli.delivery:app",
        "support": "registry.cli.support:app",
        "document": "registry.cli.document:app",
        "referral": "registry.cli.referral:app",
        "transfer": "registry.cli.transfer:app",
        "request": "registry.cli.request:app",
        "release": "registry.cli.release:app",
        "staff": "registry.cli.staff:app",
        "match": "registry.cli.match:app",
        "pair": "registry.cli.pair:app",
        "report": "registry.cli.report:app",
    }
)
"""In the order in which help lists them."""


class Sijill(Bilingual):
    """The command, which has them all and loads the one that is asked for."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"commands": COMMANDS})


app = typer.Typer(
    name="sijill",
    cls=Sijill,
    help="سجلّ: the register of households that many organisations help. / سجلّ مشترك للأسر التي تدعمها جهات متعددة.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version. / اطبع الإصدار.")
    ] = False,
) -> None:
    if version:
        typer.echo(f"sijill {__version__}")
        raise typer.Exit
