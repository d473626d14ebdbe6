"""What is said of double support: how far a partner came with it, and why; refusals and what the commands say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "support_stage": {
        "open": ("لم يُنظر فيه", "open"),
        "explained": ("عُرف سببه", "explained"),
        "justified": ("له مبرر", "justified"),
        "recovered": ("استُرد", "recovered"),
    },
    "explanation_reason": {
        "not_planned": ("صُرف بلا كشف مفحوص", "given without a checked plan"),
        "recorded_late": ("سُجّل الصرف الآخر متأخرا", "the other delivery was recorded late"),
        "known_as_one_later": (
            "لم يُعرف أنها الأسرة نفسها إلا بعد الصرف",
            "known to be one household only afterwards",
        ),
        "planned_at_once": ("صرفت الجهتان في الوقت نفسه", "both gave at the same time"),
        "warning_overridden": ("صُرف رغم التنبيه", "given in spite of the warning"),
    },
    "justification_reason": {
        "needs_more": ("حاجتها أكبر مما صُرف", "it needs more than it got"),
        "emergency": ("طارئ", "emergency"),
        "other_need": ("لحاجة أخرى", "for another need"),
        "completed": ("يكمل ما نقص من الأول", "it completes what was missing of the first"),
        "replaced": ("بدل ما ضاع أو تلف", "in place of what was lost or spoilt"),
        "agreed": ("باتفاق الجهتين", "agreed between the partners"),
    },
    "recovery_means": {
        "returned": ("أُعيد", "returned"),
        "deducted": ("خُصم من صرف لاحق", "deducted from later help"),
        "passed_on": ("حُوّل إلى أسرة أخرى", "passed on to another household"),
    },
    "reopening_reason": {
        "said_in_error": ("قيل خطأ", "said in error"),
        "newly_known": ("عُرف ما لم يكن معروفا", "something is newly known"),
    },
    "plan_warning": {
        "not_planned": ("بلا كشف", "not planned"),
        "found_clear": ("وجده الفحص بلا ازدواج", "the check found it clear"),
        "held_back": ("لم يحجزه الفحص", "the check held it back"),
        "overridden": ("تُجووز التنبيه", "the warning was overridden"),
    },
}

TEXTS: Final[Mapping[str, Text]] = {
    **{
        f"{kind}.{value}": Text(*both)
        for kind, values in _LISTS.items()
        for value, both in values.items()
    },
    "double_support_unknown": Text(
        "لا يوجد ازدواج دعم كهذا، أو لم يعد قائما.",
        "There is no such double support, or there is none any more.",
    ),
    "double_support_settled": Text(
        "قيل عنه ما يخالف ذلك ({support_stage}). أعد فتحه أولا.",
        "Something else was said of it ({support_stage}). Reopen it first.",
    ),
    "double_support_too_much": Text(
        "في هذه المدة أكثر من {limit:صرفين} لجهتكم معه صرف آخر. اختر شهورا أقل أو أسرة واحدة.",
        "More than {limit} deliveries of yours have others beside them in these months. Name fewer, or one household.",
    ),
    "double_support_months_out_of_range": Text(
        "من شهر إلى {limit:شهرين}، والأول قبل الأخير.",
        "From one month to {limit}, the first before the last.",
    ),
    "recovered_nothing": Text("اذكر ما استُرد، أكبر من صفر.", "Say what came back, above zero."),
    "recovered_in_other_currency": Text(
        "العملة غير عملة الصرف ({currency}).", "That is another currency than {currency}."
    ),
    "recovered_more_than_given": Text(
        "المسترد أكبر مما صُرف ({worth}).", "More came back than was given ({worth})."
    ),
    "double_support_compared": Text(
        "قورن ما هو متاح للمشاركة معك وحده؛ رفضت المشاركة {count} من أسر الجهات الأخرى فلم تُقارن.",
        "only what is shared with you was compared: {count} households of other partners refused to share and were not",
    ),
    "double_support_theirs": Text(
        "وعند الجهة الأخرى: {stage_ar}.", "at the other partner it is: {stage_en}"
    ),
    "double_support_said": Text(
        "سُجّل عن ازدواج الدعم: {stage_ar}.", "recorded of the double support: {stage_en}"
    ),
}
