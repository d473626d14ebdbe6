"""What partners say of their reports, and what is said of those that are late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "partner_interval_out_of_range": Text(
        "تتفق الجهة على التسجيل كل يوم إلى {limit:يومين}، أو لا تتفق على شيء.",
        "A partner agrees to report within 1 to {limit} days, or not at all.",
    ),
    "partner_interval_malformed": Text(
        "اذكر عدد الأيام، أو ‎never‎ (أو null) إن لم يعد هناك اتفاق.",
        "Give a number of days, or never (or null) where nothing is agreed any more.",
    ),
    "partner_day_to_come": Text("لم يأت {day} بعد.", "{day} is still to come."),
    "partner_reported_further": Text(
        "قالت الجهة من قبل إن ما صرفته مسجل حتى {day}، ولا يُرجع عن ذلك إلى يوم قبله.",
        "The partner said before that all is recorded up to {day}; that is not taken back to an earlier day.",
    ),
    "partner_reports": Text(
        "تسجل الجهة ما تصرفه كل {days:يومين} على الأكثر.",
        "the partner records what it gives within {days} day(s)",
    ),
    "partner_reports_no_more": Text(
        "لم يعد هناك موعد متفق عليه لتسجيل ما تصرفه الجهة.",
        "no interval is agreed any more within which the partner records what it gives",
    ),
    "partner_reported": Text(
        "سُجّل أن كل ما صرفته الجهة حتى {day} موجود في السجل.",
        "it is on record that all that the partner gave up to {day} is in the register",
    ),
    "partner_every": Text("كل {days:يومين}", "every {days} day(s)"),
    "partner_is_late": Text("متأخرة: لا تبليغ منذ {since}", "late: no report since {since}"),
    "plan_partner_late": Text(
        "تأخرت «{partner}» في تسجيل ما صرفته: لا يُعرف عنها شيء بعد {since}، وقد اتفقت على التسجيل كل {days:يومين}."
        " من سجلتهم من أهل هذا الكشف لا يُقال إنهم بلا ازدواج.",
        "“{partner}” is late in recording what it gave: nothing is known after {since}, and it agreed to record it"
        " every {days} day(s). Whoever of this plan it registered is not called clear.",
    ),
}
