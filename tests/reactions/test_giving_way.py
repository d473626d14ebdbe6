"""Whoever waits for an answer goes first: beside a server matching rests while others record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Event

import pytest

from registry.domain.vocabulary import Sex
from registry.reactions import following
from registry.reactions.matching import Matcher
from tests.reactions.conftest import Town, person

pytestmark = pytest.mark.anyio

FATMA = person("فاطمة عبد الراضي علي", born=(1990, 5, 7), number="29005072701222", sex=Sex.FEMALE)


@dataclass
class Stretches:
    """Ends the following at the log's end; in the midst of the first stretch somebody else may record."""

    town: Town
    stop: Event
    somebody_records: bool
    done: Counter[str] = field(default_factory=Counter)

    async def advance(self, matcher: Matcher) -> Counter[str] | None:
        done = await ADVANCE(matcher)
        if done is None:
            self.stop.set()
            return None
        self.done += done
        if self.somebody_records:
            self.somebody_records = False
            await self.town.register(("منى", person("منى سعيد جاد")))
        return done


ADVANCE = following.advance


@pytest.mark.parametrize(
    ("beside", "somebody_records", "rests"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
async def test_it_rests_beside_a_server_and_only_while_others_record(
    town: Town, monkeypatch: pytest.MonkeyPatch, *, beside: bool, somebody_records: bool, rests: int
) -> None:
    """What it records itself is no reason to rest."""
    await town.register(("فاطمة", FATMA))
    await town.register(("هي عند غيرها", FATMA), at="noor")
    rested: list[float] = []

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    stretches = Stretches(town, Event(), somebody_records)
    monkeypatch.setattr(following, "advance", stretches.advance)
    monkeypatch.setattr(following, "sleep", rest)
    await following.follow(town.matcher, stretches.stop, beside=beside)
    assert stretches.done["links"] == 1
    assert len(rested) == rests
    assert all(0 < one <= following.LONGEST for one in rested)
