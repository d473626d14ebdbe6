"""The model that matching goes by: weights that everybody can read, on record whole before a link names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType, TypeAlias

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.file_import import Digest
from registry.domain.pair import ModelVersion

ModelContent = NewType("ModelContent", str)
"""A file of weights as it is, JSON: what levels are worth in bits, and nothing of anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrusted(Fact):
    """From here on the registry matches and searches by this model; `digest` is that of its weights.

    Without `content` it is one that ships with the software.
    """

    version: Clear[ModelVersion]
    digest: Clear[Digest]
    content: Clear[ModelContent | None] = None


ModelFact: TypeAlias = ModelTrusted


def trust(
    model: ModelTrusted, in_use: Digest, same_version: Digest | None = None
) -> list[ModelFact]:
    """Go by a model. `same_version` is the digest of whatever goes by its version already: a version names one alone.

    Raises:
        Refused: `model_version_taken`.
    """
    if same_version is not None and same_version != model.digest:
        raise Refused("model_version_taken", version=model.version)
    return [] if model.digest == in_use else [model]
