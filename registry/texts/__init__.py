"""Every text that a user sees, in Arabic and English, by code.

One module an area (refusals, labels, intake, api, cli), each a `TEXTS` mapping; this page joins them and fills in the
details. A code without both languages fails at import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from registry.texts import (
    api,
    casework,
    cli,
    coverage,
    doctor,
    double_support,
    entitlement_documents,
    evidence,
    files,
    funds,
    imports,
    intake,
    labels,
    localpg,
    log,
    matching,
    pairs,
    partner_reports,
    person,
    plans,
    privacy,
    projections,
    refusals,
    reporting,
    rules,
    searching,
    settings,
    staff,
    statistics,
    timeline,
    usage,
)
from registry.texts.counted import Counting
from registry.texts.text import Text

Language: TypeAlias = Literal["ar", "en"]

TEXTS: Final[Mapping[str, Text]] = {
    **refusals.TEXTS,
    **labels.TEXTS,
    **log.TEXTS,
    **matching.TEXTS,
    **evidence.TEXTS,
    **privacy.TEXTS,
    **projections.TEXTS,
    **files.TEXTS,
    **intake.TEXTS,
    **imports.TEXTS,
    **api.TEXTS,
    **cli.TEXTS,
    **coverage.TEXTS,
    **settings.TEXTS,
    **localpg.TEXTS,
    **doctor.TEXTS,
    **staff.TEXTS,
    **timeline.TEXTS,
    **person.TEXTS,
    **casework.TEXTS,
    **pairs.TEXTS,
    **searching.TEXTS,
    **usage.TEXTS,
    **plans.TEXTS,
    **partner_reports.TEXTS,
    **rules.TEXTS,
    **statistics.TEXTS,
    **double_support.TEXTS,
    **reporting.TEXTS,
    **entitlement_documents.TEXTS,
    **funds.TEXTS,
}


def say(code: str, language: Language, /, **details: object) -> str:
    """The text of a code in one language, its `{placeholders}` filled in; the code itself where it has no text.

    A role or a purpose among the details is said in words, and so are several roles, with the codes by which they
    are typed. Several details together, as a tuple, are joined by the language's own comma. A number takes its noun
    with it in Arabic, where the text names one.
    """
    text = TEXTS.get(code)
    if text is None:
        return code
    words = {name: _in_words(name, one, language) for name, one in details.items()}
    if language == "ar" and details:
        return _ARABIC.vformat(text.ar, (), words)
    return (text.ar if language == "ar" else text.en).format(**words)


_ARABIC: Final = Counting()


def _in_words(name: str, detail: object, language: Language) -> object:
    if isinstance(detail, tuple):
        return series(map(str, detail), language)
    if name == "roles":
        roles = str(detail).split(", ")
        return series((f"{say(f'role.{one}', language)} ({one})" for one in roles), language)
    text = TEXTS.get(f"{name}.{detail}") if name in _LISTED else None
    return detail if text is None else (text.ar if language == "ar" else text.en)


_LISTED: Final = frozenset({"role", "purpose", "rule_kind", "rule_level", "support_stage"})


def series(words: Iterable[str], language: Language) -> str:
    """Words one after the other, by the language's own comma."""
    return ("، " if language == "ar" else ", ").join(words)


def label(kind: str, value: str, language: Language) -> str:
    """The label of a member of a closed list, as `label("role", "auditor", "ar")`."""
    return say(f"{kind}.{value}", language)
