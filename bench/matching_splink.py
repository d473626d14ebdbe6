"""Splink beside our matcher, on one list, in one run: what a kept library reaches with the same knowledge of names.

    python -m pip install splink
    python -m bench.matching_splink RECORDS.csv TRUTH.csv

It is given the consonant skeletons of our names, which took it from .703 to .944 where it was measured first, and of
several thresholds the one that suits it best, which nobody without the truth could choose. Identities are connected
components, as it makes them.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from registry.domain.dates import PreciseDate, Precision
from registry.intake.claims import ClaimsFile, read_truth
from registry.matching.arabic_names import name_parts
from registry.matching.candidates import Pairs
from registry.matching.claims import Claim
from registry.matching.columns import as_columns
from registry.matching.evaluation import pairs_of
from registry.matching.identities import identify
from registry.matching.weights import load

THRESHOLDS: Final = (-2, 0, 1, 2, 3, 4, 6, 10)
"""In bits."""
COLUMNS: Final = (
    "unique_id", "given", "father", "grandfather", "chain", "dob", "year", "number", "phone", "sex",
    "markaz", "village",
)  # fmt: skip
RULES: Final = (
    ("number",), ("given", "dob"), ("father", "dob"), ("given", "father", "grandfather"),
    ("given", "father", "year"), ("given", "father", "village"), ("father", "grandfather", "village"),
    ("given", "phone"), ("dob", "markaz", "sex"),
)  # fmt: skip


def rows(claims: Sequence[Claim]) -> Iterator[tuple[str, ...]]:
    """What Splink compares of each claim; empty is missing."""
    for claim in claims:
        sounds = [part.sounds[0] for part in name_parts(claim.name)]
        names = [*sounds[:3], *[""] * (3 - len(sounds[:3])), " ".join(sounds[1:3])]
        yield (
            claim.record, *names, _day(claim.born), "" if claim.born is None else str(claim.born.first.year),
            number(claim), claim.phone, claim.sex.value, _in_one(claim.markaz), _in_one(claim.village),
        )  # fmt: skip


def number(claim: Claim) -> str:
    return "" if claim.identity_number is None else claim.identity_number.number


def _day(born: PreciseDate | None) -> str:
    return born.first.isoformat() if born is not None and born.precision is Precision.DAY else ""


def _in_one(place: str) -> str:
    return "".join(part.sounds[0] for part in name_parts(place))


def splink_settings() -> Any:
    """One comparison for the chain of fathers, none for the phone: what brothers share must not count for each."""
    import splink.comparison_library as library  # noqa: PLC0415 - nobody else needs it
    from splink import SettingsCreator, block_on  # noqa: PLC0415

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            library.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            library.JaroWinklerAtThresholds("chain", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            library.DateOfBirthComparison("dob", input_is_string=True),
            library.DamerauLevenshteinAtThresholds("number", [1]),
            library.ExactMatch("sex"),
            library.JaroWinklerAtThresholds("village", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
    )


def by_splink(folder: Path, claims: Sequence[Claim]) -> Iterator[tuple[int, dict[str, str]]]:
    """For each threshold the cluster of every record."""
    from splink import Linker, block_on  # noqa: PLC0415
    from splink.internals.duckdb.database_api import DuckDBAPI  # noqa: PLC0415

    with (folder / "claims.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(claims))
    database = DuckDBAPI()
    database.duckdb_con.execute("set enable_progress_bar = false")
    database.duckdb_con.execute(
        f"create table claims as from read_csv('{folder / 'claims.csv'}', all_varchar = true, nullstr = '')"
    )
    linker = Linker(database.register("claims"), splink_settings(), log_level=40)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("given", "father", "dob")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1, min_count_per_level=None)
    for rule in (("given", "dob"), ("given", "father", "grandfather"), ("phone", "given")):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    predicted = linker.inference.predict(threshold_match_weight=min(THRESHOLDS))
    for threshold in THRESHOLDS:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=threshold
        )
        yield threshold, {row["unique_id"]: row["cluster_id"] for row in found.as_record_list()}


def f1(told: Pairs, wanted: Pairs) -> tuple[float, float, float]:
    right = int(np.isin(told, wanted).sum())
    precision, recall = right / max(len(told), 1), right / max(len(wanted), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main(records: str, truth: str) -> None:
    claims = list(ClaimsFile(Path(records)))
    known = read_truth(Path(truth))
    wanted = pairs_of(_numbered([known[claim.record].person for claim in claims]))
    begun = perf_counter()
    told = identify(as_columns(claims), load())
    _say("ours", f1(pairs_of(told.identity), wanted), perf_counter() - begun)
    begun = perf_counter()
    with TemporaryDirectory() as folder:
        clustered = list(by_splink(Path(folder), claims))
    seconds = perf_counter() - begun
    for threshold, cluster in clustered:
        groups = _numbered([cluster[claim.record] for claim in claims])
        _say(f"Splink, {threshold} bits", f1(pairs_of(groups), wanted), seconds)


def _numbered(texts: Sequence[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)


def _say(who: str, quality: tuple[float, float, float], seconds: float) -> None:
    precision, recall, both = quality
    print(f"{who:20} P {precision:.4f}  R {recall:.4f}  F1 {both:.4f}  {seconds:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
