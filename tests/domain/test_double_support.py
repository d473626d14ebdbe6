"""What a giver says of help that was given twice: known, right, or taken back, and not two of these at once."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import UUID

from registry.domain.double_support import (
    DoubleSupport,
    DoubleSupportExplained,
    DoubleSupportFact,
    DoubleSupportJustified,
    DoubleSupportRecovered,
    DoubleSupportReopened,
    ExplanationReason,
    Given,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
    SupportStage,
    as_said,
    evolve,
    explain,
    justify,
    recover,
    reopen,
)
from registry.domain.fields import Open
from registry.domain.money import Currency, Money
from tests.story import Story

given = Given(delivery=UUID(int=1), other=UUID(int=2), household=UUID(int=3))
explained = DoubleSupportExplained(given=given, reason=ExplanationReason.NOT_PLANNED)
justified = DoubleSupportJustified(given=given, reason=JustificationReason.EMERGENCY)
reopened = DoubleSupportReopened(given=given, reason=ReopeningReason.SAID_IN_ERROR)
begun: Story[DoubleSupport, DoubleSupportFact] = Story(evolve, DoubleSupport())


def pounds(amount: int) -> Money:
    return Money(Decimal(amount), Currency.EGP)


def back(amount: int, currency: Currency = Currency.EGP) -> DoubleSupportRecovered:
    return DoubleSupportRecovered(
        given=given, amount=Money(Decimal(amount), currency), means=RecoveryMeans.RETURNED
    )


def test_it_is_explained_then_justified_and_saying_so_again_says_nothing() -> None:
    begun.when(partial(explain, explained=explained)).then(explained)
    known = begun.given(explained)
    known.when(partial(explain, explained=explained)).then()
    in_words = DoubleSupportExplained(
        given=given, reason=explained.reason, note=Open("صُرف من المخزن مباشرة")
    )
    known.when(partial(explain, explained=in_words)).then(in_words)
    known.when(partial(justify, justified=justified)).then(justified)
    right = known.given(justified)
    right.when(partial(justify, justified=justified)).then()
    right.when(partial(explain, explained=explained)).refused("double_support_settled")


def test_what_was_right_is_not_taken_back_nor_the_other_way_round() -> None:
    right = begun.given(justified)
    right.when(lambda one: recover(one, back(10), pounds(350))).refused("double_support_settled")
    begun.given(back(10)).when(partial(justify, justified=justified)).refused(
        "double_support_settled"
    )


def test_it_comes_back_bit_by_bit_and_never_more_than_was_given() -> None:
    some = begun.given(back(100))
    some.when(lambda one: recover(one, back(250), pounds(350))).then(back(250))
    some.when(lambda one: recover(one, back(251), pounds(350))).refused("recovered_more_than_given")
    some.when(lambda one: recover(one, back(900), None)).then(back(900))
    some.when(lambda one: recover(one, back(0), None)).refused("recovered_nothing")
    some.when(lambda one: recover(one, back(1, Currency.QAR), None)).refused(
        "recovered_in_other_currency"
    )
    assert as_said([back(100), back(250)]) == DoubleSupport(
        SupportStage.RECOVERED, recovered=pounds(350)
    )


def test_reopened_it_is_as_if_nothing_had_been_said() -> None:
    begun.when(partial(reopen, reopened=reopened)).then()
    begun.given(back(100)).when(partial(reopen, reopened=reopened)).then(reopened)
    assert as_said([explained, back(100), reopened]) == DoubleSupport()
