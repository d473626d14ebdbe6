"""Mending a delivery, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from registry.application import rights
from registry.application.command import Command, Context, Histories, Mint, canonical
from registry.application.comparing import ToOpen
from registry.application.deliveries import known_partners, partners_named, require_authority
from registry.application.writer import Writer
from registry.domain import delivery as domain
from registry.domain.casework import DeliveryField, ReversalReason, by_people
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector, DeliveryCorrected, DeliveryRecorded, Source
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.fields import Open
from registry.domain.money import Money
from registry.domain.programme import turn_of
from registry.domain.vocabulary import CountsAs, Cycle

CORRECTING: Final = "delivery.correct"
_SEALED: Final = frozenset({DeliveryField.GIVER, DeliveryField.COLLECTOR})
_PERIOD: Final = frozenset({DeliveryField.SERVES_FROM, DeliveryField.SERVES_UNTIL})
_WITHOUT_NONE: Final = frozenset(
    {DeliveryField.QUANTITY, DeliveryField.COUNTS_AS, DeliveryField.ON}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMend:
    """What a partner says of its delivery now: of the fields in `said` alone, where None takes a value away."""

    said: tuple[DeliveryField, ...]
    quantity: Decimal | None = None
    value: Money | None = None
    counts_as: CountsAs | None = None
    headcount: int | None = None
    on: PreciseDate | None = None
    serves_from: PreciseDate | None = None
    serves_until: PreciseDate | None = None
    sources: tuple[Source, ...] = ()
    giver: str | None = None
    collector: Collector | None = None

    def of(self, field: DeliveryField) -> Any:
        return getattr(self, field.value)


async def sealed_now(
    writer: Writer, delivery: UUID, mend: DeliveryMend, context: Context
) -> Mapping[bytes, object]:
    """What `correct_delivery` compares with: who gave and who collected, where something is said of them.

    Raises:
        Refused: `delivery_unknown`, `act_not_allowed`, `purpose_only_reads`: nothing is opened for whoever may not.
    """
    compared = [field.value for field in mend.said if field in _SEALED]
    if not compared:
        return {}
    rights.check(CORRECTING, context.role, context.purpose)
    history = await writer.log.load(delivery)
    own_delivery({delivery: history}, delivery, context.partner)
    to_open = ToOpen()
    for fact in (one.fact for one in history):
        if isinstance(fact, DeliveryRecorded | DeliveryCorrected) and fact.subject is not None:
            values = {name: getattr(fact, name) for name in compared}
            to_open.add(fact.subject, NAME_OF[type(fact)], values, compared)
    return (await to_open.opened(writer, context)).by_record


def correct_delivery(
    delivery: UUID,
    mend: DeliveryMend,
    context: Context,
    mint: Mint,
    *,
    opened: Mapping[bytes, object],
) -> Command:
    """Mend a delivery of the partner: what is said that is so already changes nothing.

    `opened` are sealed values of the delivery in clear; what is not among them counts as another value.

    Refuses `delivery_unknown` (another partner's too), `delivery_field_needed`, `collector_without_authority`,
    `partner_unknown`, `person_forgotten` and what `domain.delivery.correct` refuses.
    """
    today = mint.today()

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_delivery(histories, delivery, context.partner)
        if any(mend.of(field) is None for field in _WITHOUT_NONE & set(mend.said)):
            raise Refused("delivery_field_needed")
        require_authority(mend.collector)
        known_partners(histories, partners_named(mend.sources))
        moved = _moved(state.recorded, mend)
        return domain.correct(state, _corrected(state.recorded, moved, opened), today)

    return Command(
        act=CORRECTING,
        context=context,
        stream=delivery,
        needs=(delivery, *partners_named(mend.sources)),
        decide=decide,
        content=canonical((delivery, mend)),
    )


def reverse_delivery(delivery: UUID, reason: ReversalReason, context: Context) -> Command:
    """Take a delivery of the partner back. Refuses `reason_of_undoing`; `delivery_unknown`, another partner's too."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_delivery(histories, delivery, context.partner)
        return domain.reverse(state, by_people(reason))

    return Command(
        act="delivery.reverse",
        context=context,
        stream=delivery,
        needs=(delivery,),
        decide=decide,
        content=canonical((delivery, reason)),
    )


def own_delivery(histories: Histories, delivery: UUID, partner: UUID) -> domain.Delivery:
    """The state of a delivery that the partner itself recorded.

    Raises:
        Refused: `delivery_unknown`; another partner's delivery is unknown too.
    """
    state: domain.Delivery | None = None
    for one in histories.get(delivery, ()):
        if state is None and not _recorded_by(partner, one):
            break
        if isinstance(one.fact, domain.DeliveryFact):
            state = domain.evolve(state, one.fact)
    if state is None:
        raise Refused("delivery_unknown")
    return state


def _recorded_by(partner: UUID, first: Recorded[AnyFact]) -> bool:
    return isinstance(first.fact, DeliveryRecorded) and first.envelope.partner == partner


def _moved(recorded: DeliveryRecorded, mend: DeliveryMend) -> DeliveryMend:
    """With another day comes another period where it was meant for the turn of its programme, and none is said."""
    before = recorded.serves_from
    if mend.on is None or _PERIOD & set(mend.said) or before != recorded.serves_until:
        return mend
    turns = (turn_of(cycle, mend.on) for cycle in Cycle if turn_of(cycle, recorded.on) == before)
    turn = next(turns, None)
    if before is None or turn is None:
        return mend
    return replace(mend, said=(*mend.said, *_PERIOD), serves_from=turn, serves_until=turn)


def _corrected(
    recorded: DeliveryRecorded, mend: DeliveryMend, opened: Mapping[bytes, object]
) -> DeliveryCorrected:
    changed = tuple(field for field in mend.said if not _is_so(recorded, field, mend, opened))
    values = {
        field.value: Open(value) if field in _SEALED and value is not None else value
        for field in changed
        for value in (mend.of(field),)
    }
    return DeliveryCorrected(
        household=recorded.household, member=recorded.member, changed=changed, **values
    )


def _is_so(
    recorded: DeliveryRecorded,
    field: DeliveryField,
    mend: DeliveryMend,
    opened: Mapping[bytes, object],
) -> bool:
    now, said = getattr(recorded, field.value), mend.of(field)
    if isinstance(now, Open):  # recorded by a command that is decided together with this one
        return bool(now.value == said)
    if isinstance(now, bytes):
        return now in opened and opened[now] == said
    return bool(now == said)
