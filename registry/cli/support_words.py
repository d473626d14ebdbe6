"""Double support in words: what is asked of the API, and the tables that its answers become."""

from __future__ import annotations

from typing import Any, Final

from registry.api.ids import read_global_id
from registry.cli import output
from registry.cli.delivery_words import money_shown, opened
from registry.cli.output import labelled
from registry.cli.paged import Nodes

_STANDS: Final = """
  id family begins ends value { amount currency } warned stage explanation justification recovery
  reopening recovered { amount currency } saidAt household { reference } delivery { id }
  other { family begins ends own warned stage partner { code } delivery { id value { amount currency } } }
"""
_REST: Final = "pageInfo { hasNextPage endCursor } refusals { code messageAr messageEn }"
_ASKED: Final = "since: $since, until: $until, household: $household, asOf: $asOf"
LIST: Final = f"""
query ($since: String, $until: String, $household: ID, $asOf: AsOf, $stage: SupportStage,
       $first: Int!, $after: String) {{
  doubleSupport({_ASKED}, stage: $stage, first: $first, after: $after) {{
    edges {{ node {{ {_STANDS} }} }} {_REST}
  }}
}}
"""
SHOW: Final = f"""
query ($id: ID!) {{ node(id: $id) {{ ... on DoubleSupport {{
  {_STANDS} note {{ state value masked reason {{ code messageAr messageEn }} }}
}} }} }}
"""
_TALLY: Final = """{
  count households open explained justified recovered unpriced
  atStake { amount currency } cameBack { amount currency }
}"""
_TOTALS: Final = f"""
query ($since: String!, $until: String!, $household: ID, $asOf: AsOf, $first: Int!, $after: String,
       $rows: Boolean!, $cells: Boolean!) {{
  doubleSupportTotals({_ASKED}) {{
    whole {_TALLY}
    rows @include(if: $rows) {{ family partner {{ code }} tally {_TALLY} }}
    calendar(first: $first, after: $after) @include(if: $cells) {{
      edges {{ node {{ household {{ reference }} months {{ month tally {_TALLY} }} }} }} {_REST}
    }}
    refusals {{ code messageAr messageEn }}
  }}
}}
"""
TOTALS: Final = _TOTALS

REASONS: Final = (
    ("explanation", "explanation_reason"),
    ("justification", "justification_reason"),
    ("recovery", "recovery_means"),
    ("reopening", "reopening_reason"),
)
_HEADINGS: Final = (
    "كل المرات / count",
    "الأسر / households",
    "لم يُنظر فيه / open",
    "عُرف سببه / explained",
    "له مبرر / justified",
    "استُرد / recovered",
    "المال المعرّض / at stake",
    "بلا قيمة / unpriced",
    "ما استُرد / came back",
)


def key(global_id: str) -> str:
    """What a double support is called at the command line."""
    return read_global_id(global_id)[1]


def table(found: Nodes) -> None:
    output.table(
        ("رقم / id", "الأسرة / household", "ما صُرف / given", "القيمة / value", "الكشف / plan",
         "ما صُرف غيره / other", "من / by", "كشفه / its plan", "الحال / stage"),
        [
            (
                key(one["id"]), (one["household"] or {}).get("reference"), _help(one),
                money_shown(one["value"]), labelled("plan_warning", one["warned"]), _help(one["other"]),
                _giver(one["other"]), labelled("plan_warning", one["other"]["warned"]), stands(one),
            )
            for one in found
        ],
    )  # fmt: skip


def stands(one: dict[str, Any]) -> str:
    """How far the partner came with it, and why."""
    reasons = (labelled(kind, one[field]) for field, kind in REASONS)
    parts = (labelled("support_stage", one["stage"]), *reasons, money_shown(one["recovered"]))
    return " · ".join(filter(None, parts))


def shown(one: dict[str, Any]) -> None:
    """One of them whole, its note as far as it is opened."""
    table([one])
    if words := opened(one["note"]):
        output.table(("ملاحظة / note",), [(words,)])
    if theirs := one["other"]["stage"]:
        output.talk(
            "double_support_theirs",
            stage_ar=labelled("support_stage", theirs).partition(" / ")[0],
            stage_en=labelled("support_stage", theirs).rpartition(" / ")[2],
        )


def by_partner(rows: Nodes, whole: dict[str, Any]) -> None:
    output.table(
        ("الجهة الأخرى / other partner", "النوع / family", *_HEADINGS),
        [
            *(
                (
                    (one["partner"] or {}).get("code") or "؟ / not named",
                    labelled("benefit_family", one["family"]),
                    *_figures(one["tally"]),
                )
                for one in rows
            ),
            ("المجموع / all", "", *_figures(whole)),
        ],
    )


def by_month(households: Nodes) -> None:
    """A row a household, a column a month: how many times, and what is at stake by it."""
    months = sorted({cell["month"] for one in households for cell in one["months"]})
    rows = []
    for one in households:
        cells = {cell["month"]: _cell(cell["tally"]) for cell in one["months"]}
        rows.append(((one["household"] or {}).get("reference"), *map(cells.get, months)))
    output.table(("الأسرة / household", *months), rows)


def _figures(tally: dict[str, Any]) -> tuple[object, ...]:
    counts = ("count", "households", "open", "explained", "justified", "recovered")
    return (
        *(tally[name] for name in counts),
        _sums(tally["atStake"]),
        tally["unpriced"],
        _sums(tally["cameBack"]),
    )


def _cell(tally: dict[str, Any]) -> str:
    return " · ".join(filter(None, (str(tally["count"]), _sums(tally["atStake"]))))


def _sums(amounts: list[dict[str, str]]) -> str:
    return ", ".join(filter(None, map(money_shown, amounts)))


def _help(one: dict[str, Any]) -> str:
    return f"{labelled('benefit_family', one['family'])} {one['begins']} – {one['ends']}"


def _giver(other: dict[str, Any]) -> str:
    return str((other["partner"] or {}).get("code") or "")
