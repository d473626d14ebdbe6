"""Those who register households over HTTP, each with a key, and send the same again until they are answered."""

from __future__ import annotations

import time
from base64 import b64decode
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Final, Self
from uuid import UUID

import httpx

from tests.command import PATIENCE, Desk

REGISTER: Final = """
mutation ($input: HouseholdInput!, $key: ID!) {
  registerHousehold(input: $input, idempotencyKey: $key) {
    __typename
    ... on HouseholdRegistered { id repeated }
    ... on Refusal { code }
  }
}
"""
HEADS: Final = ("فاطمة عبد الرحيم", "عبدالرحمن السيد", "آية أبو الحمد", "رمضان هدى")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an applicant was answered; `asked` is how often it took."""

    head: str
    key: str
    household: UUID
    repeated: bool
    asked: int


@dataclass(frozen=True, slots=True)
class Window:
    """Where a caseworker registers households: the API, and her token for it."""

    url: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, desk: Desk, port: int) -> Self:
        who = ("--as", "caseworker@albir-qena", "--purpose", "registration", "--ttl", "2h")
        return cls(f"http://127.0.0.1:{port}/graphql", desk.sijill("token", *who).strip())

    def register(self, head: str, key: str) -> Acknowledged:
        """Ask until there is an answer, the same each time."""
        deadline, asked = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            asked += 1
            answer = self.ask(head, key)
            if answer.get("__typename") == "HouseholdRegistered":
                return Acknowledged(head, key, _uuid(answer["id"]), answer["repeated"], asked)
            time.sleep(0.05)
        raise AssertionError(f"nobody answered {key}")

    def ask(self, head: str, key: str) -> dict[str, Any]:
        """The outcome; nothing where there is none, for whatever reason."""
        given = {"head": {"name": head, "sex": "FEMALE"}, "declaredSize": 1, "place": "EG2706"}
        try:
            answer = httpx.post(
                self.url,
                json={"query": REGISTER, "variables": {"input": given, "key": key}},
                headers={"authorization": f"Bearer {self.token}"},
                timeout=10,
            )
            outcome: dict[str, Any] = (answer.json()["data"] or {}).get("registerHousehold") or {}
        except (httpx.HTTPError, ValueError, KeyError):
            return {}
        return outcome


@dataclass
class Applicants:
    """Four at once, each with one household after the other; `rest` is what each waits between two, in seconds."""

    window: Window
    rest: float
    _enough: Event = field(default_factory=Event)
    _done: list[Future[list[Acknowledged]]] = field(default_factory=list)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(len(HEADS)))

    def begin(self) -> None:
        self._done = [self._threads.submit(self._apply, head) for head in HEADS]

    def end(self) -> list[Acknowledged]:
        """Let each finish what it is at; everything that was acknowledged."""
        self._enough.set()
        with self._threads:
            return [one for done in self._done for one in done.result()]

    def _apply(self, head: str) -> list[Acknowledged]:
        answers: list[Acknowledged] = []
        while not self._enough.wait(self.rest):
            answers.append(self.window.register(head, f"{head}:{len(answers)}"))
        return answers


def _uuid(of_a_node: str) -> UUID:
    return UUID(b64decode(of_a_node).decode().partition(":")[2])
