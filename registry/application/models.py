"""Which model matching and searches go by: the last that was trusted, or what ships."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from psycopg import AsyncConnection

from registry.application.command import Command, Context, Mint
from registry.domain import matching_model
from registry.domain.facts import AnyFact
from registry.domain.file_import import Digest
from registry.domain.matching_model import ModelContent, ModelTrusted
from registry.domain.pair import ModelVersion
from registry.matching.weights import DEFAULT, KNOWN, Model, digest_of, load, read, written
from registry.projections import matching_models
from registry.projections.matching_models import ModelRow

Reader: TypeAlias = AsyncConnection[Any]


async def model_in_use(connection: Reader) -> Model:
    """The model to go by, as far as the read models know; whoever has one reads it once.

    Raises:
        SijillError: `model_unknown`, `model_altered`, `model_unreadable`, where what is stored is not what was trusted.
    """
    return model_of(await matching_models.last(connection))


def model_of(row: ModelRow | None) -> Model:
    """The model that was trusted; what ships where none was."""
    if row is None:
        return _shipped(DEFAULT)
    if row.content is None:
        return _shipped(row.version)
    return _stored(row.content, row.digest)


@lru_cache
def _shipped(version: str) -> Model:
    return load(version)


@lru_cache
def _stored(content: str, digest: str) -> Model:
    return read(content.encode(), {digest})


async def trust_model(connection: Reader, model: Model, context: Context, mint: Mint) -> Command:
    """Go by a model from here on, which is on record whole unless it ships."""
    version, digest = ModelVersion(model.version), Digest(digest_of(model))
    shipped = digest in KNOWN.values()
    trusted = ModelTrusted(
        version=version,
        digest=digest,
        content=None if shipped else ModelContent(written(model).decode()),
    )
    in_use = Digest(digest_of(await model_in_use(connection)))
    before = await matching_models.versioned(connection, version)
    same_version = KNOWN.get(version) if before is None else before.digest

    def decide(_: object) -> Sequence[AnyFact]:
        taken = None if same_version is None else Digest(same_version)
        return matching_model.trust(trusted, in_use, taken)

    return Command(act="matching.trust_model", context=context, stream=mint.id(), decide=decide)
