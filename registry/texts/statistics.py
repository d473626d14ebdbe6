"""Statistics: the columns of its tables, and how a published figure reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "statistics.centre": Text("المركز", "centre"),
    "statistics.service": Text("الخدمة", "service"),
    "statistics.topic": Text("الموضوع", "topic"),
    "statistics.year": Text("السنة", "year"),
    "statistics.sex": Text("النوع", "sex"),
    "statistics.nationality": Text("الجنسية", "nationality"),
    "statistics.channel": Text("القناة", "channel"),
    "statistics.female": Text("إناث", "women"),
    "statistics.male": Text("ذكور", "men"),
    "statistics.national": Text("مواطنون", "nationals"),
    "statistics.non_national": Text("غير مواطنين", "non-nationals"),
    "statistics.unnamed": Text("بلا أسماء", "unnamed"),
    "statistics.nobody_named": Text("لم يُسمَّ أحد", "nobody named"),
    "statistics.persons": Text("أشخاص", "persons"),
    "statistics.visits": Text("زيارات", "visits"),
    "statistics.services": Text("خدمات", "services"),
    "statistics.all": Text("كل المراكز", "all centres"),
    "statistics.use_case": Text("الحالة", "use case"),
    "statistics.figure": Text("الرقم", "figure"),
    "statistics.published": Text("المنشور", "published"),
    "statistics.which": Text("أي عدد هو", "which count it is"),
    "statistics.rounded": Text("{counts}، مقربة", "{counts}, rounded"),
    "statistics.none_of_them": Text("ليس أيا منها", "none of the three"),
    "statistics.of.services": Text(
        "الخدمات بحسب المركز والنوع والجنسية", "Services by centre, sex and nationality"
    ),
    "statistics.of.published": Text(
        "ما نُشر بجانب ما تعده الوقائع", "What was published, beside what the facts come to"
    ),
    "statistics.of.series": Text("الخدمات عبر السنوات", "Services over the years"),
    "statistics.of.calls": Text(
        "الاستشارات الهاتفية لمتصلين مجهولين، الأكثر طلبا أولا",
        "Phone consultations of unknown callers, the most wanted first",
    ),
    "demo_holds_another": Text(
        "في هذا السجل جهات دولة أخرى؛ لكل دولة سجلها.",
        "This register has the partners of another country; each has a register of its own.",
    ),
    "demo_holds_another.hint": Text(
        "أعط مجلدا آخر بالخيار ‎--data.", "give another folder with --data"
    ),
    "demo_of_qena": Text("‎--from لملفات قنا وحدها.", "--from goes with the files of Qena alone"),
    "demo_stands_in": Text(
        "سجل هذه الدولة وحدها في {folder}؛ اسأله بالخيار ‎--data.",
        "the register of this country alone is in {folder}; ask it with --data",
    ),
    "recording": Text("يجري التسجيل", "recording"),
}
