"""`python -m bench [--quick] [--json | --markdown] [names…]`: figures with their bounds, and what each stage costs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from typing import Final

from bench.figures import Figure, Latency, Stage
from bench.server import Bench, running
from bench.tables import as_json, as_markdown, show
from registry.cli import output

MODULES: Final = (
    "commands",
    "bulk",
    "read_models",
    "visibility",
    "over_http",
    "imports",
    "files",
    "plans",
    "rules",
    "coverage",
    "stages",
)


def main() -> None:
    asked = _asked()
    with running(quick=asked.quick) as bench:
        found = [one for name in asked.names or MODULES for one in _found(name, bench)]
    asked.show(found)


def _found(name: str, bench: Bench) -> Iterator[Figure | Latency | Stage]:
    output.remark(f"bench: {name} …")
    yield from import_module(f"bench.{name}").figures(bench)


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asking.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(MODULES)}")
    asking.add_argument(
        "--quick", action="store_true", help="small sizes: that it runs, not how fast"
    )
    form = asking.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const=as_json, dest="show", default=show)
    form.add_argument("--markdown", action="store_const", const=as_markdown, dest="show")
    asked = asking.parse_args()
    if unknown := set(asked.names) - set(MODULES):
        asking.error(f"unknown: {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
