"""A register to which anything may happen next, in any order, while what must be true of it stays true."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from registry.domain.envelope import Actor
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.policy import Viewer
from tests.projections.histories import beside
from tests.properties.asks import GOVERNING, ISSUING, MIXED, OFTEN, Act, Ask
from tests.properties.crises import Crises
from tests.properties.ground import Ground
from tests.properties.life import Life
from tests.properties.office import Office, Parts
from tests.properties.people import one_of
from tests.properties.plans import Plans, assert_plans_add_up
from tests.properties.taking_back import TakingBack
from tests.properties.thinking import think

HAPPENINGS: Final = {
    "the_reader_goes_on": 2,  # the simplest stands first: hypothesis begins with a life of nothing else
    "a_partner_asks": 6,
    "the_operator_asks": 3,
    "a_partner_asks_again": 2,
    "a_key_comes_with_other_words": 2,
    "several_ask_at_once": 4,
    "a_batch_is_handed_in": 3,
    "a_plan_goes_on": 4,
    "plans_meet": 1,
    "a_list_is_taken_in": 2,
    "a_list_is_taken_back": 2,
    "somebody_is_forgotten": 2,
    "the_follower_goes_on": 4,
    "the_follower_dies_in_mid_batch": 2,
    "connections_are_cut": 1,
    "the_server_is_killed": 1,
    "read_models_are_rebuilt_meanwhile": 1,
    "a_partner_looks_around": 1,
    "somebody_looks_back": 1,
}
"""What there is, and how often it comes beside the others."""
KILLS: Final = 2
"""In a life, at most: the server takes half a second to come back."""
APART: Final = 80
"""Facts between two positions that are looked back at in the end."""


@dataclass
class Journal:
    """How often each step was taken and each act asked for and done, and the first step that failed, with its life."""

    tally: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    failure: BaseException | None = None
    story: tuple[str, ...] = ()

    def failed(self, failure: BaseException, story: list[str]) -> None:
        if self.failure is None:
            self.failure, self.story = failure, tuple(story)


class Machine(RuleBasedStateMachine):
    """Hypothesis decides what happens, and of each step by a seed of its own what is said, by whom and to whom.

    One rule for all of it: with a rule each, hypothesis leaves half of them out of a life.
    """

    def __init__(self, ground: Ground, parts: Parts, journal: Journal) -> None:
        super().__init__()
        self.journal = journal
        self.story: list[str] = []
        self.kills = 0
        self.sound = True
        with ExitStack() as opened:
            folder = Path(opened.enter_context(TemporaryDirectory(prefix="sijill-life-")))
            office = Office(ground, opened.enter_context(ground.databases()), folder, parts)
            opened.callback(office.leave)
            office.open()
            self.life = Life(office, folder)
            self.opened = opened.pop_all()
        self.crises = Crises(self.life)
        self.taking_back = TakingBack(self.crises)
        self.plans = Plans(self.life)

    @rule(
        what=st.sampled_from([name for name, often in HAPPENINGS.items() for _ in range(often)]),
        seed=st.integers(0, 2**32 - 1),
    )
    def something_happens(self, what: str, seed: int) -> None:
        self.story.append(f"{what}, {seed}")
        self.journal.tally[what] += 1
        try:
            getattr(self, what)(Random(seed))  # noqa: S311 - a story, no secret
        except BaseException as failure:
            self.sound = False
            self.journal.failed(failure, self.story)
            raise

    def teardown(self) -> None:
        """After a step that failed there is no use in looking at what is left."""
        with self.opened:
            if self.sound:
                try:
                    self.journal.asked += self.life.office.notes.asked()
                    self.journal.done += self.life.office.notes.done()
                    self.life.assert_whole([one.position for one in self.life.heard[::APART]])
                    assert_plans_add_up(self.life.heard)
                except BaseException as failure:
                    self.journal.failed(failure, self.story)
                    raise

    def a_partner_asks(self, chance: Random) -> None:
        own = beside(chance)
        self.life.put(self._ask(chance.choice(OFTEN), chance))
        if own.random() < 1 / 2:
            self.life.put(self._ask(own.choice(ISSUING), own))

    def the_operator_asks(self, chance: Random) -> None:
        self.life.put(self._ask(chance.choice(GOVERNING), chance))

    def a_partner_asks_again(self, chance: Random) -> None:
        self.life.put_again(*chance.choice(self.life.clerk.answered))

    def a_key_comes_with_other_words(self, chance: Random) -> None:
        told = [one for one in self.life.clerk.answered if one[0].names]
        like, before = chance.choice(told)
        self.life.put_otherwise(self._ask(like.act, chance, like), like, before)

    def several_ask_at_once(self, chance: Random) -> None:
        self.crises.rush(self._asks(chance, 6), chance)

    def a_batch_is_handed_in(self, chance: Random) -> None:
        self.life.hand_in(self._asks(chance, 12))

    def a_list_is_taken_in(self, chance: Random) -> None:
        self.crises.take_in(chance, cut_short=chance.random() < 1 / 3)

    def a_list_is_taken_back(self, chance: Random) -> None:
        self.taking_back.undo(chance, cut_short=chance.random() < 1 / 3)

    def a_plan_goes_on(self, chance: Random) -> None:
        self.plans.go_on(chance)

    def plans_meet(self, chance: Random) -> None:
        self.plans.meet(chance)

    def somebody_is_forgotten(self, chance: Random) -> None:
        self.life.forget(self.crises.somebody(chance))

    def the_follower_goes_on(self, chance: Random) -> None:
        self.life.office.follow(_batch(chance), chance.randint(1, 6))

    def the_reader_goes_on(self, chance: Random) -> None:
        self.life.read_on(_batch(chance))

    def the_follower_dies_in_mid_batch(self, chance: Random) -> None:
        models = [one.name for one in self.life.office.parts.models]
        model = chance.choice(models) if chance.random() < 2 / 3 else None
        self.life.office.kill_follower_at(model, _batch(chance))

    def connections_are_cut(self, chance: Random) -> None:
        self.crises.cut_during(self._asks(chance, 6), chance)

    def the_server_is_killed(self, chance: Random) -> None:
        self.kills += 1
        if self.kills <= KILLS:
            self.crises.kill_during(self._asks(chance, 6), chance)

    def read_models_are_rebuilt_meanwhile(self, chance: Random) -> None:
        model = chance.choice([None, *(one.name for one in self.life.office.parts.models)])
        self.crises.rebuild_during(model, self._asks(chance, 6))

    def a_partner_looks_around(self, chance: Random) -> None:
        self.life.hear()
        self.life.office.follow(5_000, 100)
        viewer = Viewer(
            actor=Actor(UUID(int=1)),
            partner=chance.choice(list(self.life.clerk.town.partners)),
            roles=frozenset({one_of(chance, Role)}),
            purpose=one_of(chance, Purpose),
        )
        self.life.look_around(viewer)

    def somebody_looks_back(self, chance: Random) -> None:
        self.life.hear()
        position = chance.randint(0, self.life.office.present())
        self.life.look_back(position, chance.randrange(4))
        self.life.assert_sealed()

    def _ask(self, act: Act, chance: Random, like: Ask | None = None) -> Ask:
        return think(self.life.clerk, act, chance, like=like)

    def _asks(self, chance: Random, most: int) -> list[Ask]:
        own = beside(chance)
        acts = chance.choices(MIXED, k=chance.randint(2, most))
        asks = self.crises.asks(acts, chance, at_one_door=chance.random() < 1 / 2)
        return [*asks, *self._documents(own)]

    def _documents(self, own: Random) -> list[Ask]:
        """Now and then two desks that issue the same holder a card, or one and something else."""
        if own.random() < 2 / 3:
            return []
        door, seed = self.life.clerk.home(own), own.random()
        second = own.choice((Act.ISSUE, Act.ISSUE, *ISSUING))
        return [
            think(self.life.clerk, act, Random(seed), home=door)  # noqa: S311 - a story, no secret
            for act in (Act.ISSUE, second)
        ]


def _batch(chance: Random) -> int:
    return chance.choice((1, 2, 7, 40, 5_000))
