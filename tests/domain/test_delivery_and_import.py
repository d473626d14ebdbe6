from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from registry.domain import delivery, file_import
from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.dates import PreciseDate, Precision, days_from, precise_date
from registry.domain.fields import Open
from registry.domain.money import Currency, Money
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from tests.story import Story

TODAY = date(2026, 11, 2)
OCTOBER = PreciseDate(date(2026, 10, 1), Precision.MONTH)
SEPTEMBER = PreciseDate(date(2026, 9, 1), Precision.MONTH)
RAMADAN = days_from(date(2027, 2, 8), date(2027, 3, 8))
no_delivery: Story[delivery.Delivery, delivery.DeliveryFact] = Story(delivery.evolve)
no_import: Story[file_import.FileImport, file_import.ImportFact] = Story(file_import.evolve)

basket = delivery.DeliveryRecorded(
    household=UUID(int=1),
    programme=UUID(int=2),
    family=BenefitFamily.FOOD,
    kind=BenefitKind.IN_KIND,
    unit=Unit.BASKET,
    counts_as=CountsAs.SERVICE,
    on=OCTOBER,
    place=PCode("EG2706"),
)


def test_a_basket_of_october_is_recorded_once() -> None:
    no_delivery.begin(lambda none: delivery.record(none, basket, TODAY)).then(basket)
    no_delivery.given(basket).begin(lambda d: delivery.record(d, basket, TODAY)).refused(
        "delivery_already_recorded"
    )


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (replace(basket, household=None), "delivery_without_recipient"),
        (replace(basket, headcount=40), "delivery_headcount_and_recipient"),
        (replace(basket, quantity=Decimal(0)), "delivery_quantity_not_positive"),
        (replace(basket, household=None, headcount=0), "delivery_quantity_not_positive"),
        (
            replace(basket, household=None, headcount=40, giver=Open("سعاد")),
            "delivery_headcount_names_somebody",
        ),
        (
            replace(
                basket, household=None, headcount=40, collector=Open(delivery.Collector(name="هدى"))
            ),
            "delivery_headcount_names_somebody",
        ),
        (replace(basket, programme=None), "delivery_without_programme"),
        (replace(basket, serves_from=OCTOBER, serves_until=SEPTEMBER), "delivery_period_reversed"),
        (replace(basket, serves_until=SEPTEMBER), "delivery_period_reversed"),
        (replace(basket, on=SEPTEMBER, serves_from=OCTOBER), "delivery_period_reversed"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(broken: delivery.DeliveryRecorded, code: str) -> None:
    no_delivery.begin(lambda none: delivery.record(none, broken, TODAY)).refused(code)


@pytest.mark.parametrize(
    ("begins", "ends"), [(None, None), (SEPTEMBER, None), (OCTOBER, OCTOBER), (None, RAMADAN)]
)
def test_help_is_meant_for_any_days_in_a_row_and_for_those_of_its_date_where_nobody_says(
    begins: PreciseDate | None, ends: PreciseDate | None
) -> None:
    given = replace(basket, serves_from=begins, serves_until=ends)
    no_delivery.begin(lambda none: delivery.record(none, given, TODAY)).then(given)


def test_what_a_household_reports_needs_no_programme() -> None:
    reported = replace(basket, programme=None, claim=Claim.REPORTED_BY_HOUSEHOLD)
    no_delivery.begin(lambda none: delivery.record(none, reported, TODAY)).then(reported)


@pytest.mark.parametrize(
    "on",
    [
        precise_date(2026, 11, 3),
        precise_date(2026, 12),
        days_from(date(2026, 11, 3), date(2026, 11, 9)),
    ],
)
def test_a_day_that_has_not_come_is_refused(on: PreciseDate) -> None:
    tomorrow = replace(basket, on=on)
    no_delivery.begin(lambda none: delivery.record(none, tomorrow, TODAY)).refused(
        "day_in_the_future"
    )
    dated = mended(on, DeliveryField.ON)
    no_delivery.given(basket).when(lambda one: delivery.correct(one, dated, TODAY)).refused(
        "day_in_the_future"
    )


@pytest.mark.parametrize("on", [precise_date(2026, 11, 2), precise_date(2026, 11)])
def test_today_and_this_month_have_come(on: PreciseDate) -> None:
    today = replace(basket, on=on)
    no_delivery.begin(lambda none: delivery.record(none, today, TODAY)).then(today)


def mended(value: object, *changed: DeliveryField) -> delivery.DeliveryCorrected:
    said: dict[str, Any] = {one.value: value for one in changed}
    return delivery.DeliveryCorrected(household=basket.household, changed=changed, **said)


def test_what_is_mended_takes_the_place_of_what_was_said_and_nothing_else_changes() -> None:
    three = mended(Decimal(3), DeliveryField.QUANTITY)
    story = no_delivery.given(basket, three)
    assert story.state == delivery.Delivery(replace(basket, quantity=Decimal(3)))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (mended(Decimal(0), DeliveryField.QUANTITY), "delivery_quantity_not_positive"),
        (mended(40, DeliveryField.HEADCOUNT), "delivery_headcount_and_recipient"),
        (mended(SEPTEMBER, DeliveryField.SERVES_UNTIL), "delivery_period_reversed"),
    ],
)
def test_a_correction_to_what_cannot_be_is_refused(
    said: delivery.DeliveryCorrected, code: str
) -> None:
    no_delivery.given(basket).when(lambda one: delivery.correct(one, said, TODAY)).refused(code)


def test_a_headcount_stays_one() -> None:
    campaign = replace(basket, household=None, headcount=40)
    story = no_delivery.given(campaign)
    nobody = delivery.DeliveryCorrected(changed=(DeliveryField.HEADCOUNT,), headcount=None)
    story.when(lambda one: delivery.correct(one, nobody, TODAY)).refused(
        "delivery_without_recipient"
    )
    named = delivery.DeliveryCorrected(changed=(DeliveryField.GIVER,), giver=Open("سعاد"))
    story.when(lambda one: delivery.correct(one, named, TODAY)).refused(
        "delivery_headcount_names_somebody"
    )


def test_nothing_changed_is_nothing_to_say() -> None:
    nothing = delivery.DeliveryCorrected(household=basket.household, changed=())
    no_delivery.given(basket).when(lambda one: delivery.correct(one, nothing, TODAY)).then()


def test_what_was_taken_back_is_taken_back_once_and_mended_no_more() -> None:
    story = no_delivery.given(basket)
    reversed_ = delivery.DeliveryReversed(reason=ReversalReason.NOT_COLLECTED)
    story.when(lambda one: delivery.reverse(one, ReversalReason.NOT_COLLECTED)).then(reversed_)
    gone = story.given(reversed_)
    gone.when(lambda one: delivery.reverse(one, ReversalReason.RETURNED)).then()
    three = mended(Decimal(3), DeliveryField.QUANTITY)
    gone.when(lambda one: delivery.correct(one, three, TODAY)).refused("delivery_reversed")


def pounds(amount: str, currency: Currency = Currency.EGP) -> Money:
    return Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("paid", "refusal"),
    [
        ((pounds("300"), pounds("150")), None),
        ((pounds("450"), None), None),
        ((pounds("300"), pounds("150.01")), "delivery_sources_exceed_value"),
        ((pounds("10", Currency.QAR),), "delivery_sources_exceed_value"),
    ],
)
def test_whoever_paid_paid_no_more_than_it_is_worth(
    paid: tuple[Money | None, ...], refusal: str | None
) -> None:
    sources = tuple(
        delivery.Source(kind=kind, amount=amount)
        for kind, amount in zip(MoneySource, paid, strict=False)
    )
    worth = replace(basket, value=pounds("450"), sources=sources)
    told = no_delivery.begin(lambda none: delivery.record(none, worth, TODAY))
    assert (told.facts, told.refusal) == ([] if refusal else [worth], refusal)
    later = no_delivery.given(replace(worth, value=pounds("900")))
    less = mended(pounds("100"), DeliveryField.VALUE)
    later.when(lambda one: delivery.correct(one, less, TODAY)).refused(
        "delivery_sources_exceed_value"
    )


def test_an_import_is_started_once_and_finished_once() -> None:
    started = file_import.ImportStarted(
        file=file_import.Digest("a" * 64),
        mapping=file_import.Digest("b" * 64),
        file_format=file_import.FileFormat.CSV,
        taken_as=file_import.TakenAs.REGISTRATIONS,
    )
    counts = file_import.ImportCounts(rows=30, registrations=29, rejects=1)
    done = file_import.ImportFinished(counts=counts)
    no_import.begin(lambda none: file_import.start(none, started)).then(started)
    begun = no_import.given(started)
    begun.begin(lambda known: file_import.start(known, started)).then()
    begun.when(lambda known: file_import.finish(known, counts)).then(done)
    begun.given(done).when(lambda known: file_import.finish(known, counts)).then()
    no_import.begin(lambda none: file_import.finish(none, counts)).refused("import_not_started")
