"""What is said of coverage: what each figure means, why one is not shown, where help is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_MEANINGS: Final[Mapping[str, Text]] = {
    "coverage_meaning.judged": Text(
        "أشخاص يسري في الفترة حكم في استحقاقهم بقاعدة برنامج، أيا كان: من يومه حتى الحكم التالي أو آخر يوم له أو "
        "إغلاق ملف الأسرة. والأسرة يمثلها ربها.",
        "Persons on whom a decision by a programme's rule holds in the period, whatever it says: from its day until "
        "the next one, its last day, or the closing of the household. A household is its head.",
    ),
    "coverage_meaning.entitled": Text(
        "منهم من حُكم باستحقاقهم في الفترة.", "Those of them whom it entitles."
    ),
    "coverage_meaning.planned": Text(
        "أشخاص في كشف توزيع يخدم الفترة ولم يُلغ؛ وبعد حجزه لا يُعد من استُبعدوا منه.",
        "Persons on a list that serves the period and was not cancelled; once it is reserved, less those whom"
        " it leaves out.",
    ),
    "coverage_meaning.enrolled": Text(
        "أشخاص في كشف صدر للصرف لبرنامج. وليس في السجل قيد آخر في البرامج.",
        "Persons on a list of a programme that was released to be handed out. There is no other record of "
        "being in a programme.",
    ),
    "coverage_meaning.reached": Text(
        "أشخاص معلومون سجلت جهة بنفسها أنها خدمتهم في الفترة، كل منهم مرة. لا يُعد ما يقوله الناس ولا من لا "
        "اسم له.",
        "Named persons whom a partner's own record says were served in the period, each once. What is only "
        "reported counts in nothing, and nobody who is not named is a person.",
    ),
    "coverage_meaning.covered": Text(
        "من الصف نفسه: مستحقون ووصلتهم المساعدة معا. والتغطية نسبتهم إلى المستحقين.",
        "Those of the same row who are entitled and reached, both. Coverage is their share of the entitled.",
    ),
    "coverage_meaning.unserved": Text(
        "من الصف نفسه: مستحقون لم تصلهم المساعدة.",
        "Those of the same row who are entitled and not reached.",
    ),
    "coverage_meaning.visits": Text(
        "زيارات، وقد تُقدم في الزيارة الواحدة خدمات، ومعها ما عُدّ زيارات بلا أسماء. ليست أشخاصا.",
        "Visits, in one of which several things may be done, and those that are only counted. Not persons.",
    ),
    "coverage_meaning.services": Text(
        "ما قُدم مرة مرة، ومعه ما عُدّ خدمات بلا أسماء. ليست أشخاصا.",
        "What was handed over or done, each time, and those that are only counted. Not persons.",
    ),
    "coverage_meaning.unnamed": Text(
        "رؤوس عُدّت أشخاصا بلا أسماء، فلا تُجمع مع الأشخاص.",
        "Heads that were counted as persons and whom nobody named: never added to persons.",
    ),
    "gap_meaning.entitled_not_reached": Text(
        "أشخاص مستحقون لنوع من الدعم لم يصلهم شيء منه من أي جهة في الفترة.",
        "Persons entitled to help of a family whom none of it reached in the period, whoever might have given"
        " it.",
    ),
    "gap_meaning.need_without_service": Text(
        "أشخاص أحالتهم جهة لحاجة، ولم تُسحب الإحالة ولم تُلبَّ، ولم يُسجل لهم منذئذ شيء من هذا النوع.",
        "Persons whom a partner referred for a need, where the referral was neither revoked nor met, and no "
        "help of that family is recorded for them since.",
    ),
    "gap_meaning.village_without_service_point": Text(
        "قرى لا يُسجل أن شيئا صُرف فيها في مركز خدمة؛ والعدد أرباب الأسر المسجلة فيها.",
        "Villages in which nothing is recorded as handed over at a service point; the number is of heads of "
        "households that are registered there.",
    ),
}
_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "coverage_figure": {
        "judged": ("بُتّ في استحقاقهم", "judged"),
        "entitled": ("مستحقون", "entitled"),
        "planned": ("في كشوف", "planned"),
        "enrolled": ("مقيدون", "enrolled"),
        "reached": ("وصلتهم المساعدة", "reached"),
        "covered": ("مغطّون", "covered"),
        "unserved": ("مستحقون لم تصلهم", "entitled, not reached"),
        "visits": ("زيارات", "visits"),
        "services": ("خدمات", "services"),
        "unnamed": ("بلا أسماء", "unnamed"),
    },
    "coverage_by": {
        "village": ("القرية", "village"),
        "markaz": ("المركز", "markaz"),
        "governorate": ("المحافظة", "governorate"),
        "programme": ("البرنامج", "programme"),
        "family": ("نوع الدعم", "family of benefit"),
        "month": ("الشهر", "month"),
        "sex": ("الجنس", "sex"),
        "age_group": ("الفئة العمرية", "age group"),
        "disability": ("الإعاقة", "disability"),
        "nationality": ("الجنسية", "nationality"),
    },
    "age_group": {
        "child": ("دون 18", "under 18"),
        "adult": ("من 18 إلى 59", "18 to 59"),
        "older": ("60 فأكثر", "60 and over"),
        "unknown": ("غير معلوم", "unknown"),
    },
    "disability_group": {
        "with": ("ذوو إعاقة", "with a disability"),
        "without": ("بلا إعاقة", "without"),
        "unknown": ("لم يُسأل أو ينقص جواب", "not asked, or an answer is missing"),
    },
    "gap": {
        "entitled_not_reached": ("مستحقون لم تصلهم المساعدة", "entitled, not reached"),
        "need_without_service": ("حاجات بلا خدمة", "needs without a service"),
        "village_without_service_point": ("قرى بلا مركز خدمة", "villages without a service point"),
    },
    "asked_as": {
        "referral": ("إحالة", "referral"),
        "request": ("طلب صاحب الشأن", "request of a person"),
    },
}
_SAID: Final[Mapping[str, Text]] = {
    "few_people": Text(
        "عدد صغير قد يدل على أصحابه، فلا يُعرض.", "A small number, which might tell of whom it is."
    ),
    "nobody_judged": Text(
        "لا يُحسب: لم يُبتّ في استحقاق أحد.", "Not computable: missing decisions on who is entitled."
    ),
    "plans_of_others": Text(
        "كشوف جهة أخرى لا تذكرها لك مذكرة تفاهم.",
        "Another partner's plans, which no agreement names to you.",
    ),
    "months_out_of_range": Text(
        "اطلب شهرا إلى {limit:شهرين}، أولها قبل آخرها.",
        "Ask for one to {limit} months, the first before the last.",
    ),
    "months_are_given": Text(
        "للمقارنة شهران يُذكران وحدهما.",
        "A comparison is of the two months that it names, and no other.",
    ),
    "months_to_compare": Text(
        "للمقارنة اكتب ‎--since 2026-09 --until 2026-10‎ بلا ‎--from‎.",
        "To compare, write --since 2026-09 --until 2026-10, and no --from.",
    ),
    "chart_written": Text("كُتب الرسم في {path}.", "the chart is in {path}"),
    "coverage_of_entitled": Text(
        "نسبة من وصلتهم المساعدة إلى المستحقين", "those reached of those entitled"
    ),
    "coverage_total": Text("المجموع", "all"),
    "coverage_by_markaz": Text("التغطية بحسب المركز", "coverage by markaz"),
    "coverage_share": Text("التغطية", "coverage"),
    "gap_since": Text("منذ", "since"),
    "gap_household": Text("الأسرة", "household"),
    "gap_households_own": Text(
        "أسر جهتك وحدها، بالنظر إلى ما صرفته جهتك: ما قدمته جهات أخرى لا يظهر هنا.",
        "your own households alone, held against what your partner gave: what others gave is not looked at",
    ),
    "few_hidden": Text(
        "ما يدل على قليل من الناس لا يُذكر، وما عداه يُقرب إلى العشرات؛ وأعداد جهتك وحدها كما هي مع ‎--own‎، "
        "وكل الأعداد للمراجع مع ‎--purpose audit‎.",
        "counts of few people are not told, and others to the nearest ten; --own tells those of your partner exactly, "
        "and an auditor is told all with --purpose audit",
    ),
    "coverage_rounded": Text(
        "الأعداد إلى أقرب عشرة والنسب منها، وما كان من 1 إلى 9 لا يُذكر.",
        "Counts are to the nearest ten and shares are of those; what is from 1 to 9 is not told.",
    ),
    "money_rounded": Text(
        "المبالغ بأرقام مدوّرة: ما دون نصف كلفة عشر من أغلى ما قُدم يُكتب –",
        "money is in round figures: what is less than half of what ten of the dearest come to reads –",
    ),
    "gap_persons": Text("أشخاص", "persons"),
    "coverage_before": Text("قبل", "before"),
    "coverage_newly": Text("جدد", "newly"),
    "coverage_dropped": Text("خرجوا", "dropped"),
    "coverage_after": Text("بعد", "after"),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_SAID,
    **_MEANINGS,
    **{
        f"{kind}.{value}": Text(*both)
        for kind, labels in _LISTS.items()
        for value, both in labels.items()
    },
}
