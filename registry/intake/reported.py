"""Help that a household says it was given, from the rows of a form's repeat group."""

from __future__ import annotations

import re

from registry.application.deliveries import DeliveryDraft
from registry.domain.money import Currency
from registry.domain.vocabulary import Claim
from registry.intake.fields import Field
from registry.intake.headings import plain
from registry.intake.lines import Line
from registry.intake.words import GIVEN

_CURRENCIES = {"EG": Currency.EGP, "QA": Currency.QAR, "KW": Currency.KWD}
_NAMED = {
    "egp": Currency.EGP, "جنيه": Currency.EGP, "qar": Currency.QAR, "ريال": Currency.QAR, "kwd": Currency.KWD,
    "دينار": Currency.KWD, "usd": Currency.USD, "دولار": Currency.USD,
}  # fmt: skip


def reported_delivery(line: Line, country: str) -> DeliveryDraft | None:
    """The delivery that a row reports, or None with its problems noted. It counts in no total of what was reached."""
    given = line.word(Field.BENEFIT, GIVEN)
    on = line.date(Field.DELIVERED_ON)
    value = line.money(currency_of(line, country))
    quantity = line.quantity()
    if line.first(Field.BENEFIT) is None:
        line.refuse("row_benefit_missing", Field.BENEFIT)
    if line.first(Field.DELIVERED_ON) is None:
        line.refuse("row_date_missing", Field.DELIVERED_ON)
    if given is None or on is None or line.problems:
        return None
    return DeliveryDraft(
        benefit=given,
        quantity=quantity,
        value=value,
        on=on,
        claim=Claim.REPORTED_BY_HOUSEHOLD,
        giver=line.text(Field.GIVER),
        partner_reference=line.reference(Field.DELIVERY_REFERENCE),
    )


def currency_of(line: Line, country: str) -> Currency:
    """The currency that the column's heading names, else that of the country."""
    for column in line.columns.of(Field.AMOUNT):
        for word in re.split(r"[ _]", plain(column.heading)):
            if currency := _NAMED.get(word) or _NAMED.get(word.removeprefix("بال")):
                return currency
    return _CURRENCIES.get(country, Currency.EGP)
