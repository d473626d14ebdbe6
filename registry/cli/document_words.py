"""Cards and plates in words: what is asked of the API, and the tables that its answers become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from registry.cli import output
from registry.cli.delivery_words import opened
from registry.cli.output import labelled
from registry.cli.paged import Nodes
from registry.texts import say

_STANDS: Final = """
  id kind standing issuedOn validUntil replacement loss withdrawal issuer { code }
  holder { id number household { reference } }
  number @include(if: $numbers) { state value masked reason { code messageAr messageEn } }
"""
LIST: Final = f"""
query ($filter: EntitlementDocumentFilter, $on: Date, $asOf: AsOf, $first: Int!, $after: String,
       $numbers: Boolean!) {{
  entitlementDocuments(filter: $filter, on: $on, asOf: $asOf, first: $first, after: $after) {{
    edges {{ node {{ {_STANDS} }} }}
    pageInfo {{ hasNextPage endCursor }} refusals {{ code messageAr messageEn }}
  }}
}}
"""
_TALLY: Final = "{ kind partner { code } issued live expired replaced lost withdrawn holderGone }"
TOTALS: Final = f"""
query ($by: [DocumentsBy!]!, $own: Boolean!, $on: Date, $asOf: AsOf) {{
  entitlementDocumentTotals(by: $by, own: $own, on: $on, asOf: $asOf) {{
    on rows {_TALLY} total {_TALLY} refusals {{ code messageAr messageEn }}
  }}
}}
"""
_REASONS: Final = (
    ("loss", "document_loss_reason"),
    ("withdrawal", "document_withdrawal_reason"),
)
_COUNTS: Final = ("issued", "live", "expired", "replaced", "lost", "withdrawn", "holderGone")


def table(found: Nodes) -> None:
    numbered = any("number" in one for one in found)
    headings = (
        "النوع / kind", "الأسرة / household", "الفرد / member", "صدرت / issued", "حتى / until", "الحال / stands",
        "السبب / why", "أصدرها / issuer",
    )  # fmt: skip
    output.table(
        (*headings, *(["الرقم / number"] if numbered else [])),
        [(*_row(one), *([opened(one["number"])] if numbered else [])) for one in found],
    )


def _row(one: Mapping[str, Any]) -> tuple[object, ...]:
    holder = one["holder"]
    return (
        labelled("document_kind", one["kind"]),
        holder["household"]["reference"],
        holder["number"],
        one["issuedOn"],
        one["validUntil"],
        labelled("document_standing", one["standing"]),
        "; ".join(labelled(kind, one[name]) for name, kind in _REASONS if one[name]),
        (one["issuer"] or {}).get("code"),
    )


def totals(found: Mapping[str, Any]) -> None:
    """What few people are behind shows as dots."""
    headings = (
        "النوع / kind", "أصدرها / issuer", "صدر / issued", "سارية / live", "انتهت / expired", "استُبدلت / replaced",
        "مفقودة / lost", "مسحوبة / withdrawn", "صاحبها لم يعد / holder gone",
    )  # fmt: skip
    rows = [
        (labelled("document_kind", one["kind"]), (one["partner"] or {}).get("code"), *_counts(one))
        for one in found["rows"]
    ]
    if found["total"]:
        both = f"{say('document_all', 'ar')} / {say('document_all', 'en')}"
        rows.append((both, "", *_counts(found["total"])))
    output.table(headings, rows, found["on"])


def _counts(one: Mapping[str, Any]) -> list[object]:
    return ["…" if one[name] is None else one[name] for name in _COUNTS]
