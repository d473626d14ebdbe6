from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from registry.domain.dates import PreciseDate
from registry.domain.identity_numbers import read_identity_number
from registry.domain.vocabulary import Relation, Sex
from registry.matching.claims import Claim
from registry.matching.columns import Columns, as_columns
from registry.matching.evaluation import pairs_of
from registry.matching.identities import Identities, identify
from registry.matching.outcome import Reason, cases, links, rows
from registry.matching.weights import Model

HER = Claim(
    record="a",
    registration="ministry-1",
    partner="ministry",
    name="فاطمة عبد الراضي علي",
    sex=Sex.FEMALE,
    relation=Relation.SPOUSE,
    born=PreciseDate(date(1990, 5, 7)),
    identity_number=read_identity_number("29005072701222"),
    phone="+201012345678",
    markaz="قنا",
    village="دندرة",
)


def elsewhere(**said: object) -> Claim:
    return replace(HER, record="b", registration="noor-7", partner="noor", **said)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def told(register: Columns, model: Model) -> Identities:
    return identify(register, model)


def test_links_hold_every_identity_together_and_nothing_else(
    told: Identities, model: Model
) -> None:
    linked = links(told, model)
    assert np.isin(linked, pairs_of(told.identity)).all()
    reached = {row for pair in rows(linked) for row in pair}
    _, counts = np.unique(told.identity, return_counts=True)
    assert len(reached) == counts[counts > 1].sum()


def test_a_case_is_no_link_and_never_of_one_registration(
    register: Columns, told: Identities, model: Model
) -> None:
    found = cases(register, told, model)
    assert len(found.pairs) == len(found.reasons) == len(found.probability) > 0
    assert not np.isin(found.pairs, links(told, model)).any()
    assert all(register.registration[a] != register.registration[b] for a, b in rows(found.pairs))
    assert (found.probability >= model.case).all()


@pytest.mark.parametrize(
    ("other", "reasons", "linked"),
    [
        (elsewhere(name="Fatma Abdelradi Aly"), [], 1),
        (elsewhere(identity_number=read_identity_number("29005072710222")), [], 1),
        (
            elsewhere(identity_number=read_identity_number("29005072704567")),
            [Reason.NUMBERS_CONTRADICT],
            0,
        ),
        (elsewhere(name="زينب محمد حسن", born=PreciseDate(date(1961, 2, 3))), [], 0),
    ],
)
def test_what_becomes_of_a_pair(
    other: Claim, reasons: list[Reason], linked: int, model: Model
) -> None:
    columns = as_columns([HER, other])
    told = identify(columns, model)
    assert len(links(told, model)) == linked
    assert cases(columns, told, model).reasons == reasons
