"""`sijill match`: which records are one person, and how well that is told."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Final, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray
from rich.progress import Progress

from registry.cli import matching, options, output
from registry.domain.errors import SijillError
from registry.intake.claims import ClaimsFile, Told, read_truth
from registry.matching.columns import Columns, as_columns
from registry.matching.evaluation import Evaluation, Truth, evaluate
from registry.matching.identities import Judgement, identify, judged
from registry.matching.training import blank, train_silver
from registry.matching.weights import Model, load
from registry.texts import Language, say

app = typer.Typer(
    help="Tell which records are one person. / تحديد السجلات التي لشخص واحد.", no_args_is_help=True
)

app.command("follow")(matching.follow)
app.command("run")(matching.run)
app.command("reindex")(matching.reindex)

Records: TypeAlias = Annotated[
    Path, typer.Argument(help="The list, one person a row. / القائمة، شخص في كل صف.")
]
TruthFile: TypeAlias = Annotated[
    Path, typer.Option("--truth", help="Who each record is of in truth. / من هو صاحب كل سجل حقًّا.")
]
Silver: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--silver",
        help="Use weights found in this list alone, without labels. / أوزان من هذه القائمة وحدها بلا تصنيف.",
    ),
]

One: TypeAlias = Annotated[str, typer.Argument(help="Its record_id. / رقم أحدهما.")]
Other: TypeAlias = Annotated[str, typer.Argument(help="The other's record_id. / رقم الآخر.")]

_STAGES: Final = ("candidates", "comparison", "context", "clusters")


@app.command("evaluate")
def evaluate_list(
    records: Records, truth: TruthFile, silver: Silver = False, json: options.Json = False
) -> None:
    """Hold the identities of a list against the truth. / قارن ما حُدد من أشخاص بالحقيقة."""
    begun = perf_counter()
    file = ClaimsFile(records)
    for column in file.absent:
        output.talk(f"match_without_{column}")
    with output.progress("matching_stage") as bar:
        told = _Stages(bar, silver=silver)
        columns = as_columns(file)
        if not len(columns):
            raise SijillError("match_list_empty")
        known = _truth(columns, read_truth(truth))
        matching = perf_counter()
        model = _model(columns, told, silver=silver)
        found = identify(columns, model, told=told)
        seconds = perf_counter() - matching
    result = evaluate(columns, found, known, model)
    shown = _shown(result, model, columns)
    shown |= {
        "absent_columns": file.absent,
        "seconds": round(seconds, 3),
        "seconds_with_reading": round(perf_counter() - begun, 3),
        "peak_mb": _peak_mb(),
    }
    if json:
        output.as_json(shown)
    else:
        _tables(result, shown)


@app.command("explain")
def explain(records: Records, one: One, other: Other, json: options.Json = False) -> None:
    """Say why two records of a list are one person or not. / بيّن لماذا يُعدّ سجلان شخصًا واحدًا أو شخصين."""
    model = load()
    with output.progress("matching_stage") as bar:
        columns = as_columns(ClaimsFile(records))
        rows = {record: row for row, record in enumerate(columns.records)}
        for asked in (one, other):
            if asked not in rows:
                raise SijillError("match_record_unknown")
        told = identify(columns, model, told=_Stages(bar, silver=False))
    found = judged(columns, told, model, rows[one], rows[other])
    if json:
        output.as_json(_explained(found))
        return
    output.table(
        ("", "evidence / الدليل", "bits / بت"),
        [
            (
                f"{say(f'evidence.{feature}', 'en')} / {say(f'evidence.{feature}', 'ar')}",
                f"{_in_words(feature, level, 'en')} / {_in_words(feature, level, 'ar')}",
                f"{bits:+.2f}",
            )
            for feature, level, bits in found.evidence
        ],
    )
    answer = "match_one_person" if found.one_person else "match_not_one_person"
    output.line(
        f"{say(answer, 'en')} / {say(answer, 'ar')} ({found.bits:+.2f} bits, {found.probability})"
    )


def _explained(found: Judgement) -> dict[str, Any]:
    return {
        "one_person": found.one_person,
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


class _Stages:
    """Shows a stage as it begins, the last of them as done when the bar goes."""

    def __init__(self, bar: Progress, *, silver: bool) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=len(_STAGES) + silver)

    def __call__(self, stage: str) -> None:
        if stage in _STAGES or stage == "training":
            self._bar.advance(self._task)


def _model(columns: Columns, told: Callable[[str], None], *, silver: bool) -> Model:
    if not silver:
        return load()
    told("training")
    return train_silver(columns, blank("silver", "the list itself, no labels", len(columns)))


def _truth(columns: Columns, told: dict[str, Told]) -> Truth:
    untold = [record for record in columns.records if record not in told]
    if untold or len(set(columns.records)) < len(columns):
        raise SijillError("match_truth_incomplete", count=len(untold))
    of = [told[record] for record in columns.records]
    return Truth(
        person=_numbered([one.person for one in of]),
        household=_numbered([one.household for one in of]),
        twin=np.array([one.twin for one in of], dtype=np.bool_),
    )


def _numbered(texts: list[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)


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
        [(name, one.pairs, one.recall) for name, one in result.strata.items()],
    )
    output.line(
        f"{shown['records']} records / سجل، {shown['cases']} cases in doubt / حالة للنظر، "
        f"{shown['seconds']} s, {shown['peak_mb']} MB, {shown['weights']}"
    )
