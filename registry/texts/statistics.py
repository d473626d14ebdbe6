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
    "statistics.currency": Text("العملة", "currency"),
    "statistics.total": Text("الإجمالي", "total"),
    "statistics.paid_by": Text("مصادر التمويل", "paid by"),
    "statistics.per_person": Text("كلفة المستفيد", "cost per person"),
    "statistics.per_service": Text("كلفة الخدمة", "cost per service"),
    "statistics.persons": Text("أشخاص", "persons"),
    "statistics.visits": Text("زيارات", "visits"),
    "statistics.services": Text("خدمات", "services"),
    "statistics.all": Text("كل المراكز", "all centres"),
    "statistics.use_case": Text("الحالة", "use case"),
    "statistics.figure": Text("الرقم", "figure"),
    "statistics.published": Text("المنشور", "published"),
    "statistics.said": Text("ما قيل", "what was said"),
    "statistics.holds": Text("صحيح", "holds"),
    "statistics.yes": Text("نعم", "yes"),
    "statistics.no": Text("لا", "no"),
    "statistics.which": Text("أي عدد هو", "which count it is"),
    "statistics.rounded": Text("{counts}، مقربة", "{counts}, rounded"),
    "statistics.none_of_them": Text("ليس أيا منها", "none of the three"),
    "statistics.indicator": Text("المؤشر", "indicator"),
    "statistics.baseline": Text("خط الأساس", "baseline"),
    "statistics.source": Text("المصدر", "source"),
    "statistics.computed": Text("المحسوب", "computed"),
    "statistics.satisfaction": Text("الرضا", "satisfaction"),
    "quality.kind": Text("ما طُلب", "what was asked"),
    "quality.centre": Text("المركز", "centre"),
    "quality.need": Text("الاحتياج", "need"),
    "quality.year": Text("السنة", "year"),
    "quality.asked": Text("طُلب", "asked"),
    "quality.done": Text("أُنجز", "done"),
    "quality.median_days": Text("أيام الانتظار، الوسيط", "days waited, median"),
    "quality.p90_days": Text("أيام الانتظار، تسعة من عشرة", "days waited, nine in ten"),
    "quality.completion": Text("أُنجز في موعده", "done in time"),
    "quality.satisfaction": Text("الرضا", "satisfaction"),
    "statistics.numerator": Text("البسط", "numerator"),
    "statistics.denominator": Text("المقام: لا شيء مسجلا فيه", "denominator: nothing is recorded"),
    "statistics.few_people": Text("العدد أقل من أن يُذكر", "a count of more than a few people"),
    "statistics.not_computable": Text(
        "غير قابل للحساب: ينقص {missing}", "not computable: missing {missing}"
    ),
    "too_many_indicators": Text(
        "لا يُسأل عن أكثر من {limit:مؤشرين} معا، ولا عن أكثر من {limit:سنتين} لكل منها.",
        "No more than {limit} indicators are asked for at once, and {limit} years of each.",
    ),
    "indicator_file_unreadable": Text("تعذر فتح {path}.", "{path} cannot be read."),
    "indicator_file_malformed": Text(
        "ملف المؤشرات {path} غير مفهوم: {problem_ar}.",
        "{path} is no file of indicators: {problem_en}.",
    ),
    "service_of_which_centre": Text(
        "اذكر المركز الذي تتبعه الخدمة «{service}».", "Name the centre of the service “{service}”."
    ),
    "statistics.of.services": Text(
        "الخدمات بحسب المركز والنوع والجنسية", "Services by centre, sex and nationality"
    ),
    "statistics.of.published": Text(
        "ما نُشر بجانب ما تعده الوقائع", "What was published, beside what the facts come to"
    ),
    "statistics.of.said": Text(
        "ما نُشر بالكلمات، وهل تقوله الوقائع",
        "What was published in words, and whether the facts say so",
    ),
    "statistics.of.series": Text("الخدمات عبر السنوات", "Services over the years"),
    "statistics.of.spent": Text(
        "الكلفة ومصادر التمويل بحسب المركز", "Cost and money sources by centre"
    ),
    "statistics.of.calls": Text(
        "الاستشارات الهاتفية لمتصلين مجهولين، الأكثر طلبا أولا",
        "Phone consultations of unknown callers, the most wanted first",
    ),
    "release_made": Text(
        "نُشر الجدول «{code}» كما كان عند الموضع {position}، وفيه {rows:صفان}.",
        "published “{code}” as it stood at position {position}, of {rows} rows",
    ),
    "release_same": Text(
        "حُسب «{code}» من جديد فأعطى البصمة نفسها.", "“{code}” was counted again: the same digest"
    ),
    "release_differs": Text(
        "حُسب «{code}» من جديد فأعطى بصمة أخرى: {digest}.",
        "“{code}” was counted again: another digest, {digest}",
    ),
    "release_code_taken": Text(
        "نُشر بالرمز «{code}» جدول آخر، وما نُشر لا يتغير.",
        "Another table was published under the code “{code}”, and what was published does not change.",
    ),
    "release_code_taken.hint": Text("اختر رمزا آخر.", "choose another code"),
    "release_unknown": Text(
        "لا جدول منشورا بالرمز «{code}».", "Nothing was published under the code “{code}”."
    ),
    "release_unknown.hint": Text("اعرضها: sijill release list.", "list them: sijill release list"),
    "release_code_malformed": Text(
        "الرمز «{code}» لا يصلح: حروف لاتينية صغيرة وأرقام وشرطات.",
        "“{code}” cannot be a code: small Latin letters, digits and dashes.",
    ),
    "release_without_rows": Text(
        "لا شيء في هذا الجدول ليُنشر.", "There is nothing in that table to publish."
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
