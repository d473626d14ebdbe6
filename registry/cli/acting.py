"""Who acts at this machine: its operator, for the registry itself."""

from __future__ import annotations

from registry.application.command import Context
from registry.bootstrap import Registry
from registry.domain.vocabulary import Channel, Purpose, Role


async def operator_of(registry: Registry) -> Context:
    """The operator steering the registry; what a partner does itself says so with `for_partner`."""
    return Context(
        actor=await registry.staff.actor_for("operator"),
        partner=registry.keys.registry_id,
        role=Role.SYSTEM,
        purpose=Purpose.MAINTENANCE,
        channel=Channel.CONSOLE,
    )
