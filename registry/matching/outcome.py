"""What becomes of pairs: links inside an identity, and cases that a person must decide, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from registry.matching.candidates import Pairs
from registry.matching.columns import Columns
from registry.matching.context import ends
from registry.matching.identities import Identities
from registry.matching.levels import POSITION, level
from registry.matching.weights import Model, Scores


class Reason(StrEnum):
    DOUBTFUL = "doubtful"  # likelier than strangers, not likely enough
    NUMBERS_CONTRADICT = "numbers_contradict"  # whatever else they share
    HELD_APART = "held_apart"  # as likely as a link, but the rest of the identity says otherwise


@dataclass(frozen=True, slots=True)
class Cases:
    """Ascending pairs of rows, `low << 32 | high`, with the reason and the probability of each."""

    pairs: Pairs
    reasons: list[Reason]
    probability: Scores


def links(told: Identities, model: Model) -> Pairs:
    """Pairs that are likely and inside one identity: nothing else may become a link. Ascending."""
    first, second = told.found.ends
    together = told.identity[first] == told.identity[second]
    found: Pairs = told.found.pairs[together & (told.probability >= model.link)]
    return found


def cases(columns: Columns, told: Identities, model: Model) -> Cases:
    """Pairs that are no link and too likely to be passed over. Those of one registration are never asked about."""
    first, second = told.found.ends
    apart = told.identity[first] != told.identity[second]
    apart &= columns.registration[first] != columns.registration[second]
    asked = apart & (told.probability >= model.case)
    likely = told.probability >= model.link
    contradict = told.found.levels[:, POSITION["number"]] == level("number", "contradict")
    reasons = np.select(
        [contradict, likely],
        [Reason.NUMBERS_CONTRADICT.value, Reason.HELD_APART.value],
        Reason.DOUBTFUL.value,
    )
    return Cases(
        pairs=told.found.pairs[asked],
        reasons=[Reason(str(reason)) for reason in reasons[asked]],
        probability=told.probability[asked],
    )


def rows(pairs: Pairs) -> list[tuple[int, int]]:
    """The two rows of each pair."""
    first, second = ends(pairs)
    return list(zip(first.tolist(), second.tolist(), strict=True))
