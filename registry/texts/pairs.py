"""What is said of two registrations that may be of one person: evidence, cases, reasons, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "evidence_of": {
        "given_name": ("الاسم الأول", "given name"),
        "fathers_name": ("اسم الأب", "father's name"),
        "grandfathers_name": ("اسم الجد", "grandfather's name"),
        "last_name": ("الاسم الأخير", "last name"),
        "identity_number": ("رقم الهوية", "identity number"),
        "born": ("تاريخ الميلاد", "birth date"),
        "sex": ("النوع", "sex"),
        "phone": ("الهاتف", "phone"),
        "place": ("المكان", "place"),
        "relation": ("الصلة برب الأسرة", "relation to the head"),
        "household": ("بقية الأسرة", "the rest of the household"),
    },
    "evidence_level": {
        "same": ("مطابق", "the same"),
        "other_script": ("مطابق بحروف أخرى", "the same in another script"),
        "same_sound": ("النطق نفسه", "sounds the same"),
        "near": ("يختلف قليلًا", "differs by little"),
        "swapped": ("مقلوب", "swapped"),
        "nickname": ("اسم تدليل", "a nickname"),
        "loose": ("قريب", "alike at a distance"),
        "different": ("مختلف", "different"),
    },
    "linked_by": {
        "machine": ("آليًا", "by the machine"),
        "person": ("بقرار مراجع", "by a person"),
    },
    "case_reason": {
        "in_doubt": ("غير مؤكد", "in doubt"),
        "ids_contradict": ("رقما هوية متعارضان", "identity numbers contradict"),
        "would_join_members": (
            "يجعل فردين من أسرة واحدة شخصًا واحدًا",
            "would make one of two members of a household",
        ),
        "parted_before": ("سبق أن فصلهما مراجع", "a person parted them before"),
    },
    "settled_reason": {
        "evidence_changed": ("تغيّرت البيانات", "the evidence changed"),
        "withdrawn": ("أُلغي أحد التسجيلين", "a registration was withdrawn"),
        "forgotten": ("مُحيت بيانات أحدهما", "one of the two was forgotten"),
    },
    "dismissal_reason": {
        "relatives": ("أقارب", "relatives"),
        "namesakes": ("تشابه أسماء", "namesakes"),
        "asked_them": ("سُئل أصحاب الشأن", "they were asked"),
        "other": ("سبب آخر", "other"),
    },
    "proposal": {
        "one_person": ("شخص واحد", "one person"),
        "two_persons": ("شخصان", "two persons"),
    },
    "needed": {
        "identity_document": ("وثيقة هوية", "identity document"),
        "birth_date": ("تاريخ الميلاد", "birth date"),
        "full_name": ("الاسم الكامل", "full name"),
        "household_members": ("أفراد الأسرة", "members of the household"),
        "phone": ("الهاتف", "phone"),
        "visit": ("زيارة", "a visit"),
        "other": ("غير ذلك", "something else"),
    },
    "parting_reason": {
        "evidence_changed": ("تغيّرت البيانات", "the evidence changed"),
        "linked_in_error": ("رُبطا خطأ", "linked in error"),
        "asked_them": ("سُئل أصحاب الشأن", "they were asked"),
        "other": ("سبب آخر", "other"),
    },
}

_REFUSALS: Final[Mapping[str, Text]] = {
    "link_joins_members": Text(
        "لو رُبطا لصار فردان من أسرة واحدة شخصًا واحدًا: {named}. افصل أولًا الرابط الخطأ بين روابطهم.",
        "Linked, they would make one person of two members of one household: {named}. "
        "Undo first the link that is wrong among theirs.",
    ),
    "pair_is_linked": Text(
        "التسجيلان مربوطان: افصل الرابط بدل رفضه.",
        "The two are linked: undo the link, which a dismissal does not do.",
    ),
    "second_is_the_first": Text(
        "اقترحتم هذا أنتم من قبل. لما يتوقف عليه من مال لا بد أن يوافق شخص آخر.",
        "You proposed this yourself. So much money waits for it that another person must agree.",
    ),
    "pair_not_open": Text(
        "لا أحد مطلوب منه قرار في هذين التسجيلين، فلا سؤال عنهما.",
        "Nobody is to decide on the two, so there is nothing to ask about them.",
    ),
    "pair_asks_nothing": Text(
        "لم تُسأل جهتكم شيئًا عن هذين التسجيلين، أو أجابت من قبل.",
        "Your partner was not asked about the two, or has answered.",
    ),
    "pair_not_for_partner": Text(
        "لا يجوز أن تعلم تلك الجهة بالتسجيلين معًا، والسؤال يُعلمها. اسألوا الجهة الأخرى، أو احكموا بما عندكم.",
        "That partner may not know of both registrations, and the question would tell. Ask the other one, or decide by"
        " what you have.",
    ),
    "pair_question_blank": Text("اذكر ما تحتاجون إليه.", "Say what you need."),
    "pair_proposed": Text(
        "سُجّل اقتراحًا: المال المتوقف عليه أكثر مما يقرره شخص واحد، فلا يسري حتى يوافق شخص آخر.",
        "Recorded as a proposal: more money waits for it than one person may decide about. It counts once another"
        " person agrees.",
    ),
    "pair_asked": Text("سُئلت الجهة.", "The partner is asked."),
    "pair_answered": Text("سُجّل الجواب.", "The answer is recorded."),
    "pair_not_linked": Text("لا رابط بين التسجيلين.", "The two are not linked."),
    "parting_reason_of_the_machine": Text(
        "هذا السبب للآلة وحدها. اختر سببًا آخر.",
        "That reason is the machine's alone. Choose another.",
    ),
    "pair_unknown": Text("لا يوجد زوج تسجيلات بهذا الرقم.", "There is no such pair."),
    "pair_not_shown": Text(
        "لا تُظهر اتفاقيتكم من أحد الجانبين ما يكفي للحكم. يحكم فيه مراجع تُظهر له اتفاقية جهته سجلات الجانبين.",
        "Your agreement shows too little of one side to decide on it. A reviewer can whose partner's agreement shows"
        " the records of both.",
    ),
    "pair_of_one": Text(
        "التسجيلان تسجيل واحد. اختر فردين مختلفين.",
        "The two are one registration. Choose two different members.",
    ),
    "pair_in_one_household": Text(
        "الفردان من أسرة واحدة، فليسا شخصًا واحدًا.",
        "The two are members of one household, and so not one person.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    f"{kind}.{value}": Text(*both)
    for kind, values in _LISTS.items()
    for value, both in values.items()
} | dict(_REFUSALS)
