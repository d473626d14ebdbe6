"""Who acts: the operator of this machine, for the registry itself, or a member of staff, for their partner."""

from __future__ import annotations

from registry.application.command import Context
from registry.bootstrap import Registry
from registry.cli.output import Misused
from registry.cli.partners import partner_called
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.privacy.policy import Viewer
from registry.privacy.staff import Login


async def operator_of(registry: Registry) -> Context:
    """The operator steering the registry; what a partner does itself says so with `for_partner`."""
    return Context(
        actor=await registry.staff.actor_for("operator"),
        partner=registry.keys.registry_id,
        role=Role.SYSTEM,
        purpose=Purpose.MAINTENANCE,
        channel=Channel.CONSOLE,
    )


def parse_who(who: str) -> Login:
    """`caseworker@moss-qena`, or a member of staff, as `mona@moss-qena`.

    Raises:
        Misused: `who_malformed`.
    """
    try:
        return Login.read(who)
    except SijillError:
        raise Misused("who_malformed", roles=", ".join(Role)) from None


async def signed_in(registry: Registry, who: Login, purpose: Purpose) -> Viewer:
    """A member of staff in all their roles, for a purpose.

    Raises:
        SijillError: `partner_unknown`, `staff_unknown`, `staff_left`, `staff_purpose_withdrawn`.
    """
    partner = await partner_called(registry, who.partner)
    member = await registry.staff.sign_in(who, purpose, registry.writer.mint.clock())
    return Viewer(
        actor=member.actor,
        partner=partner,
        roles=member.roles,
        purpose=purpose,
        channel=Channel.CONSOLE,
    )
