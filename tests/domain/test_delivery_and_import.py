from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from registry.domain import delivery, file_import
from registry.domain.dates import PreciseDate, Precision, days_from
from registry.domain.fields import Open
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Claim, CountsAs, Unit
from tests.story import Story

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
    no_delivery.begin(lambda none: delivery.record(none, basket)).then(basket)
    no_delivery.given(basket).begin(lambda d: delivery.record(d, basket)).refused(
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
    no_delivery.begin(lambda none: delivery.record(none, broken)).refused(code)


@pytest.mark.parametrize(
    ("begins", "ends"), [(None, None), (SEPTEMBER, None), (OCTOBER, OCTOBER), (None, RAMADAN)]
)
def test_help_is_meant_for_any_days_in_a_row_and_for_those_of_its_date_where_nobody_says(
    begins: PreciseDate | None, ends: PreciseDate | None
) -> None:
    given = replace(basket, serves_from=begins, serves_until=ends)
    no_delivery.begin(lambda none: delivery.record(none, given)).then(given)


def test_what_a_household_reports_needs_no_programme() -> None:
    reported = replace(basket, programme=None, claim=Claim.REPORTED_BY_HOUSEHOLD)
    no_delivery.begin(lambda none: delivery.record(none, reported)).then(reported)


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
