"""Partners that agree how often they report, lift it, and say up to which day they did."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from registry.domain.partner import PartnerFact, PartnerReportedUpTo, PartnerReportsEvery
from registry.eventlog.mapper import Pending

if TYPE_CHECKING:
    from tests.projections.histories import History

BEGAN = date(2026, 9, 1)


class Reporting:
    def __init__(self, history: History, random: Random) -> None:
        self.history, self.random, self.begun = history, random, False

    def beside(self) -> list[Pending]:
        """Everything once of the first partner that there is, and then now and then something of one."""
        if not self.history.partners or (self.begun and self.random.random() < 0.9):
            return []
        self.begun = True
        days = self.random.choice((1, 30, 366, None))
        day = BEGAN + timedelta(days=self.random.randrange(90))
        told: list[PartnerFact] = [
            PartnerReportsEvery(days=days, agreed_on=None if days is None else day),
            PartnerReportedUpTo(day=day),
        ]
        stream = self.random.choice(self.history.partners)
        begins = self.history.versions[stream]
        self.history.versions[stream] = begins + len(told)
        envelope = self.history.said_last
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(told, 1)]
