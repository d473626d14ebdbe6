"""Texts of the person's own document, written for whoever is shown it and not for whoever makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_DOCUMENT: Final[Mapping[str, Text]] = {
    "person.title": Text(
        "ما يحتفظ به السجل عنك، ومن اطّلع عليه",
        "What the register holds about you, and who has seen it",
    ),
    "person.made_by": Text("أعدّته لك", "Made for you by"),
    "person.keep": Text(
        "هذه الوثيقة لك وحدك. احفظها في مكان آمن، فيها بياناتك الشخصية.",
        "This document is yours alone. Keep it safe: it holds your personal data.",
    ),
    "person.nothing": Text("لا شيء.", "Nothing."),
    "person.register": Text("السجل نفسه", "the register itself"),
    "person.this_document": Text("لإعداد هذه الوثيقة", "for this document"),
    "person.file_line": Text("ورقة {sheet}، صف {row} من ملف", "sheet {sheet}, row {row} of a file"),
    "person.for_you": Text("لك", "for you"),
    "person.for_household": Text("للأسرة", "for the household"),
    "person.taken_back": Text("سُجّل ثم أُلغي", "recorded, and taken back since"),
    "person.holds": Text("سارٍ", "holds"),
    "person.holds_no_more": Text("لم يعد ساريًا", "holds no more"),
}

_SECTIONS: Final[Mapping[str, Text]] = {
    "person.registration": Text("بياناتك", "Your data"),
    "person.registration.note": Text(
        "كل ما هو مسجّل عنك اليوم، ومن سجّله ومتى وكيف.",
        "All that is recorded of you today, with who recorded it, when and how.",
    ),
    "person.contact": Text("بيانات الأسرة", "Your household's data"),
    "person.contact.note": Text(
        "ما قالته الأسرة عن نفسها، ويُعرض لرب الأسرة وللبالغين فيها.",
        "What the household said of itself; it is shown to its head and its adults.",
    ),
    "person.consent": Text("ما وافقت عليه", "What you agreed to"),
    "person.consent.note": Text(
        "جواب الأسرة عن كل غرض. ومن لم يُسأل لم يوافق.",
        "The household's answer to each purpose. Who was not asked has not agreed.",
    ),
    "person.deliveries": Text("ما وصلك من مساعدة", "The help you received"),
    "person.deliveries.note": Text(
        "ما سُلّم لك أو لأسرتك، وما ذكرتم أنكم أخذتموه من جهات أخرى.",
        "What was handed to you or your household, and what you said others gave you.",
    ),
    "person.referrals": Text("من سُئل أن يساعدك", "Who was asked to help you"),
    "person.referrals.note": Text(
        "الإحالات إلى جهات أخرى، وما كُشف لها من بياناتك بموافقتك.",
        "Referrals to other organisations, and what of your data was disclosed to them with your consent.",
    ),
    "person.households": Text("الأسر التي سُجّلت فيها", "Households that you are recorded in"),
    "person.households.note": Text(
        "الأسرة التي أنت فيها، وكل أسرة كنت فيها من قبل.",
        "The one you are in, and every one that you were in before.",
    ),
    "person.handings_over": Text("من تولّى ملف أسرتك", "Who took your household's file over"),
    "person.handings_over.note": Text(
        "إن عُرض ملف أسرتك على جهة أخرى أو انتقل إليها، فكل ما فيه ينتقل معه.",
        "Where your household's file was offered or handed to another organisation, all that is in it goes along.",
    ),
    "person.documents": Text("بطاقاتك ولوحاتك", "Your cards and plates"),
    "person.documents.note": Text(
        "كل ما صدر لك من بطاقات ولوحات، وما صار إليه.",
        "Every card and plate that was issued to you, and what became of it.",
    ),
    "person.requests": Text("ما طلبته وما أُجبت به", "What you asked for, and the answer"),
    "person.requests.note": Text(
        "طلبات الاطلاع والتصحيح والاعتراض، وآخر يوم للجواب عن كل منها.",
        "Requests to see, to correct and to object, and the last day for the answer to each.",
    ),
    "person.not_answered": Text("لم يُجب بعد", "not answered yet"),
    "person.openings": Text("من اطّلع على بياناتك", "Who has opened your data"),
    "person.openings.note": Text(
        "كل اطّلاع من أي جهة، والأحدث أولا: متى، ومن، ولماذا، وعلى أي بيان.",
        "Every opening by any organisation, the newest first: when, by whom, why, and of what.",
    ),
    "person.refusals": Text("من مُنع من بياناتك", "Who was refused your data"),
    "person.refusals.note": Text(
        "من طلب بيانا من بياناتك ولم يُفتح له.",
        "Who asked for some of your data and was not shown it.",
    ),
    "person.rights": Text("حقوقك", "Your rights"),
    "person.erased": Text("مُحيت بياناتك", "Your data was erased"),
    "person.erased.note": Text(
        "أُتلفت المفاتيح التي كانت تفتح اسمك وأرقامك وتاريخ ميلادك واتصالك وكل ما هو حساس. "
        "لا يستطيع أحد أن يقرأها بعد اليوم، ولا في أي تاريخ مضى.",
        "The keys that opened your name, numbers, birth date, contacts and all that is sensitive were destroyed. "
        "Nobody can read them any more, not as of any past day either.",
    ),
    "person.remains": Text("ما بقي، ولماذا", "What remains, and why"),
    "person.remains.note": Text(
        "تبقى الأعداد وما لا يدل عليك باسمك، لأن مجاميع ما صُرف لا تتغير بعد إعلانها، ولأن السجل لا يُمحى منه شيء "
        "سرا. وقد تكون جهة أخرى سجّلتك بنفسها، فاسألها.",
        "Counts stay, and what does not name you, since totals once published do not change and nothing is taken "
        "from the register in secret. Another organisation may have registered you itself: ask it.",
    ),
}

_COLUMNS: Final[Mapping[str, Text]] = {
    "person.column.what": Text("البيان", "what"),
    "person.column.value": Text("القيمة", "value"),
    "person.column.by": Text("الجهة", "organisation"),
    "person.column.on": Text("التاريخ", "date"),
    "person.column.through": Text("من أين", "through"),
    "person.column.document": Text("الوثيقة", "document"),
    "person.column.document_number": Text("رقمها", "number"),
    "person.column.valid_until": Text("صالحة حتى", "valid until"),
    "person.column.standing": Text("حالها اليوم", "how it stands today"),
    "person.column.help": Text("المساعدة", "help"),
    "person.column.to": Text("إلى", "to"),
    "person.column.disclosed": Text("ما كُشف", "disclosed"),
    "person.column.stage": Text("أين وصلت", "where it stands"),
    "person.column.amount": Text("المقدار", "how much"),
    "person.column.for_whom": Text("لمن", "for whom"),
    "person.column.says": Text("بحسب", "according to"),
    "person.column.collected_by": Text("استلمها", "collected by"),
    "person.column.purpose": Text("الغرض", "purpose"),
    "person.column.answer": Text("الجواب", "answer"),
    "person.column.holds": Text("هل هو سارٍ", "does it hold"),
    "person.column.when": Text("متى", "when"),
    "person.column.who": Text("من", "who"),
    "person.column.why": Text("لماذا", "why"),
    "person.column.fields": Text("أي بيان", "of what"),
    "person.column.level": Text("إلى أي حد", "how far"),
    "person.column.refused_since": Text("سبب المنع", "refused because"),
    "person.column.household": Text("رقم الأسرة", "household"),
    "person.column.presence": Text("الحال فيها", "in it"),
    "person.column.until": Text("حتى", "until"),
    "person.column.reason": Text("السبب", "why"),
    "person.column.asked": Text("الطلب", "request"),
    "person.column.words": Text("بالكلمات", "in words"),
    "person.column.due": Text("آخر يوم للجواب", "to be answered by"),
    "person.column.answer_words": Text("نص الجواب", "answer in words"),
    "person.column.case": Text("رقم الطلب", "request number"),
    "person.clear.reference": Text("الرقم المرجعي للأسرة", "reference of the household"),
    "person.clear.relation": Text("الصلة برب الأسرة", "relation to the head"),
    "person.clear.presence": Text("الحال في الأسرة", "in the household"),
    "person.clear.sex": Text("النوع", "sex"),
    "person.clear.birth_band": Text("فئة سنة الميلاد", "years of birth, as a band"),
    "person.clear.nationality": Text("الجنسية", "nationality"),
    "person.clear.place": Text("المكان", "place"),
    "person.count.deliveries": Text(
        "عدد ما صُرف لك أو للأسرة", "deliveries to you or the household"
    ),
    "person.count.openings": Text("مرات الاطّلاع على بياناتك", "times that your data was opened"),
    "person.count.refusals": Text("مرات المنع منها", "times that it was refused"),
}

_FUNCTIONING: Final[Mapping[str, Text]] = {
    f"person.functioning.{question}": Text(
        f"{ar}: {{answer}} من 4 (1 بلا صعوبة، 4 لا يستطيع)",
        f"{en}: {{answer}} of 4 (1 no difficulty, 4 cannot)",
    )
    for question, ar, en in (
        ("seeing", "البصر", "seeing"),
        ("hearing", "السمع", "hearing"),
        ("walking", "المشي", "walking"),
        ("remembering", "التذكر والتركيز", "remembering"),
        ("self_care", "العناية بالنفس", "self-care"),
        ("communicating", "التواصل", "communicating"),
    )
}

_RIGHTS: Final[Mapping[str, Text]] = {
    "person.ask_whom": Text(
        "لكل ما يلي اذهب إلى «{partner}» أو اتصل بها، ولا يُطلب منك مقابل.",
        "For all of this go to “{partner}” or call them. It costs nothing.",
    ),
    "person.right.know": Text(
        "أن تعرف: تطلب هذه الوثيقة متى شئت.", "To know: ask for this document whenever you like."
    ),
    "person.right.correct": Text(
        "أن تصحّح: إن كان شيء مما هنا خطأ فاطلب تصحيحه.",
        "To correct: if something here is wrong, ask to have it mended.",
    ),
    "person.right.consent": Text(
        "أن تسحب موافقتك: متى شئت، ولا تُحرم من المساعدة بسبب ذلك.",
        "To withdraw your consent: whenever you like, and you lose no help for it.",
    ),
    "person.right.object": Text(
        "أن تعترض: على استعمال بياناتك، أو على من اطّلع عليها.",
        "To object: to how your data is used, or to who has opened it.",
    ),
    "person.right.forget": Text(
        "أن تُنسى: تطلب محو بياناتك، فلا يقرأها أحد بعدها، وتبقى الأعداد.",
        "To be forgotten: ask for erasure; nobody reads your data after it, and counts stay.",
    ),
    "person.right.complain": Text(
        "أن تشتكي: إلى الجهة المختصة بحماية البيانات الشخصية في بلدك.",
        "To complain: to your country's authority for the protection of personal data.",
    ),
    "person.right.kept_apart": Text(
        "يُحفظ مع ما سبق رمز عام للإحصاء (وجود إعاقة أو نوع الاحتياج)، ولا يُفتح لأحد باسمك.",
        "A coarse mark for statistics (a disability, a kind of need) is kept beside this, and is opened for nobody "
        "under your name.",
    ),
}

_FIELDS: Final[Mapping[str, Text]] = {
    f"field.{name}": Text(ar, en)
    for name, ar, en in (
        ("household.member_joined.name", "الاسم", "name"),
        ("household.member_joined.identity_numbers", "أرقام الهوية", "identity numbers"),
        ("household.member_joined.born", "تاريخ الميلاد", "birth date"),
        ("household.member_joined.phones", "الهاتف", "phone"),
        ("household.member_joined.criteria", "أسباب الاحتياج", "reasons for help"),
        ("household.member_joined.functioning", "الصعوبات الوظيفية", "functioning"),
        ("household.member_joined.warnings", "تنبيهات", "warnings"),
        (
            "household.member_joined.partner_reference",
            "رقمك لدى الجهة",
            "number at the organisation",
        ),
        ("household.member_joined.stratum", "رمز الإحصاء", "mark for statistics"),
        ("household.member_left.reason", "سبب ترك الأسرة", "why the household was left"),
        ("household.registered.phones", "هاتف الأسرة", "household's phone"),
        ("household.registered.address", "العنوان", "address"),
        ("household.registered.criteria", "أسباب احتياج الأسرة", "household's reasons for help"),
        ("household.registered.warnings", "تنبيهات على الأسرة", "warnings about the household"),
        (
            "household.registered.partner_reference",
            "رقم الأسرة لدى الجهة",
            "household's number at the organisation",
        ),
        ("household.registered.stratum", "رمز الأسرة للإحصاء", "household's mark for statistics"),
        ("delivery.recorded.giver", "من قدّم المساعدة", "who gave the help"),
        ("delivery.recorded.collector", "من استلم المساعدة", "who collected the help"),
        (
            "delivery.recorded.partner_reference",
            "رقم الصرف لدى الجهة",
            "delivery's number at the organisation",
        ),
        (
            "pair.linked.evidence",
            "ما تتشابه فيه مع تسجيل آخر",
            "what is alike with another registration",
        ),
        (
            "pair.confirmed.note",
            "ملاحظة عن تسجيل آخر يشبه تسجيلك",
            "note on a registration like yours",
        ),
        (
            "pair.more_asked.note",
            "سؤال عن تسجيل آخر يشبه تسجيلك، أو جوابه",
            "question about a registration like yours, or its answer",
        ),
        ("referral.sent.note", "ملاحظة الإحالة", "note of a referral"),
        ("referral.rejected.note", "ملاحظة رفض الإحالة", "note of a referral's rejection"),
        ("referral.done.feedback", "نتيجة الإحالة", "outcome of a referral"),
        ("subject_request.received.words", "كلام صاحب الطلب", "words of a request"),
        ("subject_request.answered.words", "الرد على الطلب", "words of its answer"),
        ("double_support.explained.note", "ملاحظة على دعم تكرر", "note on help given twice"),
        ("entitlement_document.issued.number", "رقم وثيقة استحقاق", "number of a card or plate"),
        ("eligibility.decided.clauses", "شروط الاستحقاق", "conditions of entitlement"),
    )
}
"""What a personal field is called, by the name under which its openings are on record."""

_COMMAND: Final[Mapping[str, Text]] = {
    "person_written": Text(
        "كُتبت الوثيقة في {path}، ولا يقرؤها غيرك؛ والاطّلاع مثبت في السجل.",
        "the document is in {path}, readable by you alone; the opening is on record",
    ),
    "person_made": Text("الاطّلاع مثبت في السجل.", "the opening is on record"),
    "person_which_member": Text(
        "لهذه الأسرة {count} من الأفراد المذكورين بالاسم.",
        "This household has {count} named members.",
    ),
    "person_which_member.hint": Text(
        "أضف ‎--member ورقم الفرد من 1 إلى {count} بترتيب تسجيله.",
        "add --member with a number from 1 to {count}, in the order in which they were named",
    ),
    "person_not_shown": Text(
        "لا يوجد لجهتك شخص بهذا الرقم.", "There is no such person in your organisation's records."
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_DOCUMENT,
    **_SECTIONS,
    **_COLUMNS,
    **_FUNCTIONING,
    **_RIGHTS,
    **_FIELDS,
    **_COMMAND,
}
