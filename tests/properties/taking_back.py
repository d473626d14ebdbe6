"""Files that are taken back: refused where somebody built on them, whole where nobody did, and new again afterwards."""

from __future__ import annotations

from asyncio import create_task, sleep, to_thread
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final
from uuid import UUID

from registry.application.dependents import ReadModels
from registry.application.patience import PatientWriter
from registry.application.undoing import Undone, undo_import
from registry.domain import household as households
from registry.domain.delivery import DeliveryRecorded, DeliveryReversed
from registry.domain.entitlement_document import DocumentIssued, DocumentStage, as_issued
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.file_import import UndoingStarted
from registry.domain.household import HouseholdRegistered
from registry.domain.referral import ReferralRejected, ReferralRevoked, ReferralSent
from registry.domain.subject_request import RequestAnswered, RequestReceived
from registry.domain.vocabulary import Role
from tests.properties.broken import must
from tests.properties.crises import Crises
from tests.properties.files import List
from tests.properties.life import PATIENCE

ENDINGS: Final = (DeliveryReversed, ReferralRejected, ReferralRevoked, RequestAnswered)
_ABOUT: Final = (DeliveryRecorded, ReferralSent, RequestReceived, DocumentIssued)
ERASURE: Final = (households.PersonForgotten, households.HouseholdForgotten)
Facts = Sequence[Recorded[AnyFact]]


class TakingBack:
    def __init__(self, crises: Crises) -> None:
        self.crises = crises
        self.life = crises.life

    def undo(self, chance: Random, *, cut_short: bool) -> None:
        """A list, by whom it may be; at once again, which changes nothing; and now and then it is taken in anew."""
        life = self.life
        life.hear()
        if not life.files.taken:
            return
        taken = chance.choice(list(life.files.taken))
        number, forced = life.files.taken[taken], chance.random() < 1 / 2
        role = chance.choice((Role.DATA_OFFICER, Role.DATA_OFFICER, Role.CASEWORKER))
        refusals = self._against(taken, number, role, forced=forced)
        life.patience.died |= cut_short
        undoing = self._until_undone(taken, number, role, forced=forced, cutting=cut_short)
        try:
            undone = life.office.run(undoing)
        except Refused as no:
            must(no.code in refusals, "a list is not taken back", no.code, refusals)
            return
        must(not refusals, "a list is taken back although it may not be", refusals)
        self._assert_undone(taken, number, undone)
        if chance.random() < 1 / 2:
            self.crises.take_in_list(taken, chance, anew=True)

    def _assert_undone(self, taken: List, number: UUID, undone: Undone) -> None:
        life = self.life
        del life.files.taken[taken]
        life.hear()
        town, begun = life.clerk.town, _begun(life.heard, number)
        for home in begun & town.homes.keys():
            state = town.homes[home]
            gone = state.withdrawn or state.erased or town.owners[home] != taken.partner
            must(gone, "a registration of an undone list stands", home)
        for delivery in begun & town.deliveries.keys():
            reversed_ = town.deliveries[delivery].reversed is not None
            must(reversed_, "a delivery of an undone list stands", delivery)
        end = life.heard[-1].position
        undoing = self._until_undone(taken, number, Role.DATA_OFFICER)
        again = life.office.run(undoing)
        life.hear()
        same = again.already and again.found.counts == undone.found.counts
        must(same and life.heard[-1].position == end, "what was undone is undone again", again)

    def _against(self, taken: List, number: UUID, role: Role, *, forced: bool) -> set[str]:
        facts, partner = self.life.heard, self.life.clerk.town.partners[taken.partner]
        found = {"partner_suspended"} if partner.suspended else set()
        if forced:
            return found | ({"act_not_allowed"} if role is Role.CASEWORKER else set())
        return found | ({"import_built_on"} if is_built_upon(facts, number) else set())

    async def _until_undone(
        self,
        taken: List,
        number: UUID,
        role: Role,
        *,
        forced: bool = False,
        cutting: bool = False,
    ) -> Undone:
        """As whoever undoes: when it stops half-way, the same once more."""
        office, context = self.life.office, self.life.clerk.at(taken.partner, role)
        knowing = ReadModels(
            office.registry.readers, lambda: to_thread(office.follow, 1_000, PATIENCE)
        )
        cut = create_task(self.crises.cutting(Random(number.int))) if cutting else None  # noqa: S311 - moments
        try:
            for _ in range(PATIENCE):
                with self.life.patience:
                    return await undo_import(
                        number,
                        context,
                        PatientWriter(office.writer, seconds=0),
                        knowing,
                        forced=forced,
                    )
                await sleep(0.01)
        finally:
            if cut is not None:
                await cut
        raise AssertionError("an outage without an end")


def is_built_upon(facts: Facts, number: UUID) -> bool:
    """Whether somebody else recorded something of what the import began, or for whom it registered, that stands."""
    nobodys = {one.stream for one in facts if isinstance(one.fact, UndoingStarted)}
    begun = _begun(facts, number)
    by_stream: dict[UUID, list[Recorded[AnyFact]]] = defaultdict(list)
    for one in facts:
        by_stream[one.stream].append(one)
    for history in by_stream.values():
        first = history[0]
        about = getattr(first.fact, "household", None)
        hangs = isinstance(first.fact, _ABOUT) and about in begun
        others = [
            one
            for one in history
            if one.envelope.file_import not in {number, *nobodys}
            and not isinstance(one.fact, ERASURE)
        ]
        ended = any(isinstance(one.fact, ENDINGS) for one in others) or _withdrawn(history)
        if not ended and others and (first.stream in begun or (hangs and first in others)):
            return True
    return False


def _withdrawn(history: Facts) -> bool:
    """Of a holder's documents, whether the last one is."""
    series = as_issued(one.fact for one in history)
    return series is not None and series.stage is DocumentStage.WITHDRAWN


def _begun(facts: Facts, number: UUID) -> set[UUID]:
    began = (DeliveryRecorded, HouseholdRegistered)
    return {
        one.stream
        for one in facts
        if one.envelope.file_import == number and isinstance(one.fact, began)
    }
