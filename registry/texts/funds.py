"""What is said of funds: their entries, refusals, and what the commands say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "fund_entry.opened": Text("فتح الصندوق", "opened"),
    "fund_entry.contributed": Text("وارد", "contribution"),
    "fund_entry.committed": Text("حجز لكشف", "committed to a plan"),
    "fund_entry.settled": Text("تسوية كشف", "settled with a plan"),
    "fund_entry.spent": Text("صرف بلا كشف", "payment"),
    "fund_entry.reversed": Text("إلغاء القيد", "taken back: entry"),
    "fund_reversal.recorded_twice": Text("سُجّل مرتين", "recorded twice"),
    "fund_reversal.recorded_in_error": Text("سُجّل خطأ", "recorded in error"),
    "fund_reversal.wrong_amount": Text("المبلغ غير صحيح", "of a wrong amount"),
    "fund_reversal.returned": Text("عاد المبلغ", "the money came back"),
    "fund_entry_unknown": Text(
        "لا قيد رقمه {entry} في الصندوق.", "The fund has no entry number {entry}."
    ),
    "fund_entry_moved_nothing": Text(
        "القيد {entry} لم يُدخل مالا ولم يُخرجه، فلا يُلغى.",
        "By entry {entry} no money came in or went out; there is nothing to take back.",
    ),
    "fund_entry_moved_nothing.hint": Text(
        "ينتهي ما حُجز لكشف بالتسوية معه، ولو بصفر: ‎fund settle --spent 0:EGP‎",
        "what is held for a plan ends by settling with it, also for nothing: fund settle --spent 0:EGP",
    ),
    "fund_unknown": Text("لا يوجد صندوق بالرمز «{code}».", "There is no fund “{code}”."),
    "fund_already_open": Text(
        "للجهة صندوق بالرمز «{code}» من قبل.", "The partner has a fund “{code}” already."
    ),
    "fund_code_malformed": Text(
        "رمز الصندوق «{code}» غير صالح: حروف لاتينية صغيرة وأرقام وشرطات فقط.",
        "Fund code “{code}” is malformed: use lower-case Latin letters, digits and dashes.",
    ),
    "fund_payment_code_malformed": Text(
        "رمز ما صُرف له «{code}» غير صالح: حروف لاتينية صغيرة وأرقام وشرطات فقط.",
        "The code “{code}” of what was paid for is malformed: use lower-case Latin letters, digits and dashes.",
    ),
    "fund_payment_for_what": Text(
        "حدّد لأي شيء صُرف المبلغ: رمزا أو صرفا مسجلا، وليس كليهما.",
        "Say what was paid for: a code or a delivery, and not both.",
    ),
    "fund_amount_not_positive": Text(
        "المبلغ يجب أن يزيد على الصفر.", "The amount must be more than nothing."
    ),
    "fund_amount_negative": Text(
        "لا يكون المصروف أقل من الصفر.", "What was spent cannot be less than nothing."
    ),
    "fund_amount_out_of_range": Text(
        "المبلغ أكبر مما يُسجَّل.", "The amount is larger than can be recorded."
    ),
    "fund_currency": Text(
        "عملة الصندوق {currency}، والسجل لا يحوّل العملات.",
        "The fund is in {currency}, and nothing is converted.",
    ),
    "fund_overspent": Text(
        "المتاح من الصندوق {left}، والمطلوب أكثر.",
        "Of the fund {left} is left, which is less than that.",
    ),
    "fund_overspent.hint": Text(
        "سجّل ما ورد إلى الصندوق، أو سوِّ كشفا انتهى صرفه ليُتاح باقي ما حُجز له.",
        "Record what was contributed, or settle a plan that is over, so that the rest of it is free.",
    ),
    "fund_plan_committed": Text(
        "حُجز للكشف من هذا الصندوق من قبل.", "The fund is committed to this plan already."
    ),
    "fund_plan_settled": Text(
        "سُوّي الكشف مع هذا الصندوق من قبل.", "The plan is settled with this fund already."
    ),
    "fund_plan_not_committed": Text(
        "لم يُحجز للكشف شيء من هذا الصندوق.", "Nothing of this fund is committed to the plan."
    ),
    "fund_plan_over": Text(
        "انتهى هذا الكشف، فلا يُحجز له.", "The plan is over; nothing is committed to it."
    ),
    "fund_plan_not_over": Text(
        "لم ينته الكشف بعد: أغلقه قبل التسوية، أو حدّد المصروف.",
        "The plan is not over: close it before it is settled, or say what was spent.",
    ),
    "fund_plan_without_value": Text(
        "لم تُحدَّد قيمة سطر الكشف: حدّد المبلغ.",
        "The plan does not say what a line is worth: give the amount.",
    ),
    "fund_stands": Text(
        "رصيد الصندوق {balance}، والمتاح منه {free}.",
        "the fund's balance is {balance}, of which {free} is free",
    ),
}
