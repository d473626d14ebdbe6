"""Why a field or a record does not open, and what is wrong with a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "no_agreement": Text(
        "لا مذكرة تفاهم سارية لجهتكم اليوم، فلا يُعرض شيء.",
        "Your organisation has no agreement in force today, so nothing is shown.",
    ),
    "totals_only": Text(
        "تطّلع على المجاميع فقط، لا على السجلات.", "You see totals only, no records."
    ),
    "role_not_allowed": Text("دورك لا يسمح بهذا.", "Your role does not allow this."),
    "role_sees_masked": Text(
        "دورك يطّلع على هذا الحقل محجوبًا فقط.", "Your role sees this field masked only."
    ),
    "purpose_not_allowed": Text(
        "الغرض الذي دخلت به لا يفتح هذا الحقل.",
        "The purpose you signed in with does not open this field.",
    ),
    "purpose_not_in_agreement": Text(
        "الغرض الذي دخلت به ليس في مذكرة تفاهم سارية، فلا تُعرض سجلات الجهات الأخرى.",
        "The purpose you signed in with is in no agreement in force, so other organisations' records are not shown.",
    ),
    "record_not_shared": Text(
        "هذا السجل غير مشارك مع جهتكم.", "This record is not shared with your organisation."
    ),
    "agreement_does_not_open": Text(
        "مذكرة التفاهم لا تفتح هذا الحقل.", "The agreement does not open this field."
    ),
    "agreement_gives_masked": Text(
        "مذكرة التفاهم تفتح هذا الحقل محجوبًا فقط.", "The agreement opens this field masked only."
    ),
    "agreement_gives_names_only": Text(
        "مذكرة التفاهم الأساسية تفتح الأسماء محجوبةً، ولا تفتح غيرها.",
        "The base agreement opens names, masked, and nothing else.",
    ),
    "consent_does_not_cover": Text(
        "وافقت الأسرة على مشاركة بعض بياناتها، وليس هذا الحقل منها.",
        "The household agreed to share some of its data, and this field is not among it.",
    ),
    "seal_broken": Text(
        "تعذّر فتح هذا الحقل. أبلغ مسؤول النظام.",
        "This field could not be opened. Tell your administrator.",
    ),
    "root_key_missing": Text(
        "لا يوجد ملف المفتاح الرئيسي: {path}", "There is no root key file: {path}"
    ),
    "root_key_exists": Text(
        "ملف المفتاح الرئيسي موجود ولن يُستبدل: {path}",
        "The root key file is there and is not replaced: {path}",
    ),
    "root_key_too_open": Text(
        "ملف المفتاح الرئيسي يجب أن يكون ملفًا عاديًا يملكه من يشغّل سجلّ وحده (0600): {path}",
        "The root key must be a plain file that is its owner's alone (0600), the owner being who runs Sijill: {path}",
    ),
    "root_key_malformed": Text(
        "ملف المفتاح الرئيسي تالف: {path}", "The root key file does not hold a key: {path}"
    ),
    "root_key_wrong": Text(
        "هذا ليس المفتاح الرئيسي الذي خُتمت به مفاتيح هذا السجل.",
        "This is not the root key that this register's keys were sealed with.",
    ),
    "referral_ended": Text(
        "انتهت الإحالة، فلم يعد يُكشف بها شيء.", "The referral is over: it discloses nothing more."
    ),
    "not_disclosed": Text(
        "لم تكشف الإحالة هذا الحقل.", "The referral does not disclose this field."
    ),
    "consent_withdrawn": Text(
        "سحبت الأسرة موافقتها على الإحالة.",
        "The household has withdrawn its consent to be referred.",
    ),
}
