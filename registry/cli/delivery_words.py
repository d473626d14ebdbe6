"""How deliveries are written on the command line, going in and coming out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from registry.cli.desk import Desk
from registry.cli.output import Misused, moment
from registry.domain.casework import ReversalReason
from registry.domain.money import Currency
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from registry.texts import label

_LISTS: Final = {
    "family": (BenefitFamily, "benefit_family", "family / النوع"),
    "kind": (BenefitKind, "benefit_kind", "kind / الصورة"),
    "unit": (Unit, "unit", "unit / الوحدة"),
    "countsAs": (CountsAs, "counts_as", "counts as / يُحسب"),
    "channel": (Channel, "channel", "channel / الوسيلة"),
    "claim": (Claim, "claim", "claim / القائل"),
    "reversal": (ReversalReason, "reversal_reason", "reversed / أُلغي"),
}
_PERSONAL: Final = {
    "giver": "giver / المسلِّم",
    "collector": "collector / المستلم",
    "collectorNumbers": "collector's numbers / أرقام هوية المستلم",
    "collectorAuthority": "authority / سند الوكيل",
}


def money_of(written: str | None) -> dict[str, str] | None:
    """An amount and its currency, of 450:EGP.

    Raises:
        Misused: `money_malformed`, `currency_unknown`.
    """
    if written is None:
        return None
    amount, _, currency = written.partition(":")
    try:
        exact = Decimal(amount)
    except InvalidOperation:
        raise Misused("money_malformed") from None
    if not exact.is_finite() or not currency:
        raise Misused("money_malformed")
    if currency.upper() not in set(Currency):
        raise Misused("currency_unknown", currencies=tuple(Currency))
    return {"amount": str(exact), "currency": currency.upper()}


async def source_of(desk: Desk, written: str) -> dict[str, Any]:
    """Who paid, of zakat, zakat:300:EGP or private_sector:300:EGP:partner-code.

    Raises:
        Misused: `source_malformed`.
        SijillError: `partner_unknown`.
    """
    kind, *rest = written.split(":")
    if kind not in {one.value for one in MoneySource} or len(rest) not in {0, 2, 3}:
        raise Misused("source_malformed", kinds=tuple(MoneySource))
    amount = money_of(":".join(rest[:2])) if rest else None
    partner = await desk.partner_id(rest[2]) if rest[2:] else None
    return {"kind": MoneySource(kind).name, "amount": amount, "partner": partner}


def programme_and_quantity(written: str) -> tuple[str, str, str | None]:
    """The code of a programme, how much of it and who paid, of legal-aid or food-baskets=2:zakat."""
    served, _, source = written.partition(":")
    code, _, quantity = served.partition("=")
    return code, quantity or "1", source or None


def collector_of(
    name: str | None, numbers: Sequence[str] | None, authority: str | None
) -> dict[str, Any] | None:
    """Who collected; by an authority they are a proxy.

    Raises:
        Misused: `collector_without_name`.
    """
    if name is None:
        if numbers or authority:
            raise Misused("collector_without_name")
        return None
    return {
        "name": name,
        "identityNumbers": [{"number": one} for one in numbers or []],
        "proxy": authority is not None,
        "authority": authority,
    }


def shown(delivery: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """The fields of a delivery that hold something, each under its name in both languages."""
    to = delivery["household"] or {}
    plain = (
        ("delivery / الصرف", delivery["reference"]),
        ("on / التاريخ", day_shown(delivery["on"])),
        ("programme / البرنامج", (delivery["programme"] or {}).get("code")),
        ("quantity / الكمية", delivery["quantity"]),
        ("value / القيمة", money_shown(delivery["value"])),
        ("household / الأسرة", to.get("reference")),
        ("headcount / العدد", delivery["headcount"]),
        ("markaz / المركز", (delivery["markaz"] or {}).get("nameAr")),
        ("partner / الجهة", (delivery["partner"] or {}).get("code")),
        ("centre / مركز الخدمة", (delivery["servicePoint"] or {}).get("code")),
        ("visit / الزيارة", delivery["visit"]),
        ("meant from / عن الفترة من", day_shown(delivery["servesFrom"])),
        ("meant until / إلى", day_shown(delivery["servesUntil"])),
        ("sources / مصادر التمويل", ", ".join(map(_source, delivery["sources"] or []))),
        ("corrected / صُحّح", moment(delivery["correctedAt"])),
    )
    yield from ((name, value) for name, value in plain if value not in {None, ""})
    for field, (members, kind, name) in _LISTS.items():
        if delivery.get(field) is not None:
            yield name, _both(kind, members[delivery[field]].value)
    for field, name in _PERSONAL.items():
        if words := opened(delivery.get(field)):
            yield name, words


def _both(kind: str, value: str) -> str:
    return f"{label(kind, value, 'ar')} · {label(kind, value, 'en')}"


def _source(source: dict[str, Any]) -> str:
    by = (source["partner"] or {}).get("code")
    what = _both("money_source", MoneySource[source["kind"]].value)
    return " ".join(one for one in (what, money_shown(source["amount"]), by) if one)


def money_shown(money: dict[str, str] | None) -> str | None:
    return None if money is None else f"{money['amount']} {money['currency']}"


def day_shown(known: dict[str, str] | None) -> str | None:
    """As far as it is known: 2026, 2026-10, 2026-10-05, or the first and last day of a span."""
    if known is None:
        return None
    cut = {"YEAR": 4, "MONTH": 7}.get(known["precision"])
    if known["until"]:
        return f"{known['value']}..{known['until']}"
    return known["value"][:cut]


def opened(protected: dict[str, Any] | None) -> str | None:
    """A personal value as far as it was opened, or in brackets why not."""
    if protected is None:
        return None
    words = protected.get("values") or protected.get("masked") or protected.get("value")
    if words:
        return ", ".join(words) if isinstance(words, list) else str(words)
    why = protected["reason"]
    return None if why is None else f"({why['messageAr']} / {why['messageEn']})"
