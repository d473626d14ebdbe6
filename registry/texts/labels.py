"""The labels of the closed lists, as `role.auditor`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "role": {
        "caseworker": ("باحث اجتماعي", "caseworker"),
        "volunteer": ("متطوع", "volunteer"),
        "programme_manager": ("مدير برنامج", "programme manager"),
        "reviewer": ("مراجع التكرار", "reviewer of duplicates"),
        "data_officer": ("مسؤول بيانات", "data officer"),
        "analyst": ("محلل", "analyst"),
        "aggregate_only": ("مطّلع على المجاميع فقط", "totals only"),
        "auditor": ("مراجع حسابات", "auditor"),
        "security_officer": ("مسؤول أمن", "security officer"),
        "partner_system": ("نظام جهة", "partner system"),
        "system": ("النظام", "system"),
    },
    "purpose": {
        "registration": ("تسجيل", "registration"),
        "correction": ("تصحيح", "correction"),
        "eligibility": ("استحقاق", "eligibility"),
        "planning": ("تخطيط", "planning"),
        "delivery": ("صرف", "delivery"),
        "referral": ("إحالة", "referral"),
        "deduplication": ("كشف التكرار", "deduplication"),
        "follow_up": ("متابعة", "follow-up"),
        "protection": ("حماية", "protection"),
        "statistics": ("إحصاء", "statistics"),
        "audit": ("مراجعة", "audit"),
        "data_subject": ("طلب صاحب البيانات", "request of the person"),
        "erasure": ("محو", "erasure"),
        "maintenance": ("صيانة", "maintenance"),
    },
    "channel": {
        "paper": ("ورق", "paper"),
        "file": ("ملف", "file"),
        "api": ("واجهة برمجية", "API"),
        "console": ("صفحة", "console"),
        "phone": ("هاتف", "phone"),
        "home_visit": ("زيارة منزلية", "home visit"),
        "partner_system": ("نظام جهة", "partner system"),
    },
    "field_group": {
        "identity": ("الهوية", "identity"),
        "contact": ("الاتصال", "contact"),
        "sensitive": ("بيانات حساسة", "sensitive"),
        "statistics": ("إحصاء", "statistics"),
    },
    "level": {
        "withheld": ("محجوب", "withheld"),
        "masked": ("مقنّع", "masked"),
        "clear": ("ظاهر", "clear"),
    },
    "organisation_kind": {
        "ministry": ("وزارة", "ministry"),
        "association": ("جمعية", "association"),
        "private_donor": ("ممول خاص", "private donor"),
        "service_centre": ("مركز خدمة", "service centre"),
        "umbrella": ("جهة جامعة", "umbrella organisation"),
        "un_body": ("هيئة أممية", "UN body"),
        "department": ("إدارة", "department"),
    },
    "sees": {
        "records": ("السجلات", "records"),
        "totals": ("المجاميع فقط", "totals only"),
    },
    "legal_basis": {
        "consent": ("موافقة صاحب البيانات", "consent"),
        "public_task": ("مهمة عامة", "public task"),
        "vital_interest": ("مصلحة حيوية", "vital interest"),
    },
    "consent_state": {
        "not_asked": ("لم يُسأل", "not asked"),
        "given": ("وافق", "given"),
        "refused": ("رفض", "refused"),
    },
    "consent_purpose": {
        "sharing": ("مشاركة البيانات", "sharing"),
        "referral": ("الإحالة", "referral"),
        "statistics": ("الإحصاء", "statistics"),
    },
    "sex": {
        "female": ("أنثى", "female"),
        "male": ("ذكر", "male"),
        "unknown": ("غير معلوم", "unknown"),
    },
    "relation": {
        "head": ("رب الأسرة", "head"),
        "spouse": ("زوج أو زوجة", "spouse"),
        "child": ("ابن أو ابنة", "child"),
        "other": ("قريب آخر", "other"),
    },
    "nationality_group": {
        "national": ("مواطن", "national"),
        "non_national": ("غير مواطن", "non-national"),
        "unknown": ("غير معلوم", "unknown"),
    },
    "criterion": {
        "female_head": ("امرأة معيلة", "female head"),
        "orphan": ("يتيم", "orphan"),
        "older_person_alone": ("مسن وحيد", "older person alone"),
        "older_person": ("مسن", "older person"),
        "disability": ("إعاقة", "disability"),
        "chronic_illness": ("مرض مزمن", "chronic illness"),
        "unemployed_head": ("عائل بلا عمل", "unemployed head"),
        "seasonal_worker": ("عامل موسمي", "seasonal worker"),
        "no_shelter": ("بلا مأوى", "no shelter"),
        "debt": ("دين", "debt"),
        "school_drop_out": ("تسرب من التعليم", "school drop-out"),
        "child_marriage_risk": ("خطر زواج الأطفال", "risk of child marriage"),
        "violence": ("عنف", "violence"),
        "shock": ("صدمة", "shock"),
    },
    "criterion_class": {
        "female_head": ("امرأة معيلة", "female head"),
        "orphan": ("يتم", "orphans"),
        "older_person": ("كبار السن", "older persons"),
        "health": ("صحة", "health"),
        "livelihood": ("سبل العيش", "livelihood"),
        "shelter": ("مأوى", "shelter"),
        "education": ("تعليم", "education"),
        "shock": ("صدمة", "shock"),
    },
    "benefit_family": {
        "food": ("غذاء", "food"),
        "cash": ("نقد", "cash"),
        "shelter": ("مأوى", "shelter"),
        "household_items": ("مستلزمات منزلية", "household items"),
        "school": ("مستلزمات دراسية", "school"),
        "health": ("صحة", "health"),
        "livelihood": ("سبل العيش", "livelihood"),
        "psychosocial": ("دعم نفسي", "psychosocial"),
        "protection": ("حماية", "protection"),
        "legal": ("دعم قانوني", "legal"),
        "awareness": ("توعية", "awareness"),
        "other": ("أخرى", "other"),
    },
    "benefit_kind": {
        "cash": ("نقدي", "cash"),
        "in_kind": ("عيني", "in kind"),
        "voucher": ("قسيمة", "voucher"),
        "service": ("خدمة", "service"),
        "counselling": ("إرشاد", "counselling"),
        "credit": ("قرض", "credit"),
        "training": ("تدريب", "training"),
        "awareness": ("توعية", "awareness"),
        "fee_waiver": ("إعفاء من رسوم", "fee waiver"),
    },
    "unit": {
        "basket": ("سلة", "basket"),
        "parcel": ("طرد", "parcel"),
        "piece": ("قطعة", "piece"),
        "kit": ("حقيبة", "kit"),
        "payment": ("دفعة", "payment"),
        "voucher": ("قسيمة", "voucher"),
        "session": ("جلسة", "session"),
        "visit": ("زيارة", "visit"),
        "service": ("خدمة", "service"),
    },
    "cycle": {
        "once": ("مرة واحدة", "once"),
        "weekly": ("أسبوعي", "weekly"),
        "monthly": ("شهري", "monthly"),
        "quarterly": ("ربع سنوي", "quarterly"),
        "yearly": ("سنوي", "yearly"),
        "on_demand": ("عند الطلب", "on demand"),
    },
    "counts_as": {
        "person": ("شخص", "person"),
        "visit": ("زيارة", "visit"),
        "service": ("خدمة", "service"),
    },
    "claim": {
        "own_record": ("سجل الجهة", "own record"),
        "reported_by_household": ("بإفادة الأسرة", "reported by the household"),
        "reported_by_partner": ("بإفادة جهة أخرى", "reported by another partner"),
    },
    "money_source": {
        "state_budget": ("موازنة الدولة", "state budget"),
        "donations": ("تبرعات", "donations"),
        "zakat": ("زكاة", "zakat"),
        "waqf": ("وقف", "waqf"),
        "private_sector": ("قطاع خاص", "private sector"),
        "un_agency": ("وكالة أممية", "UN agency"),
        "unknown": ("غير معلوم", "unknown"),
    },
    "hold_reason": {
        "submission_on_hold": ("الاستمارة معلقة", "submission on hold"),
        "submission_not_approved": ("الاستمارة غير معتمدة", "submission not approved"),
        "under_review": ("قيد المراجعة", "under review"),
    },
    "warning": {
        "female_head_is_male": (
            "مذكور «امرأة معيلة» ورب الأسرة ذكر",
            "“female head” is ticked and the head is male",
        ),
        "identity_number_invalid": ("رقم الهوية غير صالح", "the identity number is not valid"),
        "identity_number_disagrees": (
            "رقم الهوية يخالف تاريخ الميلاد أو النوع",
            "the identity number disagrees with the birth date or sex",
        ),
        "phone_invalid": ("رقم الهاتف غير صالح", "the phone number is not valid"),
        "birth_date_unreadable": ("تاريخ الميلاد غير مقروء", "the birth date cannot be read"),
        "place_unknown": ("المكان غير معروف", "the place is not known"),
        "size_below_members": (
            "عدد الأفراد أقل من المذكورين",
            "the size is below the number of members named",
        ),
        "no_partner_reference": (
            "لا رقم للأسرة عند الجهة",
            "the partner gives no reference of its own",
        ),
    },
    "file_format": {
        "kobo_xlsx": ("ملف كوبو", "Kobo workbook"),
        "spreadsheet": ("جدول", "spreadsheet"),
        "csv": ("ملف CSV", "CSV file"),
    },
    "taken_as": {
        "registrations": ("تسجيلات", "registrations"),
        "deliveries": ("صرف", "deliveries"),
    },
}

TEXTS: Final[Mapping[str, Text]] = {
    f"{kind}.{value}": Text(*both)
    for kind, values in _LISTS.items()
    for value, both in values.items()
}
