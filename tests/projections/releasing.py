"""Releases as they come, for the histories that read models are compared over."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from uuid import UUID

from registry.domain.file_import import Digest
from registry.domain.partner import PublicName
from registry.domain.release import ReleaseCode, ReleaseMade
from registry.domain.statistics import Dimension, TableDefinition
from registry.domain.vocabulary import Channel, NationalityGroup, Sex


def released(chance: Random) -> ReleaseMade:
    definition = TableDefinition(
        by=tuple(chance.sample(list(Dimension), chance.randrange(4))),
        per_identity=chance.random() < 0.5,
        centre=chance.choice((None, UUID(int=7))),
        sex=chance.choice((None, *Sex)),
        nationality=chance.choice((None, *NationalityGroup)),
        year_from=chance.choice((None, 2019)),
        channel=chance.choice((None, *Channel)),
    )
    return ReleaseMade(
        code=ReleaseCode(f"services-{chance.randrange(2019, 2027)}"),
        name_ar=PublicName("الخدمات بحسب المركز"),
        name_en=PublicName("Services by centre"),
        definition=definition,
        at=chance.randrange(100),
        rows=chance.randrange(1, 40),
        digest=Digest(sha256(chance.randbytes(8)).hexdigest()),
    )
