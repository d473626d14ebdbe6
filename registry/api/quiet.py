"""A schema that says nothing of what it was asked."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionContext


class QuietSchema(strawberry.Schema):
    """Strawberry's, less its logger, which prints queries and the values in them."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Errors are logged where they are masked."""
