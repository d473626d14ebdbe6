"""What is said of figures that leave the register: columns of the 4W."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_FOUR_W: Final[Mapping[str, tuple[str, str]]] = {
    "partner": ("رمز الجهة", "partner code"),
    "partner_name": ("الجهة", "partner"),
    "family": ("رمز القطاع", "sector code"),
    "family_name": ("القطاع", "sector"),
    "programme": ("رمز البرنامج", "programme code"),
    "programme_name": ("البرنامج", "programme"),
    "governorate": ("رمز المحافظة", "governorate P-code"),
    "governorate_name": ("المحافظة", "governorate"),
    "markaz": ("رمز المركز", "markaz P-code"),
    "markaz_name": ("المركز", "markaz"),
    "month": ("الشهر", "month"),
    "persons": ("أشخاص وصلتهم المساعدة", "persons reached"),
    "female": ("إناث", "female"),
    "male": ("ذكور", "male"),
    "sex_unknown": ("لا يُعلم جنسهم", "sex not known"),
    "households": ("أسر وصلتها المساعدة", "households reached"),
    "visits": ("زيارات", "visits"),
    "services": ("خدمات", "services"),
    "unnamed": ("رؤوس بلا أسماء", "heads without names"),
    "note": ("ملاحظة", "note"),
}

TEXTS: Final[Mapping[str, Text]] = {
    **{f"four_w.{name}": Text(*both) for name, both in _FOUR_W.items()},
    "four_w_title": Text("من يفعل ماذا وأين ومتى", "who does what where and when"),
    "four_w_not_named": Text("(لا تُسمّى)", "(not named)"),
    "four_w_rounded": Text("إلى أقرب عشرة", "to the nearest ten"),
    "four_w_hidden": Text(
        "إلى أقرب عشرة؛ من 1 إلى 9 فلا يُعرض: {figures}",
        "to the nearest ten; from 1 to 9 and not shown: {figures}",
    ),
    "four_w_written": Text(
        "كُتبت {rows} صفوف في {path}، كما هي في السجل عند الموضع {position}.",
        "{rows} rows are in {path}, as the log has them at position {position}",
    ),
    "four_w_kind_unknown": Text(
        "لا يُكتب الملف إلا ‎.csv‎ أو ‎.xlsx‎.", "write --out FILE.csv or --out FILE.xlsx"
    ),
    "four_w_months": Text(
        "اكتب ‎--month‎ لشهر واحد، أو ‎--from‎ و‎--until‎، لا كليهما.",
        "Write --month for one month, or --from and --until, and not both.",
    ),
}
