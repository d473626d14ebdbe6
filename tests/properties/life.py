"""What happens to a register: it is asked, read and looked at; and what is expected of it each time."""

from __future__ import annotations

from asyncio import gather, sleep, to_thread
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from registry.application.command import Outcome
from registry.application.comparing import as_it_stands
from registry.application.forgetting import ErasureRequest
from registry.application.openings import record_access
from registry.domain.access import FieldName, FieldsOpened
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused, Unavailable, VersionConflict
from registry.domain.facts import AnyFact
from registry.domain.household import CaseNumber
from registry.domain.vocabulary import Level, Role
from registry.privacy.policy import Viewer
from registry.projections.rebuild import rebuild
from tests.projections.expected import tables
from tests.properties import told
from tests.properties.asks import Act, Ask, Clerk
from tests.properties.broken import must
from tests.properties.files import Files
from tests.properties.office import Office
from tests.properties.people import Named
from tests.properties.seen import assert_opens_to_the_agreed_alone
from tests.properties.thinking import think
from tests.properties.witness import assert_answers_hold

Answer = Outcome | Refused
PATIENCE: Final = 200
"""How often an ask is put again that an outage answered, a hundredth of a second apart."""
HOMES: Final = 3
"""With which a life begins."""
REFERRALS: Final = 3
"""With which a life begins, if so many come of so many `TRIES`: what is to become of them comes by chance."""
TRIES: Final = 12
CASE: Final = CaseNumber("2026/17")


@dataclass(frozen=True)
class Forgetting:
    """Who is to be forgotten, and for which partner."""

    home: UUID
    member: UUID
    partner: UUID


class Patience:
    """Lets an outage pass, where somebody `died` who could cause one."""

    died = False

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> bool:
        return self.died and isinstance(problem, Unavailable)


class Life:
    """One register from its first partner on."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office: Final = office
        writer = office.writer
        self.clerk = Clerk(office.mint, writer.keys.registry_id, Named(Random(0)))  # noqa: S311 - names
        self.files = Files(folder)
        self.heard: list[Recorded[AnyFact]] = []
        self.versions: Counter[UUID] = Counter()
        self.patience: Final = Patience()
        self.raced: set[UUID] = set()
        for act in (*[Act.ENROL] * 3, *[Act.OPEN_PROGRAMME] * 4, Act.SIGN):
            self.begin_with(act)
        while len(self.clerk.town.homes) < HOMES:
            self.begin_with(Act.REGISTER)
        for _ in range(TRIES):
            if not self.clerk.town.plans:
                self.begin_with(Act.DRAFT)
            if len(self.clerk.town.referrals) < REFERRALS:
                self.begin_with(Act.SIGN)
                self.begin_with(Act.ANSWER)
                self.begin_with(Act.SEND)

    def begin_with(self, act: Act) -> None:
        self.put(think(self.clerk, act, Random(self.clerk.asked)))  # noqa: S311 - a beginning
        self.hear()

    # Asking

    def put(self, ask: Ask) -> Answer:
        """Alone, so that what the answer must be is known."""
        self.hear()
        objections = ask.objections()
        answer = self.office.run(self._answer(ask))
        code = answer.code if isinstance(answer, Refused) else None
        expected = code in objections if objections else code is None
        must(expected, "an answer is not what the register calls for", ask.act, code, objections)
        self._settle([ask], [answer])
        return answer

    def put_again(self, ask: Ask, before: Outcome) -> None:
        """As it was: the answer is the same, unless somebody was forgotten since of whom it told."""
        self.hear()
        refusals = self._refusals_of_a_repeat(ask, before)
        answer = self.office.run(self._answer(ask))
        if isinstance(answer, Refused):
            must(answer.code in refusals, "what was done is refused when asked again", answer.code)
            return
        since = self.clerk.town.was_told_since(before.position)
        kept = not refusals or since or self._raced(before)
        must(kept, "what was forgotten is done again", ask.act, before, refusals)
        same = (answer.stream, answer.position) == (before.stream, before.position)
        must(same and answer.repeated, "the same ask has another answer", before, answer)

    def put_otherwise(self, ask: Ask, like: Ask, before: Outcome) -> None:
        """Other words under a key that was used: nothing is done."""
        self.hear()
        refusals = {"idempotency_key_reused", *self._refusals_of_a_repeat(like, before)}
        refusals |= ask.objections()
        answer = self.office.run(self._answer(ask))
        code = answer.code if isinstance(answer, Refused) else None
        must(code in refusals, "a key is taken for other words", ask.act, code)

    def put_at_once(self, asks: Sequence[Ask], *beside: Awaitable[object]) -> None:
        """By as many tasks as there are asks, while others do what is `beside`."""

        async def all_of_it() -> list[Answer]:
            answers = gather(*(self._answer(ask) for ask in asks))
            await gather(answers, *beside)
            return await answers

        self._settle(asks, self.office.run(all_of_it()))

    def hand_in(self, asks: Sequence[Ask]) -> None:
        """In one batch; what an outage left undone is handed in again."""
        answers: dict[int, Answer] = {}

        async def hand_in() -> None:
            for _ in range(PATIENCE):
                waiting = [place for place in range(len(asks)) if place not in answers]
                writer = self.office.writer
                commands = [await asks[place].command(writer) for place in waiting]
                said = await writer.submit_many(commands)
                for place, answer in zip(waiting, said, strict=True):
                    if asks[place].prepare and isinstance(answer, VersionConflict):
                        continue  # made from what stood before others of the batch: made anew
                    with self.patience:
                        if not isinstance(answer, Outcome | Refused):
                            raise answer
                        answers[place] = answer
                if len(answers) == len(asks):
                    return
                self.clerk.unheard += [asks[place] for place in waiting if place not in answers]
                await sleep(0.01)

        self.office.run(hand_in())
        self._settle(asks, [answers[place] for place in range(len(asks))])

    def forget(self, whom: Forgetting) -> None:
        self.hear()
        self.office.run(self.forgetting(whom))

    async def forgetting(self, whom: Forgetting) -> None:
        """Until it is done: a crash between the fact and the keys leaves it half done, and a second call ends it."""
        town = self.clerk.town
        about, pairs = town.about(whom.member), town.pairs_of(whom.member)
        request = ErasureRequest(
            household=whom.home, member=whom.member, case=CASE, about=about, pairs=pairs
        )
        context = self.clerk.at(whom.partner, Role.DATA_OFFICER)
        for _ in range(PATIENCE):
            with self.patience:
                await self.office.parts.forget(self.office.writer, request, context)
                town.unsaid |= {*pairs}
                return
            await sleep(0.01)

    async def opening(self, partner: UUID, subjects: Sequence[UUID]) -> None:
        """Somebody looks at people, and that goes on record."""
        names = (FieldName("household.member_joined.name"),)
        opened = FieldsOpened(level=Level.CLEAR, fields=names, subjects=tuple(subjects))
        context = self.clerk.at(partner, Role.CASEWORKER)
        for _ in range(PATIENCE):
            with self.patience:
                await record_access(self.office.writer, [opened], context)
                return
            await sleep(0.01)

    # Reading

    def hear(self, limit: int = 100) -> None:
        """Read on to the end of the log."""
        while self.read_on(limit):
            pass

    def read_on(self, limit: int) -> bool:
        after = self.heard[-1].position if self.heard else 0
        facts = self.office.parts.read(self.office.reader, after, limit)
        told.assert_read_on(self.versions, after, facts)
        self.heard += facts
        self.clerk.town.hear(facts)
        return bool(facts)

    def rebuilding(self, name: str | None) -> Awaitable[object]:
        return to_thread(rebuild, self.office.log_url, name)

    # Looking

    def look_back(self, position: int, table: int) -> None:
        """Read models as of a position that they hold."""
        office = self.office
        told.assert_rows_are_folded(office.administrator, self.heard, position)
        by = told.TABLES[table % len(told.TABLES)]

        async def counted() -> None:
            async with office.registry.readers.connection() as connection:
                await told.assert_reached_is_counted(connection, self.heard, position, by)
                await told.assert_persons_are_linked(connection, self.heard, position)
                await told.assert_lines_are_delivered(connection, self.heard, position)

        office.run(counted())

    def look_around(self, viewer: Viewer) -> None:
        """With the eyes of a partner."""

        async def looked() -> None:
            async with self.office.registry.readers.connection() as connection:
                await assert_opens_to_the_agreed_alone(
                    connection, self.heard, viewer, self.office.mint.today()
                )

        self.office.run(looked())

    def assert_whole(self, positions: Sequence[int]) -> None:
        """Everything that must be true at the end, as of some positions too, and that a rebuild makes it again."""
        self.hear()
        self.office.follow(1_000, PATIENCE)
        looking, facts = self.office.administrator, self.heard
        told.assert_log_is_read_once(looking, facts)
        told.assert_nothing_was_put_aside(looking)
        assert_answers_hold(self.office.notes, facts)
        told.assert_sides_agree(looking, facts, self.clerk.answered)
        self.assert_sealed()
        end = facts[-1].position
        for table, position in enumerate([*positions, end]):
            self.look_back(min(position, end), table)
        before = tables(looking)
        rebuild(self.office.log_url)
        must(tables(looking) == before, "what is rebuilt differs from what was followed")
        self.look_back(end, 3)

    def assert_sealed(self) -> None:
        keys, facts = self.office.writer.keys, self.heard
        opened = self.office.run(told.assert_seals_hold(keys, facts, self.clerk.town.unsaid))
        told.assert_names_are_those_told(opened, facts, self.clerk)

    async def _answer(self, ask: Ask) -> Answer:
        writer = self.office.writer
        for _ in range(PATIENCE):
            with self.patience:
                try:
                    return await as_it_stands(writer, partial(ask.command, writer))
                except Refused as no:
                    return no
            self.clerk.unheard.append(ask)
            await sleep(0.01)
        raise AssertionError("an outage without an end")

    def _settle(self, asks: Sequence[Ask], answers: Sequence[Answer]) -> None:
        for ask, answer in zip(asks, answers, strict=True):
            if isinstance(answer, Outcome):
                self.clerk.heard(ask, answer)

    def _refusals_of_a_repeat(self, ask: Ask, before: Outcome) -> set[str]:
        partner = self.clerk.town.partners.get(ask.context.partner)
        if partner is not None and partner.suspended:
            return {"partner_suspended"}
        if self.clerk.town.was_forgotten(before.position):
            return {"person_forgotten"}
        return set()

    def _raced(self, before: Outcome) -> bool:
        """Whether it was asked at the moment of a forgetting, which did not know of it."""
        words = self.clerk.town.words.get(self.clerk.town.commands[before.position])
        return words is not None and not self.raced.isdisjoint({words.home, words.beside})
