"""Commands that ask and record as somebody of a partner does: through the API in this process, by the same policy."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID, uuid4

from registry.api.acting import acting
from registry.api.context import Services
from registry.api.endpoint import Endpoint
from registry.api.ids import BadRequest, global_id, read_uuid
from registry.application.command import Command, Context, Outcome
from registry.bootstrap import Registry, catch_up
from registry.bootstrap.answering import services
from registry.cli import options, output
from registry.cli.acting import parse_who, signed_in
from registry.cli.foreseeing import IN_EARNEST, TRIED, Tried, Trying, say_foreseen
from registry.cli.partners import partner_called, programme_called
from registry.cli.token import mint
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.domain.reference import NotAReference, read_reference, read_short_number
from registry.domain.vocabulary import Channel, Purpose

AnswerT = TypeVar("AnswerT")

_ONE_COMMAND: Final = timedelta(minutes=5)
_MEMBERS: Final = "query ($id: ID!) { household(id: $id) { members { id number } } }"
_BY_REFERENCE: Final = "query ($reference: String!) { household(reference: $reference) { id } }"
_PROGRAMMES: Final = """
query ($owner: ID!, $after: String) {
  programmes(owner: $owner, first: 100, after: $after) {
    edges { node { id code } } pageInfo { hasNextPage endCursor }
  }
}
"""
_IN_SHORT: Final = {
    "Delivery": ("deliveries", "delivery_unknown", "reversed: null, "),
    "Referral": ("referrals", "referral_unknown", ""),
    "SubjectRequest": ("subjectRequests", "request_unknown", ""),
}
"""Where what has a short reference is listed, what is said where there is none, and what else is asked for."""


Given: TypeAlias = Mapping[str, tuple[str, Any]]
"""What a mutation takes, by name: its type in GraphQL, and the value."""


class ToldNo(Exception):
    """The API refused; both languages are in the answer."""

    def __init__(self, refusal: Mapping[str, Any]) -> None:
        super().__init__(str(refusal.get("code")))
        self.refusal: Final = refusal


def change_of(kind: str, *more: str) -> str:
    """What is asked of an answer that is a change of that kind, or a refusal; `more` of its fields."""
    return (
        f"__typename ... on {kind} {{ id position repeated {' '.join(more)} }}"
        " ... on Refusal { code messageAr messageEn }"
    )


@dataclass(frozen=True)
class Desk:
    """Somebody of a partner who sits at this machine; where they try a command alone, `trying` has what it comes to."""

    registry: Registry
    partner: str
    token: str
    trying: Trying | None = None

    @property
    def services(self) -> Services:
        """What the API has here: where a command is tried alone, a writer that only foresees it."""
        open_register = replace(services(self.registry), channel=Channel.CONSOLE)
        return open_register if self.trying is None else replace(open_register, writer=self.trying)

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of the answer.

        Raises:
            ToldNo: the answer is a refusal, or an error with a code.
        """
        await catch_up(self.registry)
        endpoint = Endpoint(self.services)
        body = (await endpoint.execute(document, variables, token=self.token)).body
        if errors := body.get("errors"):
            raise ToldNo(errors[0].get("extensions", {}))
        data: dict[str, Any] = body["data"]
        for one in data.values():
            if isinstance(one, dict) and one.get("__typename") == "Refusal":
                raise ToldNo(one)
        return data

    async def carry_out(
        self, name: str, about: Mapping[str, str], given: Given, key: str | None, answer: str
    ) -> dict[str, Any]:
        """The answer of the mutation of that name: about things by their ids, with what it takes beside them.

        Raises:
            ToldNo: as `ask`.
        """
        kinds = {**dict.fromkeys(about, "ID!"), **{one: kind for one, (kind, _) in given.items()}}
        declared = "".join(f", ${one}: {kind}" for one, kind in kinds.items())
        passed = "".join(f", {one}: ${one}" for one in kinds)
        document = f"mutation ($key: ID!{declared}) {{ done: {name}(idempotencyKey: $key{passed}) {{ {answer} }} }}"
        values = {**about, **{one: value for one, (_, value) in given.items()}}
        found: dict[str, Any] = (await self.ask(document, key=own_key(key), **values))["done"]
        return found

    async def household(self, named: str) -> str:
        """The id of a household, by its reference or as it is.

        Raises:
            Misused: `household_unread`.
            SijillError: `household_unknown`.
        """
        try:
            reference = read_reference(named)
        except NotAReference:
            return _an_id("Household", named, "household_unread")
        found = (await self.ask(_BY_REFERENCE, reference=reference))["household"]
        if found is None:
            raise SijillError("household_unknown")
        return str(found["id"])

    async def member(self, household: str | None, named: str | None) -> str | None:
        """The id of a member, by its number in a household whose id is given, or as it is.

        Raises:
            Misused: `member_of_which_household`, `member_unread`.
            SijillError: `member_unknown`.
        """
        if named is None:
            return None
        if not named.isdecimal():
            return _an_id("Member", named, "member_unread")
        if household is None:
            raise output.Misused("member_of_which_household")
        found = (await self.ask(_MEMBERS, id=household))["household"] or {"members": []}
        for member in found["members"] or []:
            if member["number"] == int(named):
                return str(member["id"])
        raise SijillError("member_unknown")

    async def called(self, kind: str, named: str) -> str:
        """The id of a delivery, a referral or a request, by its short reference or as it is.

        Raises:
            SijillError: there is none for whoever asks; `reference_ambiguous`.
        """
        try:
            read_short_number(named)
        except NotAReference:
            return global_id(kind, id_of(kind, named))
        listed, unknown, besides = _IN_SHORT[kind]
        document = (
            f"query ($named: String!) {{ found: {listed}(filter: {{{besides}reference: $named}}, first: 2)"
            " { edges { node { id } } } }"
        )
        found = (await self.ask(document, named=named))["found"]["edges"]
        return str(only(found, unknown)["node"]["id"])

    async def context(self, who: str, why: Purpose, act: str, key: str | None = None) -> Context:
        """Whoever sits here, as the actor of an act that is not the API's."""
        viewer = await signed_in(self.registry, parse_who(who), why)
        return replace(acting(viewer, act, key), channel=Channel.CONSOLE)

    async def programme(self, code: str) -> str:
        """The id of a programme of the own partner, or as tables say it `food-baskets @ albir-qena`, of another one.

        Raises:
            SijillError: `programme_unknown`; one that is protected from whoever asks is unknown too.
        """
        name, _, whose = (part.strip() for part in code.partition("@"))
        if not whose or whose == self.partner:
            owner = await partner_called(self.registry, self.partner)
            return global_id("Programme", await programme_called(self.registry, owner, name))
        asked: dict[str, Any] = {"owner": await self.partner_id(whose), "after": None}
        while True:
            page = (await self.ask(_PROGRAMMES, **asked))["programmes"]
            for one in (edge["node"] for edge in page["edges"]):
                if one["code"] == name:
                    return str(one["id"])
            if not page["pageInfo"]["hasNextPage"]:
                raise SijillError("programme_unknown", code=code)
            asked["after"] = page["pageInfo"]["endCursor"]

    async def partner_id(self, code: str) -> str:
        return global_id("Partner", await partner_called(self.registry, code))


def at_desk(
    who: str,
    why: Purpose,
    data: Path | None,
    act: Callable[[Desk], Awaitable[AnswerT]],
    tried: Tried = IN_EARNEST,
) -> AnswerT:
    """What `act` comes to; where the API says no, that is said in both languages, with exit code 1.

    What is only tried ends here: what it would record is said.
    """
    foreseen_facts: list[AnyFact] = []

    async def run() -> AnswerT:
        async with options.registry(data) as registry:
            await catch_up(registry)
            login = parse_who(who)
            token = await mint(registry, login, why, _ONE_COMMAND)
            writer = registry.writer
            trying = Trying(writer.log, writer.keys, writer.mint) if tried.dry else None
            try:
                return await act(Desk(registry, login.partner, token, trying))
            finally:
                foreseen_facts.extend(() if trying is None else trying.facts or ())

    try:
        return asyncio.run(run())
    except ToldNo as no:
        if no.refusal.get("code") == "tried":
            say_foreseen(foreseen_facts, json=tried.json)
            sys.exit(0)
        say_refused(no.refusal)
        sys.exit(output.REFUSED)


async def submitted(desk: Desk, command: Command) -> Outcome:
    """What a command comes to that is not the API's.

    Raises:
        ToldNo: it was only tried.
    """
    try:
        return await desk.services.writer.submit(command)
    except SijillError as problem:
        if problem.code != TRIED:
            raise
        raise ToldNo({"code": TRIED}) from None


def id_of(kind: str, written: str) -> UUID:
    """The id of what is written by that and by no reference.

    Raises:
        Misused: `reference_malformed`.
    """
    try:
        return read_uuid(written, kind)
    except BadRequest:
        raise output.Misused("reference_malformed") from None


def _an_id(kind: str, written: str, otherwise: str) -> str:
    """What is written, where it is an id of that kind; else `otherwise` says that it is none."""
    try:
        read_uuid(written, kind)
    except BadRequest:
        raise output.Misused(otherwise, written=written) from None
    return written


def only(found: Sequence[AnswerT], unknown: str) -> AnswerT:
    """What a short reference means.

    Raises:
        SijillError: `unknown`, or `reference_ambiguous`.
    """
    if not found:
        raise SijillError(unknown)
    if len(found) > 1:
        raise SijillError("reference_ambiguous")
    return found[0]


def own_key(key: str | None) -> str:
    return key or uuid4().hex


def say_refused(refusal: Mapping[str, Any]) -> None:
    """What the API says no with, in both languages, and what to do about it."""
    output.remark(str(refusal.get("messageEn")))
    output.remark(str(refusal.get("messageAr")))
    output.hint(str(refusal.get("code")))
