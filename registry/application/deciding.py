"""What a batch of commands comes to, before anything is stored: refused, repeated, or facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from registry.application import rights
from registry.application.command import Command, Context, Elsewhere, Mint, Outcome
from registry.application.rights import RECORDING_ACCESS
from registry.domain import partner as partners
from registry.domain.envelope import Envelope, Recorded
from registry.domain.errors import KeyReused, Refused, SijillError
from registry.domain.facts import AnyFact
from registry.eventlog.known import Known
from registry.eventlog.log import Seen

Answers: TypeAlias = dict[int, Outcome | SijillError]
"""Outcomes by the place of their command in what was asked."""

_OF_A_SUSPENDED_PARTNER_TOO: Final = frozenset({"household.forget"})
"""Nobody loses the right to be forgotten because their partner lost its own."""


class Keyed(NamedTuple):
    """A command with what it is found again by: digests that only the registry can make."""

    command: Command
    key: bytes | None
    content: bytes | None
    reference: tuple[UUID, bytes] | None


class Decided(NamedTuple):
    """The facts of a command, each with its stream and version, in the order in which they will stand in the log.

    `seen` are the streams that must not have grown since.
    """

    asked: Keyed
    facts: Sequence[tuple[UUID, int, AnyFact]]
    envelope: Envelope
    seen: Sequence[Seen] = ()


def decide_all(
    batch: Mapping[int, Keyed], known: Known, registry: UUID, mint: Mint
) -> tuple[Answers, dict[int, Decided]]:
    """Decide commands in their order; the second for a stream sees what the first one gave."""
    answers: Answers = {}
    decided: dict[int, Decided] = {}
    # Lists of their own, which grow by what is foreseen.
    histories = {stream: [*history] for stream, history in known.histories.items()}
    several = _written_by_several(batch)
    permitted: object = None
    acts = mint.ids(len(batch))
    for act, (place, asked) in zip(acts, batch.items(), strict=True):
        command, context = asked.command, asked.command.context
        who = (command.act, context.role, context.purpose, context.partner)
        try:
            if who != permitted:
                _refuse_forbidden(command, histories, registry)
                permitted = who
            answered = answered_before(asked, known)
            if answered is not None:
                answers[place] = answered
                continue
            facts = _placed(command, command.decide(histories), histories)
        except Refused as refused:
            answers[place] = refused
            continue
        seen = [Seen(one, len(histories.get(one, ()))) for one in command.unchanged]
        one = decided[place] = Decided(asked, facts, context.envelope(act), seen)
        if command.stream in several or not several.isdisjoint(command.also):
            foresee(histories, one, mint)
            permitted = None  # it may be the partner that somebody wrote of
    return answers, decided


def _written_by_several(batch: Mapping[int, Keyed]) -> set[UUID]:
    """Streams that more than one of the commands writes to."""
    once: set[UUID] = set()
    several: set[UUID] = set()
    for asked in batch.values():
        for stream in (asked.command.stream, *asked.command.also):
            (several if stream in once else once).add(stream)
    return several


def answered_before(asked: Keyed, known: Known) -> Outcome | SijillError | None:
    """What the log already says to a command: its partner's reference is taken, or its key was used."""
    done = None if asked.key is None else known.commands.get(asked.key)
    if done is None:
        claimed = asked.reference in known.references
        return Refused("partner_reference_claimed") if claimed else None
    if done.content is None:
        return Refused("person_forgotten")
    if done.content != asked.content:
        return KeyReused()
    return Outcome(done.stream, done.position, repeated=True, mended=done.mended)


def rounds(batch: Mapping[int, Keyed]) -> list[dict[int, Keyed]]:
    """Split so that in one round no key and no reference stands twice: the second of two must find the first."""
    split: list[dict[int, Keyed]] = []
    seen: dict[object, int] = {None: 0}
    for place, asked in batch.items():
        later = max(seen.get(asked.key, 0), seen.get(asked.reference, 0))
        seen[asked.key] = seen[asked.reference] = later + 1
        seen[None] = 0  # of what has no key, or no reference
        if later == len(split):
            split.append({})
        split[later][place] = asked
    return split


def _placed(
    command: Command,
    decided: Sequence[AnyFact | Elsewhere],
    histories: Mapping[UUID, Sequence[Recorded[AnyFact]]],
) -> list[tuple[UUID, int, AnyFact]]:
    """What happens in other streams first: a command is found again by the last of its own facts."""
    elsewhere = [(one.stream, one.fact) for one in decided if isinstance(one, Elsewhere)]
    own = [one for one in decided if not isinstance(one, Elsewhere)]
    if elsewhere and not (own and {stream for stream, _ in elsewhere} <= {*command.also}):
        raise AssertionError(f"{command.act}: facts in a stream that the command does not name")
    versions: dict[UUID, int] = {}
    placed = []
    for stream, fact in elsewhere:
        version = versions.get(stream) or len(histories.get(stream, ()))
        versions[stream] = version + 1
        placed.append((stream, version + 1, fact))
    first = (versions.get(command.stream) or len(histories.get(command.stream, ()))) + 1
    return placed + [(command.stream, first + place, fact) for place, fact in enumerate(own)]


def foresee(histories: dict[UUID, list[Recorded[AnyFact]]], decided: Decided, mint: Mint) -> None:
    """Add facts as they will stand in the log, for whoever decides after them; their position is not known yet."""
    for stream, version, fact in decided.facts:
        recorded = Recorded(0, stream, version, mint.clock(), decided.envelope, fact)
        histories.setdefault(stream, []).append(recorded)


def _refuse_forbidden(
    command: Command, histories: Mapping[UUID, Sequence[Recorded[AnyFact]]], registry: UUID
) -> None:
    """Turn away who may not do it at all, before anything is said of what was done before."""
    context: Context = command.context
    rights.check(command.act, context.role, context.purpose)
    # The registry itself enrols the first partner.
    if command.act != RECORDING_ACCESS and context.partner != registry:
        _refuse_stranger(command.act, histories.get(context.partner, ()))


def _refuse_stranger(act: str, history: Sequence[Recorded[AnyFact]]) -> None:
    """Nobody writes for a partner that was never enrolled, or is suspended."""
    if not any(isinstance(one.fact, partners.PartnerEnrolled) for one in history):
        raise Refused("partner_not_enrolled")
    suspended = any(isinstance(one.fact, partners.PartnerSuspended) for one in history)
    if suspended and act not in _OF_A_SUSPENDED_PARTNER_TOO:
        raise Refused("partner_suspended")
