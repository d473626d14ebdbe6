"""`sijill match train`: weights from the register's own pairs or from a list, into a file that says what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from registry.bootstrap.reacting import matcher
from registry.cli import options, output
from registry.cli.match_lists import columns_of, person_labels, truth_of
from registry.cli.match_models import remember
from registry.cli.output import Misused
from registry.matching.clustering import Decided
from registry.matching.columns import Columns
from registry.matching.identities import NOBODY_DECIDED
from registry.matching.training import blank, train, train_decided, train_silver
from registry.matching.weights import Model, digest_of, load, written
from registry.projections import pairs
from registry.reactions.batch import Everybody
from registry.reactions.verdicts import decided

RecordsOrNone: TypeAlias = Annotated[
    Path | None,
    typer.Argument(
        help="A list, one person a row; without one, the register. / قائمة، وإلا فالسجل كله.",
        show_default=False,
    ),
]
Silver: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--silver",
        help="Learn from pairs whose identity numbers tell; no human label. / من أرقام الهوية وحدها.",
    ),
]
Adjudicated: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--adjudicated", help="Learn from pairs that reviewers decided. / مما بتّ فيه المراجعون."
    ),
]
TruthOrNone: TypeAlias = Annotated[
    Path | None, typer.Option("--truth", help="Learn from a list's truth. / من حقيقة القائمة.")
]
To: TypeAlias = Annotated[
    Path | None,
    typer.Option("--to", help="The model file; default: named after its version. / الملف."),
]


class _Labels(StrEnum):
    SILVER = "silver"
    ADJUDICATED = "adjudicated"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """What is learned from; `position` is how far the log was read, and `before` what was gone by."""

    columns: Columns
    named: str
    before: Model
    decided: Decided = NOBODY_DECIDED
    position: int | None = None


def train_model(
    *,
    records: RecordsOrNone = None,
    silver: Silver = False,
    adjudicated: Adjudicated = False,
    truth: TruthOrNone = None,
    to: To = None,
    data: options.Data = None,
    json: options.Json = False,
) -> None:
    """Find the weights of matching anew, and write them into a file. / استخرج أوزان المطابقة إلى ملف."""
    labels = _labels(records, truth, silver=silver, adjudicated=adjudicated)
    settings = options.settings(data)
    with output.progress("training") as bar:
        task = bar.add_task("", total=None)

        def told(done: int) -> None:
            bar.update(task, completed=done)

        lesson = _of_list(records) if records else asyncio.run(_of_register(data, told))
        model = _named(_trained(lesson, labels, truth), lesson, labels)
    into = to or Path(f"model-{model.version}.json")
    _write(into, model)
    remember(digest_of(model), settings)
    shown = {
        "version": model.version,
        "digest": digest_of(model),
        "training_digest": model.training_digest,
        **(asdict(model.training) if model.training else {}),
        "file": str(into),
    }
    if json:
        output.as_json(shown)
    else:
        output.line(digest_of(model))
    output.talk("model_trained", **shown)


def _labels(
    records: Path | None, truth: Path | None, *, silver: bool, adjudicated: bool
) -> _Labels:
    asked = {
        _Labels.SILVER: silver,
        _Labels.ADJUDICATED: adjudicated,
        _Labels.TRUTH: truth is not None,
    }
    found = [one for one, wanted in asked.items() if wanted]
    if len(found) != 1:
        raise Misused("train_from_what")
    if found == [_Labels.ADJUDICATED] and records is not None:
        raise Misused("train_adjudicated_of_register")
    if found == [_Labels.TRUTH] and records is None:
        raise Misused("train_truth_of_list")
    return found[0]


def _of_list(records: Path) -> _Lesson:
    columns = columns_of(records)
    return _Lesson(columns=columns, named=f"a list of {len(columns)} records", before=load())


async def _of_register(data: Path | None, told: Callable[[int], None]) -> _Lesson:
    async with options.registry(data) as registry, matcher(registry) as ready:
        current = await ready.current()
        position = await current.abreast()
        everybody = await Everybody.of(current, lambda _, done: told(done))
        said = decided(await pairs.said_by_people(current.reader), everybody.members)
    return _Lesson(
        columns=everybody.columns,
        named=f"a register of {len(everybody.members)} members",
        before=current.model,
        decided=said,
        position=position,
    )


def _trained(lesson: _Lesson, labels: _Labels, truth: Path | None) -> Model:
    columns = lesson.columns
    nothing = blank("", f"{labels}: {lesson.named}", max(1, len(columns)))
    if truth is not None:
        person = truth_of(columns, truth).person
        return train([columns], [person_labels(person)], nothing)
    if labels is _Labels.SILVER:
        return train_silver(columns, nothing)
    trained_on = f"{labels}: {lesson.named}, from {lesson.before.version}"
    return replace(train_decided(columns, lesson.decided, lesson.before), trained_on=trained_on)


def _named(model: Model, lesson: _Lesson, labels: _Labels) -> Model:
    """The model under a version of its own: of two that learned from the same, one."""
    if model.training is None:
        raise AssertionError("a model that was not trained")
    version = f"{labels}-{model.training_digest[:12]}"
    return replace(
        model, version=version, training=replace(model.training, position=lesson.position)
    )


def _write(into: Path, model: Model) -> None:
    with output.writing(into):
        into.write_bytes(written(model))
