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
    "act_not_allowed": Text(
        "دور «{role}» لا يسمح بهذا العمل ({act}).", "The role “{role}” may not do this ({act})."
    ),
    "import_not_started": Text("لم يبدأ الاستيراد.", "The import has not started."),
    "partner_reference_claimed": Text(
        "رقم الجهة هذا مسجل لأسرة أخرى عندها.",
        "This partner reference belongs to another registration of yours.",
    ),
}
