"""What the stored example of a model that is gone by says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.domain.file_import import Digest
from registry.domain.matching_model import ModelContent, ModelTrusted
from registry.domain.pair import ModelVersion
from tests.history.keys import Example

MODELS: Final[Mapping[str, Example]] = {
    "matching.model_trusted.v1": Example(
        ModelTrusted(
            version=ModelVersion("silver-2026-11-29-5a5a5a5a"),
            digest=Digest("5a" * 32),
            content=ModelContent('{"first": {"prior": -9.2}}'),
        )
    ),
}
