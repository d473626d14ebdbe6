"""`sijill match`: which records are one person, and how well that is told."""

from __future__ import annotations

import resource
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

import typer

from registry.cli import match_explain, match_models, match_train, matching, options, output
from registry.cli.match_explain import Stages, in_both
from registry.cli.match_lists import Records, TruthFile, say_absent, truth_of_records
from registry.cli.match_scratch import matched_in_scratch
from registry.cli.output import Misused
from registry.domain.errors import SijillError
from registry.intake.claims import ClaimsFile, Told, read_truth
from registry.matching.columns import Columns, as_columns
from registry.matching.evaluation import Evaluation, evaluate
from registry.matching.identities import identify
from registry.matching.training import blank, train_silver
from registry.matching.weights import Model, load

app = typer.Typer(
    help="Tell which records are one person. / تحديد السجلات التي لشخص واحد.", no_args_is_help=True
)

app.command("follow")(matching.follow)
app.command("run")(matching.run)
app.command("reindex")(matching.reindex)
app.command("train")(match_train.train_model)
app.command("trust")(match_models.trust)
app.command("models")(match_models.models)
app.command("explain")(match_explain.explain)

Silver: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--silver",
        help="Use weights found in this list alone, without labels. / أوزان من هذه القائمة وحدها بلا تصنيف.",
    ),
]
ModelFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--model", help="Use the weights of this file. / أوزان هذا الملف."),
]
Scratch: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--scratch/--in-memory",
        help="In a register of its own, thrown away afterwards, or without one; default: by size."
        " / في سجل مؤقت أو في الذاكرة.",
        show_default=False,
    ),
]
IN_SCRATCH: Final = 150_000
"""Records of a list that are registered for it in minutes; longer ones are matched in memory unless asked otherwise."""


@app.command("evaluate")
def evaluate_list(
    *,
    records: Records,
    truth: TruthFile,
    silver: Silver = False,
    model: ModelFile = None,
    digest: match_models.Told = None,
    scratch: Scratch = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Hold the identities of a list against the truth. / قارن ما حُدد من أشخاص بالحقيقة."""
    if silver and model is not None:
        raise Misused("evaluate_by_what")
    file = ClaimsFile(records)
    say_absent(file)
    known = read_truth(truth)
    settings = options.settings(data)
    chosen = None if model is None else match_models.model_of(model, digest, settings)
    asked = _Asked(file, known, chosen, silver=silver)
    in_scratch = file.lines <= IN_SCRATCH if scratch is None else scratch
    if scratch is None and not in_scratch:
        output.talk("match_in_memory", records=IN_SCRATCH)
    result, shown = _in_scratch(asked) if in_scratch else _in_memory(asked)
    shown |= {"absent_columns": file.absent, "peak_mb": _peak_mb()}
    if json:
        output.as_json(shown)
    else:
        _tables(result, shown)


class _Asked(NamedTuple):
    file: ClaimsFile
    truth: dict[str, Told]
    model: Model | None
    silver: bool

    def weights(self, columns: Columns) -> Model:
        """By which the list is judged."""
        if self.silver:
            return train_silver(
                columns, blank("silver", "the list itself, no labels", len(columns))
            )
        return self.model or load()


def _in_memory(asked: _Asked) -> tuple[Evaluation, dict[str, Any]]:
    """Matched by itself, without a register."""
    begun = perf_counter()
    with output.progress("matching_stage") as bar:
        told = Stages(bar, silver=asked.silver)
        columns = as_columns(asked.file)
        if not len(columns):
            raise SijillError("match_list_empty")
        known = truth_of_records(columns.records, asked.truth)
        matching = perf_counter()
        if asked.silver:
            told("training")
        model = asked.weights(columns)
        found = identify(columns, model, told=told)
        seconds = perf_counter() - matching
    result = evaluate(columns, found, known, model)
    return result, {
        **_shown(result, model, columns),
        "register": "memory",
        "seconds": round(seconds, 3),
        "seconds_with_reading": round(perf_counter() - begun, 3),
    }


def _in_scratch(asked: _Asked) -> tuple[Evaluation, dict[str, Any]]:
    """Registered in a register of its own and matched there as in earnest."""
    begun = perf_counter()
    with output.progress("matching_scratch") as bar:
        task = bar.add_task("", total=None)
        matched = matched_in_scratch(
            asked.file, lambda _, done: bar.update(task, completed=done), asked.weights
        )
    if not matched.records:
        raise SijillError("match_list_empty")
    judged = matched.run.judged
    known = truth_of_records(matched.records, asked.truth)
    result = evaluate(matched.columns, judged.told, known, judged.model)
    return result, {
        **_shown(result, judged.model, matched.columns),
        "register": "scratch",
        "not_registered": matched.refused,
        "links": matched.run.done["links"],
        "seconds": round(matched.seconds, 3),
        "seconds_with_register": round(matched.seconds_in_all, 3),
        "seconds_with_reading": round(perf_counter() - begun, 3),
    }


def _shown(result: Evaluation, model: Model, columns: Columns) -> dict[str, Any]:
    return {
        "records": len(columns),
        "weights": model.version,
        **asdict(result),
    }


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)


def _tables(result: Evaluation, shown: dict[str, Any]) -> None:
    output.table(
        ("", "precision / الدقة", "recall / الاستيفاء", "F1"),
        [
            (f"{english} / {arabic}", one.precision, one.recall, one.f1)
            for english, arabic, one in (
                ("pairs", "الأزواج", result.pairs),
                ("persons", "الأشخاص", result.clusters),
                ("households", "الأسر", result.households),
            )
        ],
    )
    output.table(
        ("stratum / الفئة", "pairs / الأزواج", "recall / الاستيفاء"),
        [
            (in_both(f"stratum.{name}"), one.pairs, one.recall if one.pairs else "")
            for name, one in result.strata.items()
        ],
    )
    where = in_both(f"evaluated_in.{shown['register']}")
    output.line(
        f"{shown['records']} records / سجل، {shown['cases']} cases in doubt / حالة للنظر، "
        f"{shown['seconds']} s, {shown['peak_mb']} MB, {shown['weights']}, {where}"
    )
