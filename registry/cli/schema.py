"""`sijill export-schema`: the GraphQL schema as partners see it."""

from __future__ import annotations

from registry.api.schema import as_text
from registry.cli import output


def export_schema() -> None:
    """Print the GraphQL schema. / اطبع مخطط GraphQL."""
    output.line(as_text().rstrip())
