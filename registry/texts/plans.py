"""What is said of plans: how far they came, what a check found, and why; refusals and what the commands say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "given_to": {
        "household": ("مرة للأسرة", "once a household"),
        "person": ("مرة للفرد", "once a person"),
    },
    "plan_stage": {
        "drafted": ("مسودة", "drafted"),
        "reserved": ("محجوز", "reserved"),
        "released": ("جاهز للصرف", "released"),
        "closed": ("مغلق", "closed"),
        "cancelled": ("ملغى", "cancelled"),
    },
    "line_status": {
        "clear": ("لا ازدواج", "clear"),
        "conflict": ("ازدواج", "conflict"),
        "not_eligible": ("غير مستحق", "not eligible"),
        "unknown": ("غير معلوم", "unknown"),
    },
    "conflict_source": {
        "delivered": ("صُرف", "delivered"),
        "reserved": ("محجوز", "reserved"),
        "same_plan": ("مكرر في الكشف نفسه", "twice in this plan"),
    },
    "unknown_reason": {
        "registration_unknown": ("لا تسجيل بهذا الرقم", "no such registration"),
        "not_compared": (
            "بلا رقم يُعرف به، فلم يُقارن",
            "nothing that it is known by, so it was not compared",
        ),
        "member_not_named": (
            "يُصرف للفرد ولم يُذكر الفرد",
            "given to persons, and no member is named",
        ),
        "matching_behind": ("لم تكتمل المطابقة بعد", "matching is behind"),
        "eligibility_undetermined": (
            "لا يُعرف استحقاقها: ينقص ما يُحكم به",
            "whether it is entitled is undetermined: something is missing",
        ),
        "nobody_found": (
            "لم يوجد في السجل من يشبهه",
            "nobody like them was found in the register",
        ),
        "not_sure_who": (
            "لا يُعرف يقينا من المقصود",
            "who is meant is not certain",
        ),
        "not_judged": (
            "لم يُحكم في استحقاقها بالشروط السارية بعد",
            "not judged yet by the rule in force, or changed since",
        ),
        "partner_late": (
            "جهة سجّلت الأسرة تأخرت في تسجيل ما صرفته",
            "a partner that registered it is late in recording what it gave",
        ),
        "read_models_behind": ("لم تُقرأ آخر التسجيلات بعد", "the newest records are not read yet"),
        "timeout": ("طالت المقارنة فتوقفت", "the comparison took too long"),
    },
    "ineligible_reason": {
        "closed": ("ملفها مغلق", "closed"),
        "withdrawn": ("أُلغي تسجيلها", "withdrawn"),
        "forgotten": ("مُحيت بياناتها", "forgotten"),
        "not_entitled": ("لا تستحق البرنامج بشروطه", "not entitled by the programme's rule"),
        "entitlement_ended": ("انتهى استحقاقها المؤقت", "its temporary entitlement has ended"),
    },
    "line_warning": {
        "reported": (
            "تقول الأسرة أو جهة أخرى إنها أخذت مثله",
            "the household or another partner says that it got as much",
        ),
        "on_hold": ("ملفها معلق", "the registration waits to be looked at"),
        "in_doubt": (
            "قد تكون هي وأسرة أخرى مسجلة واحدة، وذلك أمام مراجع",
            "it may be one household with another registration: a reviewer is asked",
        ),
    },
    "override_reason": {
        "visited": ("زيارة أثبتت الحاجة", "a visit showed the need"),
        "other_person": ("ليست الأسرة نفسها", "it is another household"),
        "needs_more": ("حاجتها أكبر مما صُرف", "it needs more than it got"),
        "emergency": ("طارئ", "emergency"),
    },
}

TEXTS: Final[Mapping[str, Text]] = {
    **{
        f"{kind}.{value}": Text(*both)
        for kind, values in _LISTS.items()
        for value, both in values.items()
    },
    "figure.plan": Text(
        "كشف سلال أكتوبر 2026 لأسر المديرية قبل صرفه",
        "the ministry's plan of food baskets in October 2026, before it is handed out",
    ),
    **{
        f"figure.plan.{value.upper()}": Text(*both) for value, both in _LISTS["line_status"].items()
    },
    "figure.plan.by_id_alone": Text(
        "ازدواج كانت ستجده مقارنة الأرقام وحدها", "conflicts that numbers alone would have found"
    ),
    "plan_unknown": Text("لا يوجد كشف بهذا الرقم.", "There is no such plan."),
    "plan_stage": Text(
        "الكشف {stage_ar}، فلا يجوز ذلك الآن. يُحجز الكشف ثم يُجاز صرفه ثم يُصرف ثم يُغلق، ويُحجز من جديد إن انتهى حجزه قبل"
        " إجازته.",
        "The plan is {stage_en}; this cannot be done now. A plan is reserved, released, handed out and closed in turn,"
        " and reserved again where the reservation expired before it was released.",
    ),
    "plan_already_released": Text(
        "الكشف جاهز للصرف، فلا يُلغى. أغلقه لإنهائه: لا يُصرف منه شيء بعد إغلاقه، ويبقى ما صُرف.",
        "The plan is released and cannot be cancelled. Close it to end it: nothing is handed out by it from then on,"
        " and what was stays.",
    ),
    "plan_period_reversed": Text(
        "تنتهي فترة الكشف قبل أن تبدأ. اكتب آخر يوم بعد أوله أو في يومه.",
        "The plan's period ends before it begins. Give a last day that is not before the first.",
    ),
    "plan_value_not_positive": Text(
        "قيمة السطر ليست أكبر من صفر. اكتب قيمة ما يأخذه السطر، أو اتركها إن لم تُعرف.",
        "What a line is worth is not above zero. Write what it is worth, or leave it out where that is not known.",
    ),
    "plan_empty": Text("الكشف بلا صفوف.", "The plan has no rows."),
    "plan_too_long": Text(
        "في الكشف أكثر من {limit:صفين}. قسّمه.", "The plan has more than {limit} rows. Split it."
    ),
    "plan_line_unknown": Text("لا سطر {line} في الكشف.", "The plan has no line {line}."),
    "plan_line_not_served": Text(
        "السطر {line} ليس مما يُصرف بهذا الكشف.",
        "Line {line} is not among those that the plan serves.",
    ),
    "plan_of_other_household": Text(
        "السطر {line} لأسرة أخرى.", "Line {line} is of another household."
    ),
    "plan_without_household": Text(
        "ليس في الكشف سطر لهذه الأسرة.", "The plan has no line of this household."
    ),
    "plan_lines_of_household": Text(
        "لهذه الأسرة أكثر من سطر في الكشف. اكتب رقم السطر.",
        "Several lines of the plan are of this household. Write the line's number.",
    ),
    "row_names_nobody": Text(
        "لا تسجيل لدى جهتكم بهذا الرقم.", "Your partner has no registration by this number."
    ),
    "row_line_missing": Text(
        "لا رقم سطر في الصف ولا رقم مرجعي ولا رقم هوية ولا اسم.",
        "The row has no line number, no reference, no identity number and no name.",
    ),
    "row_says_too_little": Text(
        "ما في الصف لا يكفي لمعرفة صاحبه. أضف تاريخ الميلاد أو الاسم كاملًا أو رقم السطر.",
        "The row says too little to know whom it means. Add the date of birth, the whole name or the line's number.",
    ),
    "row_person_not_in_plan": Text(
        "لا أحد في سطور الكشف بهذا الاسم وهذه البيانات. إن كان في الكشف فاكتب رقم سطره.",
        "Nobody of the plan's lines is like whom the row names. If they are on the plan, write the line's number.",
    ),
    "row_not_sure_who": Text(
        "قد يُقصد بالصف أكثر من شخص في الكشف، أو لا يكفي ما فيه للتيقن. اكتب رقم السطر.",
        "The row may mean several people of the plan, or says too little to be sure. Write the line's number.",
    ),
    "row_line_unreadable": Text(
        "رقم السطر ليس عددًا صحيحًا.", "The line's number is no whole number."
    ),
    "row_line_delivered_otherwise": Text(
        "سُجّل صرف هذا السطر من قبل بيوم أو قيمة أخرى. صحّح الصرف المسجل إن كان خطأ.",
        "The line was recorded as handed over before, on another day or of another worth. Correct that delivery if it"
        " is wrong.",
    ),
    "row_line_taken_back": Text(
        "سُجّل صرف هذا السطر ثم أُلغي. إن صُرف فعلًا فسجله وحده بأمر delivery record.",
        "The line was recorded as handed over and taken back. If it was handed over after all, record it by itself with"
        " delivery record.",
    ),
    "plan_file_without_lines": Text(
        "ليس في الملف عمود أرقام سطور أو أرقام مرجعية أو أرقام هوية أو أسماء.",
        "the file has no column of line numbers, references, identity numbers or names",
    ),
    "plan_file_or_all": Text(
        "اذكر ملف ما صُرف، أو ‎--all‎ مع ‎--on‎ لكل سطور الكشف.",
        "name the file of what was handed over, or --all with --on for every line of the plan",
    ),
    "handing_out": Text("تسجيل الصرف", "recording deliveries"),
    "plan_handing_stopped": Text(
        "توقف التسجيل: قاعدة البيانات غير متاحة منذ مدة. ما سُجل قبل ذلك باق.",
        "It stopped: the database has not been available for a while. What was recorded before stays.",
    ),
    "plan_handing_stopped.hint": Text(
        "للمتابعة من حيث توقف: {command}", "to go on from there: {command}"
    ),
    "plan_nothing_to_reserve": Text(
        "ليس في الكشف سطر يُحجز.", "The plan has no line that could be reserved."
    ),
    "plan_reservation_expired": Text(
        "انتهت مدة الحجز. احجز من جديد.", "The reservation has expired. Reserve again."
    ),
    "plan_has_unknown": Text(
        "في الكشف {lines} من السطور غير معلومة. أعد الفحص أو تجاوزها بسبب.",
        "{lines} lines of the plan are unknown. Check again, or override them with a reason.",
    ),
    "plan_busy": Text(
        "جهة أخرى تحجز الدعم نفسه الآن. أعد المحاولة.",
        "Somebody is reserving the same help at this moment. Try again.",
    ),
    "plan_lines_or_rest": Text(
        "اذكر السطور lines أو اليوم restOn لما بقي منها، لا كليهما.",
        "Name the `lines`, or with `restOn` the day of the rest of them, and not both.",
    ),
    "plan_hours_out_of_range": Text(
        "مدة الحجز من ساعة إلى {limit:ساعتين}.", "Hours are from 1 to {limit}."
    ),
    "overlap_without_own_family": Text(
        "نوع دعم البرنامج نفسه يتداخل معه دائما. أضفه.",
        "A programme always overlaps with its own family. Name it too.",
    ),
    "overlap_months_out_of_range": Text(
        "عدد الشهور من 0 إلى {limit}.", "Months are from 0 to {limit}."
    ),
    "plan_compared_shareable": Text(
        "قورنت السجلات المتاحة للمشاركة معك وحدها؛ من رفض المشاركة، ومن لا مذكرة سارية مع جهته، لم يُقارن.",
        "only records that are shared with you were compared: who refused to share, and whose partner has no "
        "agreement in force with you, was not",
    ),
    "plan_check_needs_programme": Text(
        "اذكر البرنامج والفترة: ‎--programme‎ و‎--from‎.",
        "say which programme and for when: --programme and --from",
    ),
    "plan_file_without_references": Text(
        "ليس في الملف عمود أرقام مرجعية أو أرقام هوية أو أسماء.",
        "the file has no column of references, identity numbers or names",
    ),
    "plan_by_id_alone": Text(
        "مقارنة الأرقام وحدها كانت ستجد {count} منها.",
        "a comparison of numbers alone would have found {count} of them",
    ),
    "plan_drafted": Text("حُفظ الكشف مسودة.", "the plan is drafted"),
    "plan_stands": Text("الكشف الآن: {stage_ar}.", "the plan is now: {stage_en}"),
    "plan_not_checked": Text("لم يُفحص", "not checked"),
    "plan_until": Text("حتى", "until"),
    "plan_expired": Text("⚠ انتهى الحجز", "expired"),
    "plans_expired_shown": Text(
        "ما حُجز فيها متاح الآن لغيركم: احجزها من جديد بأمر plan reserve، أو ألغها بأمر plan cancel.",
        "what they reserved is free for others: plan reserve reserves what is still clear, plan cancel gives one up",
    ),
    "plan_row": Text("الصف {number} من القائمة", "row {number} of the list"),
    "plan_reserved": Text(
        "حُجز {reserved} من {length:سطرين}، ولم يُحجز {left}. نتيجة الفحص: ازدواج {conflict}، غير مستحق {not_eligible}،"
        " غير معلوم {unknown}. الحجز حتى {until}.",
        "{reserved} of {length} lines are reserved and {left} left out; found: {conflict} in conflict,"
        " {not_eligible} not eligible, {unknown} unknown; reserved until {until}",
    ),
    "plan_closed": Text(
        "صُرف {delivered} من {served:سطرين}، ولم يُصرف {undelivered}.",
        "{delivered} of {served} lines were handed out and {undelivered} were not",
    ),
    "plan_overtaken": Text(
        "{lines} من السطور المحجوزة صارت ازدواجًا منذ حُجزت: ظهر أن أصحابها أخذوا الدعم نفسه أو حجزته لهم جهة أخرى."
        " راجعها بأمر plan show قبل الصرف.",
        "{lines} reserved lines are in conflict since they were reserved: it has come out that the same people got or"
        " were reserved such help elsewhere. Look at them with plan show before it is handed out.",
    ),
    "plan_lines_overtaken": Text(
        "لم يُجز صرف الكشف: {lines} من سطوره المحجوزة صارت ازدواجًا منذ حُجزت. احجزه من جديد لتخرج منه، أو تجاوزها بسبب.",
        "The plan is not released: {lines} reserved lines are in conflict since they were reserved. Reserve it again to"
        " leave them out, or override them with a reason.",
    ),
    "plan_not_compared": Text(
        "لم يُجز صرف الكشف: تعذرت مقارنته الآن، فلا يُعرف هل صار فيه ازدواج. أعد المحاولة بعد قليل.",
        "The plan is not released: it could not be compared now, so that nobody can say whether lines are in conflict."
        " Try again in a while.",
    ),
    "plans_overtaken_shown": Text(
        "يعرض plan show أي السطور هي وسبب ازدواجها.",
        "plan show says which lines these are, and why they are in conflict",
    ),
    "plan_overtaken_not_asked": Text(
        "لم يُنظر هنا فيما صار ازدواجًا منذ الحجز: أضف ‎--recheck‎، أو اعرض الكشف بأمر plan show.",
        "what came to be in conflict since it was reserved was not looked at here: add --recheck, or see plan show",
    ),
    "plan_line_overridden": Text(
        "سُجّل التجاوز وسببه.", "the override is on record, with its reason"
    ),
    "programme_tagged": Text("وسوم البرنامج: {tags}.", "the programme's tags: {tags}"),
    "programme_tag_malformed": Text(
        "اكتب الوسم بحروف لاتينية صغيرة وأرقام وشرطات، لا هكذا: {tag}",
        "A tag is written in small letters, digits and hyphens, not {tag}.",
    ),
    "programme_tags_out_of_range": Text(
        "للبرنامج {limit:وسمان} على الأكثر.", "A programme has {limit} tags at most."
    ),
    "overlap_set": Text(
        "سُجّل ما يتداخل معه البرنامج.", "what the programme overlaps with is recorded"
    ),
}
