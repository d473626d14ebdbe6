"""Models that are trusted, for the histories that read models are compared over."""

from __future__ import annotations

from hashlib import sha256
from random import Random

from registry.domain.file_import import Digest
from registry.domain.matching_model import ModelContent, ModelTrusted
from registry.domain.pair import ModelVersion


def trusted(chance: Random) -> ModelTrusted:
    return ModelTrusted(
        version=ModelVersion(f"silver-2026-11-{chance.randrange(10, 30)}"),
        digest=Digest(sha256(chance.randbytes(8)).hexdigest()),
        content=chance.choice((None, ModelContent('{"first": {"prior": -9.2}}'))),
    )
