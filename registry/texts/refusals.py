"""What the domain and the application say no with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "internal": Text(
        "حدث خطأ داخلي. أبلغ مسؤول النظام برقمه.",
        "An internal error occurred. Tell your administrator its number.",
    ),
    "version_conflict": Text(
        "غيّر شخص آخر السجل في اللحظة نفسها. أعد المحاولة.",
        "Somebody changed the record at the same moment. Try again.",
    ),
    "idempotency_key_reused": Text(
        "استُعمل مفتاح الطلب هذا من قبل بمحتوى آخر. استعمل مفتاحًا جديدًا.",
        "This idempotency key was used before with other content. Use a new key.",
    ),
    "person_forgotten": Text(
        "مُحيت بيانات هذا الشخص بطلبه.", "This person's data was erased on request."
    ),
    "household_forgotten": Text(
        "مُحيت بيانات هذه الأسرة بطلبها.", "This household's data was erased on request."
    ),
    "partner_already_enrolled": Text("الجهة مسجلة من قبل.", "The partner is enrolled already."),
    "partner_code_malformed": Text(
        "رمز الجهة «{code}» غير صالح: حروف لاتينية صغيرة وأرقام وشرطات فقط.",
        "Partner code “{code}” is malformed: use lower-case Latin letters, digits and dashes.",
    ),
    "partner_unknown": Text("لا توجد جهة برمز «{code}».", "There is no partner “{code}”."),
    "partner_not_enrolled": Text(
        "الجهة غير مسجلة في السجل.", "The partner is not enrolled in this register."
    ),
    "purpose_only_reads": Text(
        "الغرض «{purpose}» للاطلاع فقط، ولا يُكتب له شيء.",
        "The purpose “{purpose}” is for reading; nothing is written for it.",
    ),
    "partner_suspended": Text("الجهة موقوفة.", "The partner is suspended."),
    "agreement_already_signed": Text("المذكرة موقعة من قبل.", "The agreement is signed already."),
    "agreement_without_parties": Text("المذكرة بلا أطراف.", "The agreement has no parties."),
    "agreement_party_repeated": Text(
        "تكرر طرف في المذكرة.", "A party stands twice in the agreement."
    ),
    "grant_to_stranger": Text(
        "تفتح المذكرة حقولًا لجهة ليست طرفًا فيها.",
        "The agreement opens fields to a partner that is no party of it.",
    ),
    "agreement_ends_before_it_begins": Text(
        "تنتهي المذكرة قبل أن تبدأ.", "The agreement ends before it begins."
    ),
    "agreement_amount_negative": Text(
        "ما يقرره شخص واحد لا يقل عن صفر.",
        "What one person may decide about alone is no less than nothing.",
    ),
    "agreement_ended": Text("انتهت المذكرة.", "The agreement has ended."),
    "agreement_unknown": Text("لا توجد مذكرة بهذا الرقم.", "There is no such agreement."),
    "programme_already_open": Text("البرنامج مفتوح من قبل.", "The programme is open already."),
    "programme_unknown": Text(
        "لا يوجد برنامج «{code}» لهذه الجهة.", "This partner has no programme “{code}”."
    ),
    "programme_closed": Text("البرنامج مغلق.", "The programme is closed."),
    "household_already_registered": Text(
        "الأسرة مسجلة من قبل.", "The household is registered already."
    ),
    "household_unknown": Text("لا توجد أسرة بهذا الرقم.", "There is no such household."),
    "household_unknown.hint": Text(
        "راجع الرقم والجهة التي تعمل باسمها: لا يعدّل الأسرة إلا الجهة التي سجلتها أو تولتها،"
        " ولا تظهر كما كانت قبل تسجيلها.",
        "check the reference, and for whom you act: a household is changed by the partner alone that registered it or "
        "took it over, and is not there as of a day before it was registered",
    ),
    "head_not_among_members": Text(
        "رب الأسرة ليس بين أفرادها المذكورين.", "The head is not among the members that were named."
    ),
    "member_repeated": Text("تكرر فرد في الأسرة.", "A member stands twice in the household."),
    "member_unknown": Text(
        "لا يوجد فرد بهذا الرقم في الأسرة.", "The household has no such member."
    ),
    "case_number_malformed": Text(
        "رقم الطلب غير صالح: حروف لاتينية وأرقام وشرطات، 32 على الأكثر، وليس رقم هوية أو هاتف.",
        "The case number is malformed: Latin letters, digits, dashes and slashes, 32 at most, "
        "and no identity or phone number.",
    ),
    "more_than_one_head": Text("للأسرة رب واحد.", "A household has one head."),
    "declared_size_not_positive": Text(
        "عدد الأفراد {size} غير صالح: اكتب 1 أو أكثر.",
        "A household of {size} is not possible: give 1 or more.",
    ),
    "place_not_on_that_day": Text(
        "لم يكن هذا المكان قائمًا في التقسيم الإداري في ذلك اليوم.",
        "The administrative division had no such place on that day.",
    ),
    "place_too_fine_for_protection": Text(
        "التسجيل المحمي يُكتب بالمحافظة فقط.", "A protected registration names its governorate only."
    ),
    "place_unknown": Text(
        "لا يوجد مكان بهذا الرمز. اكتب رمزا مثل EG2706.",
        "There is no such place. Give a P-code, as EG2706.",
    ),
    "consent_repeated": Text(
        "تكرر الغرض نفسه في الموافقة.", "One purpose of consent stands twice."
    ),
    "programme_code_malformed": Text(
        "رمز البرنامج غير صالح: حروف لاتينية صغيرة وأرقام وشرطات فقط.",
        "The programme's code is malformed: use lower-case Latin letters, digits and dashes.",
    ),
    "delivery_already_recorded": Text("التسليم مسجل من قبل.", "The delivery is recorded already."),
    "delivery_without_recipient": Text(
        "حدد أسرة أو فردًا أو عددًا.", "Name a household, a member or a headcount."
    ),
    "delivery_headcount_and_recipient": Text(
        "إما مستفيد معلوم وإما عدد، لا كلاهما.", "Either a recipient or a headcount, not both."
    ),
    "delivery_headcount_names_somebody": Text(
        "تسليم بعدد فقط لا يذكر مسلِّمًا ولا مستلمًا بالاسم. سجّل المستفيد أو احذف الاسم.",
        "A delivery to a headcount names neither a giver nor a collector. Record the recipient, or leave the name out.",
    ),
    "delivery_quantity_not_positive": Text(
        "الكمية يجب أن تكون أكبر من صفر.", "The quantity must be above zero."
    ),
    "delivery_without_programme": Text("حدد البرنامج.", "Name the programme."),
    "delivery_period_reversed": Text(
        "تنتهي الفترة قبل أن تبدأ.", "The period ends before it begins."
    ),
    "delivery_without_place": Text("حدد مكان العدد.", "Say where the headcount was taken."),
    "plan_day_long_before": Text(
        "يوم صرف السطر {line} قبل بداية فترة الكشف ({begins}) بأكثر من سنة: راجع السنة.",
        "Line {line} was handed over more than a year before the plan's period begins ({begins}): look at the year.",
    ),
    "plan_line_without_place": Text(
        "السطر {line} لمن لم يُسجل، بلا مكان معروف: اكتبه في الصف (عمود المركز) أو بعد ‎--place‎، وفي ‎GraphQL‎ في ‎place‎.",
        "Line {line} is of nobody registered, without a known place: say it in the row (a column of the markaz)"
        " or with --place; over GraphQL with place.",
    ),
    "delivery_without_place.hint": Text(
        "أضف ‎--place‎ ورمز المكان، مثل ‎--place EG2706‎",
        "add --place and its P-code, as --place EG2706",
    ),
    "act_not_allowed": Text(
        "دور «{role}» لا يسمح بهذا العمل، وهو لمن دوره: {roles}.",
        "The role “{role}” may not do this. These may: {roles}.",
    ),
    "act_not_allowed.hint": Text(
        "اطلبه من أحدهم، أو اعمل بدورك ذاك إن كان لك: ‎--as ROLE@PARTNER",
        "ask one of them, or act in that role where you have it: --as ROLE@PARTNER",
    ),
    "import_not_started": Text("لم يبدأ الاستيراد.", "The import has not started."),
    "partner_reference_claimed": Text(
        "رقم الجهة هذا مسجل لأسرة أخرى عندها.",
        "This partner reference belongs to another registration of yours.",
    ),
    "registration_withdrawn": Text(
        "أُلغي هذا التسجيل، ولا يُكتب فيه شيء.",
        "This registration was withdrawn; nothing more is recorded on it.",
    ),
    "household_closed": Text(
        "ملف الأسرة مغلق. أعد فتحه أولًا.", "The registration is closed. Reopen it first."
    ),
    "row_of_another_person": Text(
        "الصف يسمّي شخصًا آخر غير المسجل: اسم آخر، ومعه نوع أو ميلاد أو رقم آخر أو لا شيء مشترك. إن كان هو نفسه فصحّحه في "
        "السجل بنفسك، وإن تغيّر رب الأسرة فسجّل ذلك أولًا.",
        "The row names somebody else than is recorded: another name, and another sex, birth or number, or nothing in "
        "common. If it is the same person, correct the record by hand; if another is head of the household now, record "
        "that first.",
    ),
    "delivery_of_other_help": Text(
        "سُجل هذا الصرف من قبل لنوع آخر من المساعدة. اعكس الأول وسجّل الآخر صفًا جديدًا.",
        "This delivery is recorded as another kind of help. Reverse that one and report the other as a row of its own.",
    ),
    "person_with_others": Text(
        "سُجل شخص بلا أسرة، فلا يُضاف إليه أفراد. سجّل أسرة وانقله إليها.",
        "A person was registered without a household: nobody joins it. Register a household and move the person there.",
    ),
    "member_not_present": Text(
        "لم يعد هذا الفرد في الأسرة.", "This member is no longer in the household."
    ),
    "member_died": Text(
        "توفي هذا الفرد قبل هذا التاريخ، أو لا يُعرف يوم وفاته.",
        "This member had died before that date, or the day is not known.",
    ),
    "former_head_needs_relation": Text(
        "حدد صلة رب الأسرة السابق برب الأسرة الجديد.",
        "Say what the former head is to the new one: spouse, child or other.",
    ),
    "head_goes_last": Text(
        "لا يخرج رب الأسرة وفيها غيره. حدد رب أسرة آخر أولًا.",
        "The head cannot go while others are there. Name another head first.",
    ),
    "head_changes_otherwise": Text(
        "لا يتغير رب الأسرة بالتصحيح. حدد رب أسرة آخر.",
        "A correction does not change who is head. Name another head instead.",
    ),
    "day_in_the_future": Text("هذا اليوم لم يأت بعد.", "That day has not come yet."),
    "member_moves_nowhere": Text(
        "الفرد في هذه الأسرة بالفعل.", "The member is in that household already."
    ),
    "nobody_left": Text(
        "لم يبق أحد في الأسرة. سجّل أسرة جديدة.",
        "Nobody is left in the household. Register a new one.",
    ),
    "consent_not_an_answer": Text(
        "«لم يُسأل» ليس جوابًا. سجّل ما أجاب به.",
        "“Not asked” is no answer. Record what was answered.",
    ),
    "consent_never_given": Text(
        "لا تُسحب موافقة لم تُعط. سجّل الرفض.",
        "A consent that was never given cannot be withdrawn. Record a refusal.",
    ),
    "transfer_to_oneself": Text("الأسرة مسجلة عندكم بالفعل.", "The household is yours already."),
    "transfer_without_consent": Text(
        "لا يُنقل ملف أسرة لم توافق على مشاركة بياناتها.",
        "A household that has not agreed to be shared is not handed over.",
    ),
    "household_offered": Text(
        "عُرض الملف على جهة أخرى. اسحب العرض أولًا.",
        "It has been offered to another partner. Take that offer back first.",
    ),
    "household_not_offered": Text(
        "لم يُعرض عليكم هذا الملف.", "This household was not offered to you."
    ),
    "household_transferred": Text(
        "انتقل ملف الأسرة إلى جهة أخرى.", "The household was handed over to another partner."
    ),
    "delivery_field_needed": Text(
        "لا تُحذف الكمية ولا التاريخ ولا طريقة العد. اكتب القيمة الصحيحة.",
        "Quantity, date and what it counts as cannot be taken away. Give the right value.",
    ),
    "collector_without_authority": Text(
        "اكتب السند الذي استلم به الوكيل: توكيل أو خطاب أو بطاقة.",
        "Say by what right the proxy collected: a power of attorney, a letter, a card.",
    ),
    "visit_without_services": Text(
        "اكتب خدمة واحدة على الأقل في الزيارة.", "Give at least one service of the visit."
    ),
    "delivery_unknown": Text("لا يوجد صرف بهذا الرقم.", "There is no such delivery."),
    "delivery_reversed": Text(
        "أُلغي هذا الصرف من قبل؛ سجّله من جديد.", "This delivery was reversed; record it anew."
    ),
    "reason_of_undoing": Text(
        "هذا السبب يكتبه السجل نفسه عند التراجع عن استيراد؛ اختر غيره.",
        "The register gives this reason itself where an import is undone; choose another.",
    ),
    "delivery_sources_exceed_value": Text(
        "مجموع مصادر التمويل أكبر من القيمة أو بعملة أخرى.",
        "The money sources come to more than the value, or are in another currency.",
    ),
    "import_undone": Text(
        "جرى التراجع عن هذا الاستيراد.", "This import was undone; import the file anew."
    ),
    "undoing_not_started": Text("لم يبدأ التراجع عن الاستيراد.", "The import is not being undone."),
    "referral_unknown": Text("لا توجد إحالة بهذا الرقم.", "There is no such referral."),
    "referral_already_sent": Text("الإحالة مرسلة من قبل.", "The referral is sent already."),
    "referral_to_oneself": Text(
        "لا تُحال الحالة إلى الجهة نفسها.", "A partner does not refer to itself."
    ),
    "referral_without_agreement": Text(
        "لا توجد مذكرة سارية للإحالة مع هذه الجهة. اختر جهة أخرى.",
        "No agreement for referrals is in force with that partner. Choose another.",
    ),
    "referral_without_consent": Text(
        "لم توافق الأسرة على الإحالة، أو سحبت موافقتها. اسألها أولًا.",
        "The household has not agreed to be referred, or has withdrawn that. Ask it first.",
    ),
    "referral_discloses_more": Text(
        "لا تشمل موافقة الأسرة كشف: {fields}.",
        "The household's consent does not cover: {fields}.",
    ),
    "referral_stage": Text(
        "لا يصح هذا والإحالة في حالة «{stage_ar}».",
        "That cannot be done to a referral that is “{stage_en}”.",
    ),
    "referral_comes_back": Text(
        "مرت الإحالة بهذه الجهة من قبل. اختر جهة أخرى.",
        "The referral has been with that partner before. Choose another.",
    ),
    "request_unknown": Text("لا يوجد طلب بهذا الرقم.", "There is no such request."),
    "request_already_received": Text("الطلب مسجل من قبل.", "The request is recorded already."),
    "objects_to_without_objection": Text(
        "لا يُذكر الغرض المعترَض عليه إلا في اعتراض.",
        "Only an objection names the purpose that it is to.",
    ),
    "request_answered_otherwise": Text(
        "أُجيب هذا الطلب من قبل بجواب آخر، والجواب الأول باقٍ. سجّل طلبًا جديدًا.",
        "This request was answered otherwise, and that answer stands. Take in a new request.",
    ),
    "answer_needs_reason": Text(
        "من لم يُجب طلبه كله يُقال له السبب. اذكر السبب.",
        "Who is not granted all of a request is told why. Give the reason.",
    ),
    "answer_needs_no_reason": Text(
        "لا سبب للرفض في طلب أُجيب كله.",
        "A request that is granted in full has no reason against it.",
    ),
    "keeps_without_objection": Text(
        "لا يُذكر ما يبقى إلا حين يُجاب في بعضه اعتراضٌ على غرض.",
        "What stays is named only where an objection to a purpose is granted in part.",
    ),
    "objection_keeps_nothing_less": Text(
        "اذكر ما يبقى لهذا الغرض، وأن يكون أقل مما توافق عليه الأسرة الآن.",
        "Name what stays for that purpose, less than what the household agrees to now.",
    ),
}
