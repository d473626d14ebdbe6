"""The HTTP around the endpoint: `POST /graphql`, the query page, figures, and whether we are alive.

GraphQL over HTTP as its specification has it: with `application/graphql-response+json` a document
that is wrong is a 400; clients that accept `application/json` alone get it as a 200.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from registry.api.authentication import Unauthenticated
from registry.api.context import Services
from registry.api.endpoint import Answer, Endpoint, refused
from registry.api.metrics import MEDIA_TYPE, READERS, Metrics
from registry.api.readiness import missing
from registry.domain.errors import Unavailable
from registry.privacy.policy import Viewer
from registry.texts import say

LARGEST_REQUEST: Final = 256 * 1024

_RESPONSE: Final = "application/graphql-response+json"
_JSON: Final = "application/json"
_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GRAPHQL: Final = "/graphql"
_HEADERS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def create_app(services: Services, *, graphiql: bool) -> FastAPI:
    """The API over one open register; `graphiql` serves the query page at `/`."""
    endpoint, metrics = Endpoint(services), Metrics(services)

    async def graphql(request: Request) -> Response:
        if request.method != "POST":
            return _not_this_way(request)
        answer = await _graphql(endpoint, request)
        metrics.answered(answer.status_code)
        return answer

    app = _Api(graphql)

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response(b'{"status":"ok"}', media_type=_JSON, headers=_HEADERS)

    @app.get("/readyz")
    async def readyz() -> Response:
        lacking = await missing(services)
        body = {"status": "not_ready", "missing": lacking} if lacking else {"status": "ready"}
        return Response(
            msgspec.json.encode(body), 503 if lacking else 200, _HEADERS, media_type=_JSON
        )

    @app.get("/metrics")
    async def figures(request: Request) -> Response:
        return await _figures(endpoint, metrics, request)

    if graphiql:
        _serve_page(app)
    return app


class _Api(FastAPI):
    """FastAPI, but the path that nearly all requests take is led past its middleware, routes and dependencies.

    They have nothing to do there, and took one part in fifteen of a registration.
    """

    def __init__(self, graphql: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(title="Sijill", openapi_url=None, docs_url=None, redoc_url=None)
        self._graphql = graphql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != _GRAPHQL:
            await super().__call__(scope, receive, send)
            return
        answer = await self._graphql(Request(scope, receive))
        await answer(scope, receive, send)


def _not_this_way(request: Request) -> Response:
    answer = _response(refused(405, "method_not_allowed"), _media_type(request) or _JSON)
    answer.headers["allow"] = "POST"
    return answer


async def _figures(endpoint: Endpoint, metrics: Metrics, request: Request) -> Response:
    try:
        viewer = await _watcher(endpoint, _authorization(request))
    except Unauthenticated as stranger:
        return _challenge(stranger.code, _JSON)
    if not viewer.roles & READERS:
        return _response(refused(403, "metrics_closed"), _JSON)
    return Response(await metrics.text(), headers={**_HEADERS, "content-type": MEDIA_TYPE})


async def _watcher(endpoint: Endpoint, authorization: str | None) -> Viewer:
    """Who asks for the figures. Most of all they are needed while a database is away, and they name nobody."""
    try:
        return await endpoint.viewer(authorization)
    except Unavailable:
        return endpoint.bearer(authorization)


async def _graphql(endpoint: Endpoint, request: Request) -> Response:
    media_type = _media_type(request)
    if media_type is None:
        return _response(refused(406, "not_acceptable"), _JSON)
    try:
        # Before the body is read: whoever shows no token learns nothing about their request.
        viewer = await endpoint.viewer(_authorization(request))
    except Unauthenticated as stranger:
        return _challenge(stranger.code, media_type)
    except Unavailable as not_now:
        return _response(refused(503, not_now.code), media_type)
    asked = await _asked(request)
    if isinstance(asked, Answer):
        return _response(asked, media_type)
    answer = await endpoint.answer(viewer, asked.query, asked.variables, asked.operation_name)
    return _response(answer, media_type)


class _Asked(msgspec.Struct, rename="camel"):
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


async def _asked(request: Request) -> _Asked | Answer:
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != _JSON:
        return refused(415, "media_type_unsupported")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_REQUEST:
            return refused(413, "request_too_large", limit=LARGEST_REQUEST)
    if body.lstrip().startswith(b"["):
        return refused(400, "batching_off")
    try:
        return msgspec.json.decode(bytes(body), type=_Asked)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return refused(400, "request_malformed")


def _authorization(request: Request) -> str | None:
    """The one `Authorization` header; two are as good as none, since readers would pick apart."""
    given = request.headers.getlist("authorization")
    return given[0] if len(given) == 1 else None


def _challenge(code: str, media_type: str) -> Response:
    missing = code == "token_missing"
    detail = "" if missing else f', error="invalid_token", error_description="{code}"'
    answer = _response(refused(401, code), media_type)
    answer.headers["www-authenticate"] = f'Bearer realm="sijill"{detail}'
    return answer


def _media_type(request: Request) -> str | None:
    """What the client accepts, our order where it does not mind; None if nothing that we speak."""
    accepted = request.headers.get("accept", "*/*").lower().split(",")
    ranges = {one.split(";")[0].strip() for one in accepted if "q=0" not in one.replace("q=0.", "")}
    for ours in (_RESPONSE, _JSON):
        if ours in ranges:
            return ours
    return _JSON if ranges & {"*/*", "application/*"} else None


def _response(answer: Answer, media_type: str) -> Response:
    status = 200 if answer.well_formed and media_type == _JSON else answer.status
    headers = {**_HEADERS, "content-type": f"{media_type}; charset=utf-8"}
    return Response(msgspec.json.encode(answer.body), status, headers)


def _serve_page(app: FastAPI) -> None:
    static = files("registry.api") / "static"
    with as_file(static) as folder:
        app.mount("/static", StaticFiles(directory=Path(folder)), name="static")
    page = (static / "graphiql.html").read_text(encoding="utf-8")
    for language in ("ar", "en"):
        for part in ("title", "hint"):
            page = page.replace(f"{{{part}_{language}}}", say(f"graphiql_{part}", language))
    headers = {**_HEADERS, "content-security-policy": _PAGE_POLICY}

    @app.get("/")
    async def query_page() -> Response:
        return Response(page, headers=headers, media_type="text/html")
