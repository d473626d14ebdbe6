"""Why two members of the register are one person to the machine, or two.

Judged by what their own two registrations say, as matching does, and by nobody else's: others may not be there for
whoever asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeAlias

import numpy as np
from psycopg import AsyncConnection

from registry.application.claims import KnownMember, claims_of_households
from registry.domain.pair import Sides
from registry.matching import index
from registry.matching.columns import Columns, as_columns
from registry.matching.identities import Frozen, Judgement, identify, judged
from registry.matching.tokens import tokens_of
from registry.matching.weights import Model
from registry.privacy.keys import KeyStore

Reader: TypeAlias = AsyncConnection[Any]

_NO_KEYS: Final = np.array([], dtype=np.uint64)


async def explained(
    connection: Reader, keys: KeyStore, sides: Sides, model: Model
) -> Judgement | None:
    """What speaks for and against the two; None where one of them is matched no more: withdrawn, or forgotten."""
    homes = (sides.first_household, sides.second_household)
    known = await claims_of_households(connection, keys, homes)
    rows = {one.member: row for row, one in enumerate(known)}
    if not {sides.first, sides.second} <= rows.keys():
        return None
    columns = await _as_in_the_register(connection, keys, known)
    population = max((await index.state(connection)).population, len(columns))
    told = identify(columns, model, Frozen(population=population, common_keys=_NO_KEYS))
    return judged(columns, told, model, rows[sides.first], rows[sides.second], population)


async def _as_in_the_register(
    connection: Reader, keys: KeyStore, known: list[KnownMember]
) -> Columns:
    """With the phones that so many of the register have that they say nothing."""
    columns = as_columns(one.claim for one in known)
    tokens = tokens_of(columns, [one.numbers for one in known], keys.registry_key("matching"))
    common = await index.common_among(connection, {one.of_phone for one in tokens if one.of_phone})
    shared = np.zeros_like(columns.phone_shared)
    for row, one in enumerate(tokens):
        if one.of_phone in common:
            shared[columns.phone[row]] = True
    return replace(columns, phone_shared=shared)
