"""One operation in, one answer out: the same way for HTTP and for a caller in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from registry.api.attendance import Attendance
from registry.api.authentication import Unauthenticated
from registry.api.context import Services, opened_context
from registry.api.faults import in_both_languages, masked, present
from registry.api.ids import BadRequest
from registry.api.schema import known_names, schema
from registry.domain.errors import Unavailable
from registry.privacy.policy import Viewer

MOST_SECONDS: Final = 20
"""What one operation may take."""

_log = structlog.get_logger("sijill.api")


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is what GraphQL calls the response: `data`, `errors`, `extensions`.

    `well_formed` says that a document was read, whether it turned out right or wrong.
    """

    status: int
    body: Mapping[str, Any]
    well_formed: bool = False


class Endpoint:
    """Answers operations for whoever the token says is asking."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._attendance = Attendance(services.staff, services.writer)

    async def viewer(self, authorization: str | None) -> Viewer:
        """Who is asking.

        Raises:
            Unauthenticated: nobody the registry knows, somebody without a role that it knows, or who has left.
            Unavailable: whether they have left cannot be known now.
        """
        return await self._attendance.admit(self.bearer(authorization))

    def bearer(self, authorization: str | None) -> Viewer:
        """Whom the token speaks of, whether or not they have left.

        Raises:
            Unauthenticated: nobody the registry knows, or somebody without a role that it knows.
        """
        viewer = self._services.authenticator.viewer(authorization)
        if not viewer.roles:
            raise Unauthenticated("role_unknown")
        return replace(viewer, channel=self._services.channel)

    async def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str,
        operation: str | None = None,
    ) -> Answer:
        """Answer a caller in this process, who shows a token like anybody else."""
        try:
            viewer = await self.viewer(f"Bearer {token}")
        except Unauthenticated as stranger:
            return refused(401, stranger.code)
        except Unavailable as not_now:
            return refused(503, not_now.code)
        return await self.answer(viewer, document, variables, operation)

    async def answer(
        self,
        viewer: Viewer,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation: str | None = None,
    ) -> Answer:
        """Run one operation. What it opened, and was refused, is in the log before this returns."""
        try:
            async with asyncio.timeout(MOST_SECONDS):
                return await self._run(viewer, document, variables, operation)
        except TimeoutError:
            _log.warning("timed_out", seconds=MOST_SECONDS)
            return refused(503, "timed_out")
        except BadRequest as bad:
            return refused(400, bad.code, **bad.details)
        except Unavailable as not_now:
            return refused(503, not_now.code)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its words may hold a name
            message, extensions = masked(fault, self._services.new_id)
            return Answer(500, {"errors": [{"message": message, "extensions": extensions}]})

    async def _run(
        self,
        viewer: Viewer,
        document: str,
        variables: Mapping[str, Any] | None,
        operation: str | None,
    ) -> Answer:
        async with opened_context(self._services, viewer) as context:
            try:
                result = await schema.execute(
                    document,
                    variable_values=dict(variables or {}),
                    context_value=context,
                    operation_name=operation,
                )
            except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
                raise BadRequest("graphql_invalid") from None
            await context.ledger.record()
            extensions = context.extensions()
        body: dict[str, Any] = {}
        if result.errors:
            errors: list[GraphQLError] = result.errors
            body["errors"] = present(errors, self._services.new_id, known_names())
        executed = result.data is not None or not _before_running(result.errors)
        if executed:
            body["data"] = result.data
        if extensions:
            body["extensions"] = extensions
        return Answer(200 if executed else 400, body, well_formed=True)


def refused(status: int, code: str, **details: object) -> Answer:
    """An answer that says why nothing was run, in both languages."""
    said = in_both_languages(code, details)
    return Answer(status, {"errors": [{"message": said["messageEn"], "extensions": said}]})


def _before_running(errors: list[GraphQLError] | None) -> bool:
    """Syntax, validation and variables have no path; what went wrong in a field has one."""
    return bool(errors) and all(error.path is None for error in errors or ())
