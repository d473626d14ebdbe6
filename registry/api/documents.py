"""Documents that were found valid before: to read and validate one again takes longer than most answers.

A document is kept only where it says nothing of anybody: one with a text or a remark written into it may name a person,
and nothing of a request outlives it. Clients that send what they mean in variables are answered sooner.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

MOST: Final = 256
"""How many are kept; the one that was not asked for longest goes first."""
LONGEST: Final = 16 * 1024
"""In characters; a longer one is read again each time."""

_MAY_NAME_SOMEBODY: Final = frozenset('"#')
"""What begins a text and a remark in GraphQL."""


class Documents:
    """Valid documents by their text, all of one schema."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, DocumentNode] = OrderedDict()

    def find(self, query: str | None) -> DocumentNode | None:
        if query is None or query not in self._kept:
            return None
        self._kept.move_to_end(query)
        return self._kept[query]

    def keep(self, query: str, document: DocumentNode) -> None:
        if len(query) > LONGEST or not _MAY_NAME_SOMEBODY.isdisjoint(query):
            return
        self._kept[query] = document
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


KNOWN: Final = Documents()


class KnownDocuments(SchemaExtension):
    """Leaves reading and validating out for documents that are known."""

    def on_parse(self) -> Iterator[None]:
        """Put the known document where strawberry looks before it reads the text."""
        running = self.execution_context
        running.graphql_document = KNOWN.find(running.query)
        yield

    def on_validate(self) -> Iterator[None]:
        """Say that a known document has no errors; keep one that turns out to have none."""
        running = self.execution_context
        if KNOWN.find(running.query) is not None:
            running.pre_execution_errors = []
            yield
            return
        yield
        if running.query and running.graphql_document and not running.pre_execution_errors:
            KNOWN.keep(running.query, running.graphql_document)
