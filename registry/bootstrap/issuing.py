"""Who signs the tokens of a register."""

from __future__ import annotations

from registry.api.tokens import LocalIssuer
from registry.bootstrap import data_folder
from registry.settings import Settings


def issuer(settings: Settings) -> LocalIssuer:
    """The issuer of a registry that has no identity provider yet."""
    return LocalIssuer.load_or_create(data_folder(settings) / "issuer.key")
