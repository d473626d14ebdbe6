"""What closes the fields that `exposure` closes."""

from __future__ import annotations

from typing import Any, Final

from strawberry import Info
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import SyncExtensionResolver

from registry.api.exposure import Exposure


class Closed(FieldExtension):
    """Answers null where the viewer's view of the record does not show the field."""

    def __init__(self, exposure: Exposure) -> None:
        self.exposure: Final = exposure

    def resolve(
        self, next_: SyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> Any:
        return next_(source, info, **arguments) if source.view.shows(self.exposure) else None

    async def resolve_async(
        self, next_: SyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> Any:
        if not source.view.shows(self.exposure):
            return None
        return await next_(source, info, **arguments)


def detail() -> list[FieldExtension]:
    return [Closed(Exposure.DETAIL)]


def own() -> list[FieldExtension]:
    return [Closed(Exposure.OWN)]
