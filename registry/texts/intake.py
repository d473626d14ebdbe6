"""Texts of registry.intake.

An error that stops a file has a second text `<code>.hint` where there is something to do about it. Codes that begin
with `row_` are about one row: in the rejects workbook, or as a notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_IMPORTS: Final[Mapping[str, Text]] = {
    "column_missing": Text(
        "لا يوجد في «{sheet}» عمود {field_ar}.", "There is no column for {field_en} in “{sheet}”."
    ),
    "column_missing.hint": Text(
        'سمّ العمود «{example}»، أو اكتب في ملف ربط (--mapping) عنوانه كما في الملف: {kind}: {{"{example}": {field}}}',
        "call the column “{example}”, or write its own heading in a mapping file (--mapping) in the place of that one: "
        '{kind}: {{"{example}": {field}}}',
    ),
    "column_missing_but_like": Text(
        "لا يوجد في «{sheet}» عمود {field_ar}. هل هو «{heading}»؟",
        "There is no column for {field_en} in “{sheet}”. Did you mean “{heading}”?",
    ),
    "column_missing_but_like.hint": Text(
        "اكتب في ملف ربط (--mapping): {mapping}",
        "write in a mapping file (--mapping): {mapping}",
    ),
    "consent_column_unclear": Text(
        "عمود «{heading}» في «{sheet}» يشبه سؤال الموافقة على المشاركة، ولم يُفهم: فلو رفضت أسرة لما عُرف رفضها.",
        "Column “{heading}” in “{sheet}” looks like the question of consent to sharing and is not understood: a "
        "family's refusal would be overlooked.",
    ),
    "consent_column_unclear.hint": Text(
        "اكتب في ملف ربط (--mapping): {mapping} ؛ فإن لم يكن هو السؤال: {ignored}",
        "write in a mapping file (--mapping): {mapping} ; or, if it asks something else: {ignored}",
    ),
    "import_as_unknown": Text(
        "لا يتضح من الملف أهو تسجيل أسر أم تسليم دعم.",
        "The file does not say whether its rows are registrations or deliveries.",
    ),
    "import_as_unknown.hint": Text(
        "أضف ‎--as registrations أو ‎--as deliveries", "add --as registrations or --as deliveries"
    ),
    "import_as_unknown_but_likely_deliveries": Text(
        "عنوان الملف يشبه كشف توزيع، وقد يكون خطة لم تُنفذ.",
        "The title looks like a distribution list, which may also be a plan that was not carried out.",
    ),
    "import_as_unknown_but_likely_deliveries.hint": Text(
        "إن كان ما فيه قد سُلّم فأضف ‎--as deliveries‎، وإن كنت تسجّل أسره فقط فأضف ‎--as registrations",
        "if everything in it was handed out, add --as deliveries; to register its families alone, --as registrations",
    ),
    "import_date_missing": Text(
        "لا يُعرف تاريخ الكشف من عنوانه.", "The list's title does not say its date."
    ),
    "import_date_missing.hint": Text("أضف مثلًا ‎--on 2026-10", "add for instance --on 2026-10"),
    "import_programme_missing": Text(
        "لا يُعرف البرنامج الذي سُلّم الدعم منه.", "The programme that was delivered is not known."
    ),
    "import_programme_missing.hint": Text(
        "أضف ‎--programme ورمز البرنامج", "add --programme and the programme's code"
    ),
    "kobo_is_registrations": Text(
        "استمارات كوبو وODK تسجيل أسر، ولا تُستورد تسليمات.",
        "Submissions of Kobo and ODK are registrations and are not imported as deliveries.",
    ),
    "kobo_is_registrations.hint": Text("احذف ‎--as deliveries", "leave out --as deliveries"),
    "household_number_missing": Text(
        "في «{sheet}» عمود صلة قرابة «{heading}»، ولا عمود يقول لأي أسرة ينتمي كل صف.",
        "“{sheet}” has a column of relations, “{heading}”, and none that says which household a row belongs to.",
    ),
    "household_number_missing.hint": Text(
        'سمّ العمود «رقم الأسرة»، أو اكتب في ملف ربط (--mapping) عنوانه: person: {{"رقم الأسرة": partner_reference}}؛ '
        "فإن كان كل صف أسرة: {ignored}",
        "call it “رقم الأسرة” or “household number”, or write its own heading in a mapping file (--mapping): "
        'person: {{"رقم الأسرة": partner_reference}} ; or, if each row is a household: {ignored}',
    ),
    "persons_are_registrations": Text(
        "في «{sheet}» صف لكل فرد (رقم الأسرة و«{heading}»)، ولا تُستورد صفوف الأفراد تسليمات.",
        "“{sheet}” has a row a person (a household number and “{heading}”), and rows of persons are not imported as "
        "deliveries.",
    ),
    "persons_are_registrations.hint": Text(
        "استورده بـ ‎--as registrations، أو إن كان كل صف أسرة فاكتب في ملف ربط (--mapping): {ignored}",
        "import it with --as registrations, or, if each row is a household, write in a mapping file (--mapping): "
        "{ignored}",
    ),
    "mapping_missing": Text("لا يوجد ملف ربط بهذا الاسم.", "There is no such mapping file."),
    "mapping_unreadable": Text("ملف الربط ليس YAML سليمًا.", "The mapping file is not sound YAML."),
    "mapping_table_unknown": Text(
        "لا يوجد جدول «{table}»: household أو person أو member أو delivery.",
        "There is no table “{table}”: household, person, member or delivery.",
    ),
    "mapping_field_unknown": Text(
        "لا يوجد حقل «{field}». هل تقصد {like}؟",
        "There is no field “{field}”. Did you mean {like}?",
    ),
    "mapping_rest_not_ignored": Text(
        "«*» تعني كل الأعمدة الباقية، ولا تُربط إلا بـ ignore، لا بالحقل {field}.",
        "“*” is all other columns and can only be “ignore”, not {field}.",
    ),
    "form_not_xlsform": Text(
        "الملف ليس XLSForm: لا توجد فيه ورقة survey بعمودي type وname.",
        "The file is no XLSForm: it has no sheet survey with the columns type and name.",
    ),
    "mapping_field_without_list": Text(
        "الحقل {field} ليست له قائمة كلمات تُترجم.",
        "The field {field} has no list of words to translate into.",
    ),
    "mapping_value_unknown": Text(
        "لا توجد قيمة «{value}» للحقل {field}. هل تقصد {like}؟",
        "There is no value “{value}” for {field}. Did you mean {like}?",
    ),
}

_ROWS: Final[Mapping[str, Text]] = {
    "row_name_missing": Text("الاسم ناقص.", "The name is missing."),
    "row_reference_missing": Text(
        "المرجع ناقص، ولا اسم في الملف يقوم مقامه.",
        "The reference is missing, and the file has no name in its place.",
    ),
    "row_place_missing": Text("المركز ناقص.", "The markaz is missing."),
    "row_place_unknown": Text(
        "المكان غير معروف. اكتب اسم المركز أو رمزه.",
        "The place is unknown. Write the markaz or its code.",
    ),
    "row_place_unknown_but_like": Text(
        "المكان غير معروف. هل هو {like_ar}؟", "The place is unknown. Did you mean {like_en}?"
    ),
    "row_place_ambiguous": Text(
        "أكثر من مكان بهذا الاسم. اكتب المحافظة أو رمز المكان.",
        "Several places have this name. Write the governorate or the place's code.",
    ),
    "row_size_unreadable": Text(
        "عدد الأفراد ليس رقمًا من 1 إلى 99.", "The household size is not a number from 1 to 99."
    ),
    "row_date_missing": Text("التاريخ ناقص.", "The date is missing."),
    "row_date_unreadable": Text(
        "التاريخ غير ممكن أو غير مفهوم. اكتبه يوم/شهر/سنة.",
        "The date is impossible or unclear. Write it day/month/year.",
    ),
    "row_amount_unreadable": Text(
        "المبلغ غير مفهوم أو ليس أكبر من صفر.", "The amount is unclear or not above zero."
    ),
    "row_quantity_unreadable": Text(
        "الكمية ليست رقمًا أكبر من صفر.", "The quantity is not a number above zero."
    ),
    "row_benefit_missing": Text("نوع الدعم ناقص.", "The type of support is missing."),
    "row_word_unknown": Text(
        "الكلمة غير معروفة. صححها، أو ترجمها في ملف ربط (--mapping).",
        "The word is unknown. Mend it, or translate it in a mapping file (--mapping).",
    ),
    "row_word_unknown_but_like": Text(
        "الكلمة غير معروفة. هل تقصد «{like}»؟", "The word is unknown. Did you mean “{like}”?"
    ),
    "row_parent_missing": Text(
        "لا توجد في الملف استمارة ينتمي إليها هذا الصف.",
        "The file has no submission that this row belongs to.",
    ),
    "row_household_missing": Text(
        "لا يقول الصف لأي أسرة ينتمي: رقم الأسرة ناقص.",
        "The row does not say which household it belongs to: the household number is missing.",
    ),
    "row_household_too_large": Text(
        "رقم الأسرة نفسه على أكثر من 99 صفًا متتاليًا: ليس هذا رقم أسرة.",
        "More than 99 rows in a row have this household number: it is the number of no household.",
    ),
    "row_apart_from_household": Text(
        "صفوف الأسرة يجب أن تكون متتالية، وأسرة هذا الصف في الصف {first}. انقله إليها أو رتب الملف برقم الأسرة.",
        "The rows of a household must stand together, and that of this row is in row {first}. Move it there, or sort "
        "the file by household number.",
    ),
    "row_head_missing": Text(
        "لا يقول أي صف من صفوف الأسرة من هو ربها.",
        "No row of this household says that it is the head's.",
    ),
    "row_says_otherwise": Text(
        "يقول الصف عن الأسرة في «{column}» غير ما يقوله صف ربها، فأُخذ بصف ربها.",
        "In “{column}” the row says otherwise of the household than its head's row, which was taken.",
    ),
    "row_person_repeated": Text(
        "تكرر الفرد: هو في الصف {first} أيضًا، فلم يُسجل مرتين.",
        "The person stands twice, in row {first} too, and was not registered twice.",
    ),
    "row_second_head": Text(
        "رب أسرة ثانٍ باسم آخر.", "A second head of the household, with another name."
    ),
    "row_differs_but_served": Text(
        "سُجّل الصرف، وما يخالف في هذا الصف بيانات الأسرة لم يُغيّر شيئا: صف آخر من الملف يقول غيره.",
        "the delivery is recorded; what this row says differently of the household changes nothing: another row of the "
        "file says otherwise",
    ),
    "row_refused_but_served": Text(
        "سُجّل الصرف، وما يخالف في هذا الصف بيانات الأسرة لم يُغيّر شيئا: {reason_ar}",
        "the delivery is recorded; what this row says differently of the household changes nothing: {reason_en}",
    ),
    "row_differs_from_registration": Text(
        "صف آخر من هذا الملف، أو ملف أحدث، يقول غير ما في هذا الصف؛ لم يتغير شيء. صحّح واستورد من جديد.",
        "Another row of this file, or a later file, says otherwise than this row; nothing was changed. Settle which is "
        "right and import that.",
    ),
    "row_edited_since": Text(
        "عُدّل هذا الطلب بعد ذلك: يُؤخذ بالصف {instead} وحده.",
        "this submission was edited later: row {instead} counts instead of it",
    ),
    "row_could_be_registered": Text(
        "قد تكون هذه أسرة مسجلة من قبل: الاسم نفسه في المكان نفسه، بلا رقم ولا يوم ميلاد يميزها. اكتب الهاتف والعنوان "
        "كما كانا، أو أضف رقما قوميا أو رقم حالة، ثم استورد.",
        "This could be a family that is registered: the same name in the same place, and no number and no day of birth "
        "tells them apart. Write phone and address as they were, or add an identity or case number, and import that.",
    ),
    "row_older": Text(
        "تاريخ هذا الصف أقدم مما في السجل؛ لم يُغيّر شيئا.",
        "this row is dated before what the register holds; it changed nothing",
    ),
    "row_mended_since": Text(
        "صُحّح ما في هذا الصف بعد استيراد هذا الملف؛ لم يُعَد كما كان.",
        "what this row says was mended after this file was imported; it was not put back",
    ),
    "row_refused": Text("رفضها السجل: {reason_ar}", "The register refused it: {reason_en}"),
    "row_is_the_head": Text(
        "الصف هو رب الأسرة نفسه، فلم يُسجل مرتين.",
        "The row is the head itself and was not registered twice.",
    ),
    "row_repeated": Text(
        "تكررت الأسرة: هي في الصف {first} أيضًا.", "The family stands twice: in row {first} too."
    ),
    "row_criterion_unknown": Text(
        "معيار غير معروف تُرك، وسُجلت الأسرة.",
        "An unknown criterion was left out; the household was registered.",
    ),
    "row_tick_unreadable": Text(
        "ليس نعم ولا لا (1 أو 0)، فتُرك، وسُجلت الأسرة.",
        "Neither yes nor no (1 or 0): left out; the household was registered.",
    ),
    "row_functioning_unreadable": Text(
        "إجابة ليست من 1 إلى 4، فتُركت، وسُجل الفرد.",
        "An answer that is not 1 to 4 was left out; the person was registered.",
    ),
    "row_nationality_unknown": Text(
        "جنسية غير معروفة تُركت، وسُجل الفرد.",
        "An unknown nationality was left out; the person was registered.",
    ),
    "row_forgotten": Text(
        "محيت بيانات الأسرة بطلبها، فلم تُسجل من جديد.",
        "The household was forgotten on request and was not registered again.",
    ),
}

_NOTICES: Final[Mapping[str, Text]] = {
    "rejects_more": Text(
        "ورُفض غيرها {rows:صفان}؛ تُذكر كلها مع ‎--json",
        "and {rows} more rejected rows; --json names all of them",
    ),
    "rows_more_alike": Text(
        "وعلى غيرها الملاحظة نفسها ({code}): {rows:صفان}.",
        "{rows} more rows with the same notice ({code}).",
    ),
    "column_unknown": Text(
        "عمود «{column}» غير معروف: لا يُستورد ما فيه.",
        "Column “{column}” is unknown: what it holds is not imported.",
    ),
    "column_unknown_but_like": Text(
        "عمود «{column}» غير معروف: لا يُستورد ما فيه. هل هو {field}؟ اكتب في ملف ربط: {mapping}",
        "Column “{column}” is unknown: what it holds is not imported. Did you mean {field}? Write in a mapping file: "
        "{mapping}",
    ),
    "column_repeated": Text(
        "عمود «{column}» مثل «{first}»: لا يُقرأ إلا حيث يخلو ذاك.",
        "Column “{column}” is like “{first}”: it is read only where that one is blank.",
    ),
    "column_of_deliveries": Text(
        "عمود «{column}» عن التسليم: لا يُستورد ما فيه، لأن الصفوف تسجيل أسر.",
        "Column “{column}” is about deliveries: what it holds is not imported, since the rows are registrations.",
    ),
    "sheet_not_taken": Text(
        "ورقة «{sheet}» لم تُستورد ({rows:صفان}).", "Sheet “{sheet}” is not imported ({rows} rows)."
    ),
}

_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "partner_reference": ("رقم الحالة عند الجهة", "the partner's reference"),
    "member_reference": ("رقم الفرد عند الجهة", "the partner's reference of the member"),
    "delivery_reference": ("رقم الصرف عند الجهة", "the partner's reference of the delivery"),
    "name": ("الاسم", "the name"),
    "reference_for_name": ("مرجع يقوم مقام الاسم", "the reference in place of a name"),
    "identity_number": ("رقم الهوية", "the identity number"),
    "birth_date": ("تاريخ الميلاد", "the birth date"),
    "sex": ("النوع", "the sex"),
    "phone": ("التليفون", "the phone"),
    "nationality": ("الجنسية", "the nationality"),
    "criteria": ("المعايير", "the criteria"),
    "relation": ("صلة القرابة", "the relation to the head"),
    "governorate": ("المحافظة", "the governorate"),
    "markaz": ("المركز", "the markaz"),
    "village": ("القرية", "the village"),
    "address": ("العنوان", "the address"),
    "declared_size": ("عدد الأفراد", "the household size"),
    "consent_sharing": ("الموافقة على المشاركة", "the consent to sharing"),
    "validation_status": ("حالة التحقق", "the validation status"),
    "submitted_on": ("تاريخ التسجيل", "the date of registration"),
    "seeing": ("الرؤية", "seeing"),
    "hearing": ("السمع", "hearing"),
    "walking": ("المشي", "walking"),
    "remembering": ("التذكر", "remembering"),
    "self_care": ("العناية بالنفس", "self-care"),
    "communicating": ("التواصل", "communicating"),
    "giver": ("الجهة المانحة", "the giver"),
    "benefit": ("نوع الدعم", "the type of support"),
    "delivered_on": ("تاريخ التسليم", "the date of delivery"),
    "amount": ("المبلغ", "the amount"),
    "quantity": ("الكمية", "the quantity"),
    "row_number": ("رقم مسلسل", "the row number"),
    "ignore": ("لا يُستورد", "not imported"),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_IMPORTS,
    **_ROWS,
    **_NOTICES,
    **{f"field.{field}": Text(*texts) for field, texts in _FIELDS.items()},
}
