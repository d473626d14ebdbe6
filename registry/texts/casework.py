"""What the commands about households and their members say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "would_record": Text(
        "تجربة فقط: لو نُفذ لسُجّل: {facts_ar}.", "a dry run: it would record: {facts_en}"
    ),
    "tried": Text("تجربة فقط؛ لم يُسجّل شيء.", "a dry run; nothing was recorded"),
    "nothing_to_record": Text(
        "تجربة فقط: كل ذلك مسجل من قبل.", "a dry run: all of it stands already"
    ),
    "household_open": Text("مفتوح", "open"),
    "household_waits": Text("معلق", "on hold"),
    "stands_already": Text(
        "كل ذلك مسجل من قبل؛ لم يتغير شيء.", "all of it stood already; nothing changed"
    ),
    "household_registered": Text("سُجّلت الأسرة.", "the household is registered"),
    "household_corrected": Text("صُحّح التسجيل.", "the registration is corrected"),
    "household_relocated": Text("سُجّل المكان الجديد.", "the new place is recorded"),
    "household_assessed": Text("سُجّل التقييم.", "the assessment is recorded"),
    "consent_answered": Text(
        "سُجّل جواب الأسرة، ويسري من الآن.", "the answer is recorded and holds from now on"
    ),
    "head_changed": Text("سُجّل رب الأسرة الجديد.", "the new head is recorded"),
    "household_on_hold": Text("عُلّق التسجيل حتى يُراجع.", "the registration waits to be looked at"),
    "household_released": Text("انتهى تعليق التسجيل.", "the registration waits no more"),
    "closing_household": Text(
        "يُغلق ملف {reference}: لا يُسجَّل فيه شيء بعدها سوى ما صُرف حتى آخر يوم، ويُعاد فتحه بـ household reopen.",
        "closing {reference}: nothing more is recorded on it but what was handed over until its last day; "
        "`sijill household reopen` opens it again",
    ),
    "household_closed_now": Text("أُغلق ملف الأسرة.", "the household is closed"),
    "household_reopened": Text("أُعيد فتح ملف الأسرة.", "the household is open again"),
    "withdrawing_household": Text(
        "يُلغى تسجيل {reference} نهائيًا: يخرج من كل عدد وكل قائمة، ويبقى في تاريخ الجهة وحدها.",
        "withdrawing {reference} for good: it leaves every count and every list, "
        "and stays in its partner's history alone",
    ),
    "household_withdrawn": Text("أُلغي التسجيل.", "the registration is withdrawn"),
    "member_added": Text("أُضيف الفرد.", "the member is added"),
    "member_corrected": Text("صُحّح تسجيل الفرد.", "the member is corrected"),
    "member_assessed": Text("سُجّل تقييم الفرد.", "the member's assessment is recorded"),
    "member_gone": Text("سُجّل أن الفرد لم يعد في الأسرة.", "the member is there no more"),
    "recording_death": Text(
        "تُسجّل وفاة: لا يُصرف شيء لهذا الفرد عن يوم بعدها، وآخر فرد يغلق ملف الأسرة.",
        "recording a death: nothing is handed over to this member for a day after it, "
        "and the last member closes the household",
    ),
    "member_moved": Text("انتقل الفرد إلى الأسرة الأخرى.", "the member is in the other household"),
    "withdrawing_member": Text(
        "يُلغى تسجيل الفرد {number} نهائيًا: يخرج من كل عدد، ويبقى في التاريخ.",
        "withdrawing member {number} for good: it leaves every count, and stays in history",
    ),
    "member_withdrawn": Text("أُلغي تسجيل الفرد.", "the member is withdrawn"),
    "request_received": Text(
        "سُجّل الطلب، وبدأ موعد الجواب.", "the request is taken in, and its clock runs"
    ),
    "request_answered": Text(
        "سُجّل الجواب، ويسري من الآن.", "the answer is recorded and holds from now on"
    ),
    "place_ambiguous": Text(
        "أكثر من مكان بهذا الاسم: {codes}. اكتب الرمز.",
        "several places have that name: {codes}. Give the code.",
    ),
    "short_set_malformed": Text(
        "اكتب ستة أجوبة بينها فواصل، كلٌّ من 1 إلى 4 أو شرطة: 1,1,3,-,1,1",
        "give six answers with commas between them, each 1 to 4 or a dash: 1,1,3,-,1,1",
    ),
}
