"""What tests of double support ask."""

from __future__ import annotations

from typing import Any, Final

from registry.domain.vocabulary import Purpose, Role
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle

OFFICER: Final = Person(MINISTRY, Role.DATA_OFFICER, Purpose.PLANNING)
THEIRS: Final = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.PLANNING)
STANDS: Final = """
    id family begins value { amount currency } warned stage explanation justification recovery reopening
    recovered { amount } household { id }
    other { family begins ends own warned stage partner { code } delivery { id } }
"""
LIST: Final = f"""
query ($since: String, $until: String, $household: ID, $stage: SupportStage, $asOf: AsOf, $first: Int,
       $after: String) {{
  doubleSupport(since: $since, until: $until, household: $household, stage: $stage, asOf: $asOf, first: $first,
                after: $after) {{
    edges {{ node {{ {STANDS} }} }} pageInfo {{ hasNextPage endCursor }} refusals {{ code details }}
  }}
}}
"""
TALLY: Final = "{ count households open justified recovered unpriced atStake { amount currency } cameBack { amount } }"
TOTALS: Final = f"""
query ($since: String!, $until: String!) {{
  doubleSupportTotals(since: $since, until: $until) {{
    whole {TALLY} rows {{ family partner {{ code }} tally {TALLY} }}
    calendar {{ edges {{ node {{ household {{ id }} months {{ month tally {TALLY} }} }} }} }}
    refusals {{ code }}
  }}
}}
"""
NOTED: Final = (
    "query ($id: ID!) { node(id: $id) { ... on DoubleSupport { stage note { state value } } } }"
)


async def listed(register: Register, person: Person, **asked: Any) -> list[dict[str, Any]]:
    found = (await register.ask(person, LIST, {"first": 50} | asked))["doubleSupport"]
    return [one["node"] for one in found["edges"]]


async def totals(
    register: Register, person: Person, since: str = "2026-08", until: str = "2026-12"
) -> dict[str, Any]:
    given = {"since": since, "until": until}
    return dict((await register.ask(person, TOTALS, given))["doubleSupportTotals"])


async def says(  # noqa: PLR0913, PLR0917 - who says what of which
    register: Register, settled: Settle, person: Person, name: str, which: str, more: str
) -> dict[str, Any]:
    changed = "... on DoubleSupportChanged { id repeated position doubleSupport { stage } }"
    document = f"""
        mutation ($id: ID!, $key: ID!) {{
          done: {name}DoubleSupport(doubleSupport: $id, idempotencyKey: $key, {more}) {{
            __typename {changed} ... on Refusal {{ code }}
          }}
        }}
    """
    given = {"id": which, "key": str(register.services.new_id())}
    done: dict[str, Any] = (await register.ask(person, document, given))["done"]
    await settled()
    return done
