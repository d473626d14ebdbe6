"""Rows as the commands that they are: keyed by what their partner calls the household and the row.

Never by the file and never by what the row says, so that a run that was cut short is simply run again, next month's
list registers nobody twice, and a row with a mended cell comes back instead of making a second child or basket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from uuid import UUID

from registry.application.command import Command, Context
from registry.application.deliveries import DeliveryDraft, record_delivery
from registry.application.households import (
    HouseholdDraft,
    MemberDraft,
    add_member,
    register_household,
)
from registry.application.writer import Writer
from registry.domain.arabic import fold
from registry.domain.vocabulary import Purpose
from registry.intake.contents import delivery_content, household_content, member_content
from registry.intake.findings import Place
from registry.intake.incoming import Incoming, IncomingMember, RowName
from registry.intake.lines import as_reference

_TOKEN: Final = 33
"""Characters that stand for what is personal in a row's name: 128 bits and the mark before them."""

Names = Mapping[Place, RowName]

Said: TypeAlias = HouseholdDraft | MemberDraft | DeliveryDraft


@dataclass(frozen=True, slots=True)
class RowCommand:
    """What a row asks for. `of` is the registration that it is, or that it hangs on.

    `by_place` where it goes by its place among others of its household, which may be another's in a later file.
    """

    at: Place
    of: Incoming
    command: Command
    said: Said
    by_place: bool = False


@dataclass(frozen=True, slots=True)
class RowCommands:
    """`sheets` are numbered as in the file."""

    writer: Writer
    context: Context
    sheets: Mapping[str, int]

    def with_reference(self, one: Incoming) -> Incoming:
        """Under the partner's own reference, else under a keyed token of what the row identifies.

        Keyed, since the reference outlives the head it was made from for as long as the household stands.
        """
        if one.draft.partner_reference is not None:
            return one
        token = self._token(one.identifying)
        return replace(one, draft=replace(one.draft, partner_reference=token))

    def reference_of(self, name: RowName) -> str:
        """What a row goes by that has no reference of its own."""
        return self._called(name.reference or self._token(name.identifying), name)

    def alike(self, one: Incoming) -> bytes | None:
        """A keyed token of what a household without number and reference goes by besides."""
        return None if one.alike is None else self._token(one.alike).encode()

    def token_of(self, said: str) -> bytes:
        """Under what a household stands that goes by this reference."""
        return self.writer.reference_token(self.context.partner, said)

    def _called(self, household: str, name: RowName) -> str:
        own = name.own
        if name.personal:
            own = self._token(f"{household}/{own}")[:_TOKEN]
        return as_reference(f"{household}/{own}")

    def _token(self, personal: str) -> str:
        return self.writer.stand_in(self.context.partner, personal)

    def registration(self, one: Incoming) -> RowCommand:
        context = self._at(one, one.at, f"registration:{reference(one)}")
        content = household_content(one.draft)
        command = register_household(one.draft, context, self.writer.mint, content=content)
        return RowCommand(one.at, one, command, one.draft)

    def joining(self, one: Incoming, household: UUID, names: Names) -> Iterator[RowCommand]:
        for member in one.members:
            own, by_place = member.draft.partner_reference, False
            if own is None:
                name = names[member.at]
                own, by_place = self._called(reference(one), name), not name.personal
            yield self._joining(one, member, household, own, by_place=by_place or _of_a_repeat(own))

    def arriving(self, row: RowCommand, household: UUID) -> RowCommand:
        """The row of somebody who has the place that another had before: from now on it goes by the name."""
        member = next(one for one in row.of.members if one.at == row.at)
        called = RowName.within(row.of, fold(member.draft.name.written), personal=True)
        return self._joining(
            row.of, member, household, self._called(reference(row.of), called), by_place=False
        )

    def _joining(
        self, one: Incoming, member: IncomingMember, household: UUID, own: str, *, by_place: bool
    ) -> RowCommand:
        draft = replace(member.draft, partner_reference=own)
        context = self._at(one, member.at, _key("member", one, own))
        command = add_member(
            household, draft, context, self.writer.mint, content=member_content(draft)
        )
        return RowCommand(member.at, one, command, draft, by_place)

    def served(self, one: Incoming, household: UUID, names: Names) -> Iterator[RowCommand]:
        for delivery in one.deliveries:
            own = delivery.draft.partner_reference or self._called(
                reference(one), names[delivery.at]
            )
            draft = replace(delivery.draft, household=household, partner_reference=own)
            context = replace(
                self._at(one, delivery.at, _key("delivery", one, own)),
                purpose=Purpose.DELIVERY,
                effective=None,
            )
            command = record_delivery(
                draft, context, self.writer.mint, content=delivery_content(draft)
            )
            yield RowCommand(delivery.at, one, command, draft)

    def _at(self, one: Incoming, at: Place, key: str) -> Context:
        return self.context.of_row(f"import:{key}", self.sheets[at.sheet], at.row, one.effective)


def reference(one: Incoming) -> str:
    """The reference that a household is registered under."""
    if one.draft.partner_reference is None:
        raise AssertionError("a row is written under a reference")
    return one.draft.partner_reference


def _key(kind: str, one: Incoming, own: str) -> str:
    """What a row of a household is known by; no reference holds the separator, which counts as a space there."""
    return "\x1f".join((kind, reference(one), own))


def _of_a_repeat(own: str) -> bool:
    """Whether it is ODK's key of a repeat, `…/members[2]`: the tool gives it by place."""
    return own.endswith("]")
