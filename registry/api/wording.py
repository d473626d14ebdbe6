"""How an opened value is written, whole and masked, by the name of its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from registry.api.masks import (
    HIDDEN,
    mask_date,
    mask_identity_numbers,
    mask_name,
    mask_phones,
)
from registry.domain.access import FieldName
from registry.domain.dates import PreciseDate
from registry.domain.delivery import Collector
from registry.domain.eligibility import ClauseDecision, possible_scores
from registry.domain.evidence import Evidence
from registry.domain.household import PersonName, WashingtonGroup
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone
from registry.domain.rules import EligibilityRule, Holding, RuleClause, ScoreTerm
from registry.texts import Language, label, say, series

Words: TypeAlias = tuple[str, ...]
Write: TypeAlias = Callable[[Any], Words]


@dataclass(frozen=True, slots=True)
class Wording:
    """`many` where the value is a list; otherwise there is one word, or none for no value."""

    clear: Write
    masked: Write
    many: bool = False


def _name(name: PersonName) -> Words:
    return (name.written,)


def _numbers(numbers: Iterable[IdentityNumber]) -> Words:
    return tuple(number.number for number in numbers)


def _kinds_of_numbers(numbers: Iterable[IdentityNumber]) -> Words:
    return tuple(str(number.kind) for number in numbers)


def _phones(phones: Iterable[Phone]) -> Words:
    return tuple(phone.e164 or phone.raw for phone in phones)


def _born(born: PreciseDate | None) -> Words:
    return () if born is None else (str(born),)


def _born_masked(born: PreciseDate | None) -> Words:
    return () if born is None else (mask_date(born),)


def _text(text: str | None) -> Words:
    return () if text is None else (text,)


def _collector(collector: Collector | None) -> Words:
    return _text(None if collector is None else collector.name)


def _collector_numbers(collector: Collector | None) -> Words:
    return () if collector is None else _numbers(collector.identity_numbers)


def _collector_authority(collector: Collector | None) -> Words:
    return _text(None if collector is None else collector.authority)


def _text_hidden(text: str | None) -> Words:
    return () if text is None else (HIDDEN,)


def _codes(codes: Iterable[str]) -> Words:
    return tuple(str(code) for code in codes)


def _codes_hidden(codes: Iterable[str]) -> Words:
    """As one, whatever their number: how many reasons for help there are is one of them."""
    return (HIDDEN,) if tuple(codes) else ()


def _answers(answers: WashingtonGroup | None) -> Words:
    if answers is None:
        return ()
    asked = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")
    given = ((name, getattr(answers, name)) for name in asked)
    return tuple(f"{name}:{answer}" for name, answer in given if answer is not None)


def _answers_hidden(answers: WashingtonGroup | None) -> Words:
    return _codes_hidden(_answers(answers))


def _evidence(items: Iterable[Evidence]) -> Words:
    """Levels and weights say nothing of what was compared, and so need no mask."""
    return tuple(f"{one.of}:{one.level}:{one.weight:+.1f}" for one in items)


def clauses_in_words(rule: EligibilityRule, decided: Collection[ClauseDecision]) -> Words:
    """`A child under five: held`, after the same in Arabic, by the names that the rule gives its clauses; the score."""
    clauses = [_asked(rule.clauses, one) for one in decided if one.points is None]
    if rule.score is None:
        return tuple(clauses)
    scores = possible_scores(rule.score.base, decided)
    low, high = min(scores), max(scores)
    said = str(low) if low == high else f"{low}–{high}"
    base = f"{rule.score.base} · {say('score_base', 'ar')} / {say('score_base', 'en')}"
    terms = [
        f"{_given(one)} · {_asked(rule.score.terms, one)}"
        for one in decided
        if one.points is not None
    ]
    return (
        *clauses,
        f"{say('score', 'ar', score=said)} / {say('score', 'en', score=said)}",
        base,
        *terms,
    )


def _given(term: ClauseDecision) -> str:
    """The points that a term gave: none where it does not hold, and perhaps some where it is undetermined."""
    match term.holding:
        case Holding.HELD:
            return f"{term.points:+}"
        case Holding.NOT_HELD:
            return "0"
        case Holding.UNDETERMINED:
            return f"{term.points:+}?"


def _asked(those: Sequence[RuleClause | ScoreTerm], one: ClauseDecision) -> str:
    asked = those[one.clause - 1]
    return f"{asked.name_ar}: {_holding(one, 'ar')} / {asked.name_en}: {_holding(one, 'en')}"


def _holding(one: ClauseDecision, language: Language) -> str:
    said = label("holding", one.holding, language)
    if not one.missing:
        return said
    fields = series((label("rule_field", field, language) for field in one.missing), language)
    return f"{said} ({say('clause_missing', language, fields=fields)})"


def _clause_numbers(decided: Iterable[ClauseDecision]) -> Words:
    return tuple(f"{one.clause}:{one.holding}" for one in decided)


def clauses_hidden(decided: Iterable[ClauseDecision]) -> Words:
    return _codes_hidden(_clause_numbers(decided))


_TEXT = Wording(_text, _text_hidden)
_CODES = Wording(_codes, _codes_hidden, many=True)
_PHONES = Wording(_phones, mask_phones, many=True)

WORDINGS: Final[Mapping[FieldName, Wording]] = {
    FieldName(name): wording
    for name, wording in {
        "household.registered.partner_reference": _TEXT,
        "household.registered.phones": _PHONES,
        "household.registered.address": _TEXT,
        "household.registered.criteria": _CODES,
        "household.registered.warnings": _CODES,
        "household.member_joined.name": Wording(_name, lambda name: (mask_name(name),)),
        "household.member_joined.identity_numbers": Wording(
            _numbers, mask_identity_numbers, many=True
        ),
        "household.member_joined.born": Wording(_born, _born_masked),
        "household.member_joined.phones": _PHONES,
        "household.member_joined.criteria": _CODES,
        "household.member_joined.functioning": Wording(_answers, _answers_hidden, many=True),
        "household.member_joined.warnings": _CODES,
        "household.member_left.reason": _TEXT,
        "delivery.recorded.giver": _TEXT,
        "eligibility.decided.clauses": Wording(_clause_numbers, clauses_hidden, many=True),
        "double_support.explained.note": _TEXT,
        "entitlement_document.issued.number": _TEXT,
        "pair.confirmed.note": _TEXT,
        "pair.more_asked.note": _TEXT,
        "pair.linked.evidence": Wording(_evidence, _evidence, many=True),
        "referral.sent.note": _TEXT,
        "referral.rejected.note": _TEXT,
        "referral.done.feedback": _TEXT,
        "subject_request.received.words": _TEXT,
        "subject_request.answered.words": _TEXT,
        "delivery.recorded.collector": Wording(
            _collector, lambda one: _text_hidden(None if one is None else one.name)
        ),
    }.items()
}

KINDS_OF_NUMBERS: Final = Wording(
    _kinds_of_numbers, lambda numbers: tuple(HIDDEN for _ in numbers), many=True
)
"""What stands beside the numbers, in their order, opened as they are."""

COLLECTOR_NUMBERS: Final = Wording(
    _collector_numbers,
    lambda one: () if one is None else mask_identity_numbers(one.identity_numbers),
    many=True,
)
COLLECTOR_AUTHORITY: Final = Wording(
    _collector_authority, lambda one: _text_hidden(None if one is None else one.authority)
)
"""Parts of a collector that are shown in fields of their own, opened as the whole is."""

FOR_THE_PERSON: Final[Mapping[FieldName, Wording]] = {
    FieldName("household.member_joined.partner_reference"): _TEXT
}
"""What no query asks for and the person's own document says."""


def wording_of(name: FieldName) -> Wording:
    return WORDINGS[name] if name in WORDINGS else FOR_THE_PERSON[name]
