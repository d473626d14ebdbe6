"""What the API needs of a register that is open."""

from __future__ import annotations

from registry.api.authentication import Authenticator
from registry.api.context import Services
from registry.application.search_limit import SearchLimit
from registry.bootstrap import Registry
from registry.bootstrap.issuing import issuer


def services(registry: Registry) -> Services:
    """What the API needs of an open register."""
    local = issuer(registry.settings)
    clock = registry.writer.mint.clock
    return Services(
        readers=registry.readers,
        writer=registry.writer,
        keys=registry.keys,
        log=registry.log,
        authenticator=Authenticator.trusting(
            local.jwks(), issuer=local.issuer, audience=local.audience, clock=clock
        ),
        staff=registry.staff,
        search_limit=SearchLimit(
            of_actor=registry.settings.searches_per_hour,
            of_partner=registry.settings.searches_per_hour_of_partner,
            of_plans=registry.settings.plan_rows_per_hour,
        ),
        adjudication=registry.settings.adjudication,
    )
