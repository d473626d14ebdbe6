"""What is said of figures that leave the register: columns of the 4W, and of the views for dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_FOUR_W: Final[Mapping[str, tuple[str, str]]] = {
    "partner": ("رمز الجهة", "partner code"),
    "partner_name": ("الجهة", "partner"),
    "partner_kind": ("نوع الجهة", "kind of organisation"),
    "sector": ("القطاع (أوتشا)", "sector (OCHA)"),
    "crs": ("رمز الغرض (CRS)", "purpose code (CRS)"),
    "family": ("رمز نوع المساعدة", "code of the kind of help"),
    "family_name": ("نوع المساعدة", "kind of help"),
    "programme": ("رمز البرنامج", "programme code"),
    "programme_name": ("البرنامج", "programme"),
    "modality": ("صورة المساعدة", "modality"),
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

_VIEWS: Final[Mapping[str, Text]] = {
    "as_of_v1": Text("إلى أي موضع من السجل تصل الأرقام.", "How far in the log the figures go."),
    "places_v1": Text(
        "الأماكن برموزها (P-codes): الدولة والمحافظة والمركز والقرية.",
        "Places by P-code: country, governorate, markaz, village.",
    ),
    "partners_v1": Text("الجهات الشريكة.", "Partners."),
    "programmes_v1": Text("البرامج غير المحمية.", "Programmes, less the protected ones."),
    "coverage_v1": Text(
        "في أي وقت كان، بحسب المركز والجنس: من يستحق ومن في كشف ومن وصلته المساعدة. الأعداد من 1 إلى 9 فارغة وغيرها "
        "إلى أقرب عشرة.",
        "At any time, by markaz and sex: who is entitled, on a list, reached. Counts from 1 to 9 are null and others "
        "to the nearest ten.",
    ),
    "coverage_by_programme_v1": Text(
        "في أي وقت كان، بحسب المركز والبرنامج. ومن في عدة برامج يتكرر. الأعداد من 1 إلى 9 فارغة وغيرها إلى أقرب عشرة.",
        "At any time, by markaz and programme; somebody in several is in each. Counts from 1 to 9 are null and others "
        "to the nearest ten.",
    ),
    "coverage_by_month_v1": Text(
        "بحسب الشهر والمركز، لهذا الشهر والاثني عشر قبله. الأعداد من 1 إلى 9 فارغة وغيرها إلى أقرب عشرة.",
        "By month and markaz, of this month and the twelve before. Counts from 1 to 9 are null and others to the "
        "nearest ten.",
    ),
    "deliveries_by_month_v1": Text(
        "من فعل ماذا وأين ومتى (4W). الأعداد من 1 إلى 9 فارغة وغيرها إلى أقرب عشرة، والخدمات وحدها تُجمع.",
        "Who did what where and when (4W). Counts from 1 to 9 are null and others to the nearest ten; services alone "
        "add up.",
    ),
}
_COLUMNS: Final[Mapping[str, Text]] = {
    "position": Text("آخر موضع محسوب من السجل", "last position of the log that is counted"),
    "recorded_at": Text(
        "متى سُجلت آخر واقعة محسوبة", "when the last fact that is counted was recorded"
    ),
    "code": Text("الرمز، فريد", "code, unique"),
    "programmes_v1.code": Text("رمز البرنامج، فريد عند جهته", "code, unique within its partner"),
    "level": Text(
        "0 دولة، 1 محافظة، 2 مركز، 3 قرية",
        "0 country, 1 governorate, 2 markaz, 3 village",
    ),
    "name_ar": Text("الاسم بالعربية", "name in Arabic"),
    "name_en": Text("الاسم بالإنجليزية", "name in English"),
    "parent": Text("رمز ما يقع فيه المكان", "code of what it lies in"),
    "governorate": Text("رمز المحافظة", "code of the governorate"),
    "kind": Text("نوع الجهة", "kind of organisation"),
    "suspended": Text("هل أوقفت الجهة", "whether it is suspended"),
    "closed": Text("هل أُغلق البرنامج", "whether it is closed"),
    "partner": Text("رمز الجهة صاحبة السجل", "code of the partner whose record it is"),
    "programmes_v1.partner": Text("رمز الجهة صاحبة البرنامج", "code of the partner that owns it"),
    "programme_partner": Text(
        "رمز الجهة صاحبة البرنامج؛ فارغ بلا برنامج وللبرامج المحمية",
        "code of the partner that owns the programme; null without one and for protected ones",
    ),
    "programme": Text(
        "رمز البرنامج؛ فارغ بلا برنامج وللبرامج المحمية",
        "code of the programme; null without one and for protected ones",
    ),
    "family": Text("نوع الدعم (القطاع)", "family of benefit (sector)"),
    "place": Text(
        "رمز المركز الذي يسكنونه، أو المحافظة إن لم يُعلم سواها",
        "P-code of the markaz where they live, or of the governorate where that is all that is known",
    ),
    "deliveries_by_month_v1.place": Text(
        "رمز المركز الذي قُدم فيه الدعم، أو المحافظة إن لم يُعلم سواها",
        "P-code of the markaz where it was given, or of the governorate where that is all that is known",
    ),
    "deliveries_by_month_v1.partner": Text(
        "رمز الجهة صاحبة السجل؛ فارغ للبرامج المحمية",
        "code of the partner whose record it is; null for protected programmes",
    ),
    "month": Text("أول أيام الشهر", "first day of the month"),
    "sex": Text("الجنس: female أو male أو unknown", "female, male or unknown"),
    "judged": Text("من بُتّ في استحقاقهم", "persons on whom a decision by a programme's rule holds"),
    "entitled": Text(
        "المستحقون؛ فارغ إن كان judged صفرا إذ لم يُبتّ في أحد",
        "persons whom it entitles; null where judged is 0, as nobody was judged",
    ),
    "planned": Text("من في كشوف توزيع", "persons on a list"),
    "enrolled": Text("من في كشوف صدرت للصرف", "persons on a list that was released"),
    "reached": Text("من وصلتهم المساعدة، كل منهم مرة", "persons who were served, each once"),
    "covered": Text(
        "مستحقون ووصلتهم المساعدة معا؛ فارغ إن كان judged صفرا",
        "entitled and reached, both; null where judged is 0",
    ),
    "unserved": Text(
        "مستحقون لم تصلهم المساعدة؛ فارغ إن كان judged صفرا",
        "entitled and not reached; null where judged is 0",
    ),
    "persons": Text("أشخاص معلومون، كل منهم مرة", "named persons, each once"),
    "female": Text("الإناث منهم", "those of them who are female"),
    "male": Text("الذكور منهم", "those of them who are male"),
    "sex_unknown": Text("من لا يُعلم جنسهم منهم", "those of them whose sex is not known"),
    "households": Text("أسر، كل منها مرة", "households, each once"),
    "visits": Text("زيارات؛ ليست أشخاصا", "visits; not persons"),
    "services": Text("خدمات؛ ليست أشخاصا", "services; not persons"),
    "unnamed": Text(
        "رؤوس عُدّت أشخاصا بلا أسماء؛ لا تُجمع مع الأشخاص",
        "heads counted as persons whom nobody named; never added to persons",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    **{f"four_w.{name}": Text(*both) for name, both in _FOUR_W.items()},
    **{f"reporting.{name}": text for name, text in _VIEWS.items()},
    **{f"reporting_column.{name}": text for name, text in _COLUMNS.items()},
    "four_w_not_named": Text("(لا تُسمّى)", "(not named)"),
    "four_w_rounded": Text("إلى أقرب عشرة", "to the nearest ten"),
    "four_w_hidden": Text(
        "إلى أقرب عشرة؛ من 1 إلى 9 فلا يُعرض: {figures}",
        "to the nearest ten; from 1 to 9 and not shown: {figures}",
    ),
    "four_w_written": Text(
        "كُتب {rows:صفان} في {path}، كما في السجل عند الموضع {position}.",
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
