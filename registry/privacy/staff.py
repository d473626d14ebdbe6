"""Who the actors are: people's names at work, kept with the keys and never in the log.

Whoever leaves keeps a row and nothing else: tokens are refused, and the opaque id in old facts can still be told from
a stranger's. Whoever asks to be removed leaves the id alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, LiteralString, Self
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.rows import tuple_row

from registry.domain.envelope import Actor
from registry.domain.errors import SijillError
from registry.domain.household import CaseNumber
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.keys import Connection, Pool
from registry.privacy.outages import outages

_LOGIN: Final = re.compile(r"(?P<name>\w[\w.-]{0,63})@(?P<partner>[a-z0-9-]{1,64})")
_ROLES: Final = frozenset(role.value for role in Role)
_PURPOSES: Final = frozenset(purpose.value for purpose in Purpose)


class Change(StrEnum):
    """What came of an entry in the directory."""

    DONE = "done"
    CHANGED = "changed"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Login:
    """What somebody signs in as: `mona@albir-qena`, or `caseworker@albir-qena` for whoever holds that role there."""

    name: str
    partner: str

    @classmethod
    def read(cls, written: str) -> Self:
        """Logins differ by letters, not by case.

        Raises:
            SijillError: `staff_login_malformed`.
        """
        found = _LOGIN.fullmatch(written.strip().casefold())
        if found is None:
            raise SijillError("staff_login_malformed")
        return cls(found["name"], found["partner"])

    @property
    def role(self) -> Role | None:
        """The role that the login stands for. Whoever signs in by one needs not be added first."""
        return Role(self.name) if self.name in _ROLES else None

    def __str__(self) -> str:
        return f"{self.name}@{self.partner}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A row of the directory. `partner` is a code; no `purposes` means all that the roles may.

    `login` is None once its holder was removed, `since` for those who were there before it was kept.
    """

    actor: Actor
    number: int
    login: str | None = field(repr=False)
    partner: str | None
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    name_ar: str | None = field(repr=False)
    name_latin: str | None = field(repr=False)
    since: datetime | None
    left_at: datetime | None
    removed: bool

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        actor, number, login, partner, roles, purposes, name_ar, name_latin, *times, removed = row
        return cls(
            actor=Actor(actor),
            number=number,
            login=login,
            partner=partner,
            roles=frozenset(Role(role) for role in roles if role in _ROLES),
            purposes=frozenset(Purpose(one) for one in purposes if one in _PURPOSES),
            name_ar=name_ar,
            name_latin=name_latin,
            since=times[0],
            left_at=times[1],
            removed=removed,
        )

    def refusal(self, roles: Collection[Role], purpose: Purpose) -> str | None:
        """Why the register is closed to them in any of these roles for this purpose; None where it is not."""
        if self.left_at is not None:
            return "staff_left"
        if self.roles and not self.roles & frozenset(roles):
            return "staff_role_withdrawn"
        if self.purposes and purpose not in self.purposes:
            return "staff_purpose_withdrawn"
        return None


_SELECT: Final[LiteralString] = """
    actor, number, login, partner, roles, purposes, name_ar, name_latin, since, left_at, removed_at is not null
"""


class StaffDirectory:
    """Names of staff and their opaque ids, over a pool whose connections speak as `sijill_keys`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def actor_for(self, name: str) -> Actor:
        """The one id of who acts under a name of the machine's own, drawn at the first question."""
        folded = name.strip().casefold()
        await self._run(
            "insert into keys.staff (login, actor) values (%(login)s, %(actor)s) on conflict (login) do nothing",
            login=folded,
            actor=uuid4(),
        )
        (found,) = await self._rows("where login = %(login)s", login=folded)
        return found.actor

    async def sign_in(self, login: Login, purpose: Purpose, now: datetime) -> StaffMember:
        """Who signs in. Whoever signs in by a role is entered on the way.

        Raises:
            SijillError: `staff_unknown`, `staff_left`, `staff_purpose_withdrawn`.
        """
        found = await self._known(login, now)
        if (refusal := found.refusal(found.roles, purpose)) is not None:
            raise SijillError(refusal)
        return found

    async def by_actors(self, actors: Collection[UUID]) -> dict[UUID, StaffMember]:
        """Whose ids these are; one that an identity provider made may be in no row."""
        rows = await self._rows("where actor = any(%(actors)s)", actors=list(actors))
        return {UUID(str(one.actor)): one for one in rows}

    async def page(
        self, partner: str | None, *, after: int | None = None, limit: int | None = None
    ) -> list[StaffMember]:
        """Staff of a partner, or of all, in the order in which they came; whoever was removed is left out."""
        return await self._rows(
            """where login like '%%@%%' and removed_at is null
                 and (%(partner)s::text is null or partner = %(partner)s)
                 and (%(after)s::bigint is null or number > %(after)s)
               order by number limit %(limit)s""",
            partner=partner,
            after=after,
            limit=limit,
        )

    async def add(  # noqa: PLR0913 - a row of the directory, each column by its name
        self,
        login: Login,
        *,
        roles: Iterable[Role],
        purposes: Iterable[Purpose] = (),
        name_ar: str | None = None,
        name_latin: str | None = None,
        now: datetime,
    ) -> tuple[StaffMember, Change]:
        """Enter somebody; who is there already gets these roles and purposes, and the names that are given.

        Raises:
            SijillError: `staff_left`, they return by `come_back` alone.
        """
        wanted = {
            "roles": sorted(roles),
            "purposes": sorted(purposes),
            "name_ar": name_ar or None,
            "name_latin": name_latin or None,
        }
        before = await self._find(login)
        if before is None and await self._enter(login, now, **wanted):
            return await self._known(login, now), Change.DONE
        if (await self._known(login, now)).left_at is not None:
            raise SijillError("staff_left")
        changed = await self._run(
            """update keys.staff set roles = %(roles)s, purposes = %(purposes)s,
                   name_ar = coalesce(%(name_ar)s, name_ar), name_latin = coalesce(%(name_latin)s, name_latin)
               where login = %(login)s and (roles, purposes, name_ar, name_latin) is distinct from
                   (%(roles)s::text[], %(purposes)s::text[],
                    coalesce(%(name_ar)s, name_ar), coalesce(%(name_latin)s, name_latin))""",
            login=str(login),
            **wanted,
        )
        return await self._known(login, now), Change.CHANGED if changed else Change.ALREADY

    async def leave(self, login: Login, now: datetime) -> tuple[StaffMember, Change]:
        """Access ends now. A role that nobody has signed in by yet is closed as well.

        Raises:
            SijillError: `staff_unknown`.
        """
        await self._known(login, now)
        changed = await self._run(
            "update keys.staff set left_at = %(now)s where login = %(login)s and left_at is null",
            login=str(login),
            now=now,
        )
        return await self._known(login, now), Change.DONE if changed else Change.ALREADY

    async def come_back(self, login: Login, now: datetime) -> tuple[StaffMember, Change]:
        """Access begins again under the same id.

        Raises:
            SijillError: `staff_unknown`.
        """
        await self._known(login, now)
        changed = await self._run(
            """update keys.staff set left_at = null, removed_at = null, removed_under = null
               where login = %(login)s and left_at is not null""",
            login=str(login),
        )
        return await self._known(login, now), Change.DONE if changed else Change.ALREADY

    async def rename(
        self, login: Login, now: datetime, *, name_ar: str | None, name_latin: str | None
    ) -> tuple[StaffMember, Change]:
        """Another name to show. None leaves a name as it is, an empty one takes it away.

        Raises:
            SijillError: `staff_unknown`.
        """
        before = await self._known(login, now)
        names = [
            old if new is None else new.strip() or None
            for new, old in ((name_ar, before.name_ar), (name_latin, before.name_latin))
        ]
        changed = await self._run(
            """update keys.staff set name_ar = %(ar)s, name_latin = %(latin)s
               where login = %(login)s and removed_at is null
                 and (name_ar, name_latin) is distinct from (%(ar)s::text, %(latin)s::text)""",
            login=str(login),
            ar=names[0],
            latin=names[1],
        )
        return await self._known(login, now), Change.DONE if changed else Change.ALREADY

    async def remove(
        self, who: Login | UUID, case: CaseNumber, now: datetime
    ) -> tuple[StaffMember, Change]:
        """Wipe the names: from here on the id is a former member of staff's, and access has ended.

        A role is nobody's name: its login stays, closed.

        Raises:
            SijillError: `staff_unknown`.
        """
        actor = who if isinstance(who, UUID) else (await self._known(who, now)).actor
        changed = await self._run(
            """update keys.staff set name_ar = null, name_latin = null, left_at = coalesce(left_at, %(now)s),
                   login = case when split_part(login, '@', 1) = any(%(roles)s) then login end,
                   removed_at = %(now)s, removed_under = %(case)s
               where actor = %(actor)s and login like '%%@%%' and removed_at is null""",
            actor=actor,
            case=case,
            roles=sorted(_ROLES),
            now=now,
        )
        found = (await self.by_actors([actor])).get(actor)
        if found is None or not found.removed:
            raise SijillError("staff_unknown")
        return found, Change.DONE if changed else Change.ALREADY

    async def _known(self, login: Login, now: datetime) -> StaffMember:
        found = await self._find(login)
        if found is None and login.role is not None:
            await self._enter(login, now, roles=[login.role])
            found = await self._find(login)
        if found is None:
            raise SijillError("staff_unknown", roles=", ".join(Role))
        return found

    async def _enter(self, login: Login, now: datetime, **columns: Any) -> int:
        """1 where the row is new, 0 where somebody else was faster."""
        row = {"purposes": [], "name_ar": None, "name_latin": None, **columns}
        return await self._run(
            """insert into keys.staff (login, actor, partner, roles, purposes, name_ar, name_latin, since)
               values (%(login)s, %(actor)s, %(partner)s, %(roles)s, %(purposes)s, %(name_ar)s, %(name_latin)s, %(now)s)
               on conflict (login) do nothing""",
            login=str(login),
            actor=uuid4(),
            partner=login.partner,
            now=now,
            **row,
        )

    async def _find(self, login: Login) -> StaffMember | None:
        return next(iter(await self._rows("where login = %(login)s", login=str(login))), None)

    async def _rows(self, which: LiteralString, **parameters: object) -> list[StaffMember]:
        query = sql.SQL("select {} from keys.staff ").format(sql.SQL(_SELECT)) + sql.SQL(which)
        with outages():
            async with self._pool.connection() as connection:
                cursor = connection.cursor(row_factory=tuple_row)
                await cursor.execute(query, parameters)
                return [StaffMember.of(row) for row in await cursor.fetchall()]

    async def _run(self, statement: LiteralString, **parameters: object) -> int:
        """How many rows it changed."""
        with outages():
            async with self._pool.connection() as connection:
                return await _rowcount(connection, statement, parameters)


async def _rowcount(
    connection: Connection, statement: LiteralString, parameters: dict[str, object]
) -> int:
    return (await connection.execute(statement, parameters)).rowcount
