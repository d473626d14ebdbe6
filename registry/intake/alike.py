"""Families whom no number and no reference names, and who come back with a phone or an address left out or changed.

They go by all that their row says of who and where. Where that is unknown, a family of the same name, birth and place
may be meant: it is, where the day of birth is known; otherwise nobody can tell, and the row goes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from registry.application.foreseen import Foreseeing
from registry.application.patience import Told, patiently
from registry.domain.dates import Precision
from registry.eventlog import lists
from registry.intake.commands import RowCommands, reference
from registry.intake.findings import Problem, Reject
from registry.intake.incoming import Incoming


@dataclass(slots=True)
class Alike:
    """The unnumbered families of a run. Of each the digest of its reference is kept, about 70 bytes."""

    rows: RowCommands
    told: Told | None = None
    _met: set[int] = field(default_factory=set)
    _meant: dict[str, str] = field(default_factory=dict)
    _foreseen: dict[bytes, set[bytes]] = field(default_factory=dict)

    async def recognise(
        self, incoming: Sequence[Incoming], known: Collection[str]
    ) -> tuple[list[Incoming], list[Reject]]:
        """The rows under the references of the families that they mean; and those that may mean one or not.

        `known` are the references under which a household stands, or is forgotten.
        """
        unnumbered = [one for one in incoming if one.alike is not None]
        if not unnumbered:
            return list(incoming), []
        self._met |= {hash(reference(one)) for one in unnumbered if reference(one) in known}
        open_ = [one for one in unnumbered if reference(one) not in known]
        candidates = await self._candidates(open_)
        taken: list[Incoming] = []
        rejects: list[Reject] = []
        for one in incoming:
            if one.alike is None or reference(one) in known:
                taken.append(one)
            elif (meant := self._whom(one, candidates)) is not None:
                taken.append(meant)
            else:
                problem = Problem(code="row_could_be_registered")
                rejects.append(Reject(at=one.at, problems=(problem,), together=one.rows_beside()))
        return taken, rejects

    async def note(self, standing: Iterable[Incoming]) -> None:
        """Let families that stand in the register be recognised when they come back."""
        found = [
            (token, reference(one).encode())
            for one in standing
            if (token := self.rows.alike(one)) is not None
        ]
        if isinstance(self.rows.writer, Foreseeing):
            for token, one in found:
                self._foreseen.setdefault(token, set()).add(one)
        elif found:
            ask = lists.are_alike(self.rows.context.partner, found)
            await patiently(lambda: self.rows.writer.log.ask(ask), self.told)

    async def _candidates(self, rows: Sequence[Incoming]) -> dict[bytes, list[str]]:
        """Those who are alike and stand, or are forgotten, by their tokens."""
        tokens = {token for one in rows if (token := self.rows.alike(one)) is not None}
        candidates: dict[bytes, list[str]] = defaultdict(list)
        if not tokens:
            return candidates
        log, partner = self.rows.writer.log, self.rows.context.partner
        found = await patiently(lambda: log.ask(lists.alike(partner, tokens)), self.told)
        found = sorted(
            {*found, *((at, one) for at in tokens for one in self._foreseen.get(at, ()))}
        )
        references = {one: self.rows.token_of(one.decode()) for _, one in found}
        there = await patiently(
            lambda: log.references(partner, list(references.values())), self.told
        )
        for token, one in found:
            if references[one] in there:
                candidates[token].append(one.decode())
        return candidates

    def _whom(self, one: Incoming, candidates: dict[bytes, list[str]]) -> Incoming | None:
        """The row as one of the family that it means, or of a new one; None where that cannot be known."""
        own, token = reference(one), self.rows.alike(one)
        if own in self._meant:
            return _under(one, self._meant[own])
        there = candidates[token] if token is not None else []
        unmet = [each for each in there if hash(each) not in self._met]
        if not _is_certain(one):
            if unmet:
                return None
        elif there:
            sole = there if len(there) == 1 else unmet
            if len(sole) != 1:
                return None
            self._meant[own] = sole[0]
            self._met.add(hash(sole[0]))
            return _under(one, sole[0])
        there.append(own)
        self._met.add(hash(own))
        return one


def _is_certain(one: Incoming) -> bool:
    born = one.draft.head.born
    return born is not None and born.precision is Precision.DAY


def _under(one: Incoming, meant: str) -> Incoming:
    return replace(one, draft=replace(one.draft, partner_reference=meant))
