"""The words of the closed lists, as forms code them and as people write them in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from registry.application.deliveries import Benefit
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    ConsentState,
    Criterion,
    HoldReason,
    NationalityGroup,
    Relation,
    Sex,
    Unit,
)
from registry.intake.headings import plain

WordT = TypeVar("WordT", bound=StrEnum)


def _words(said: Mapping[WordT, str]) -> Mapping[str, WordT]:
    """From every word, as `headings.plain` writes it, to what it means; the list's own values are words too."""
    words = {plain(member.value): member for member in said}
    for member, spellings in said.items():
        for spelling in spellings.split("|"):
            if words.setdefault(plain(spelling), member) is not member:
                raise AssertionError(f"{spelling} means two things")
    return words


SEX: Final = _words(
    {
        Sex.MALE: "m|man|boy|ذكر|رجل|ولد",
        Sex.FEMALE: "f|woman|girl|أنثى|انثي|امرأة|سيدة|بنت",
        Sex.UNKNOWN: "غير معروف|غير محدد|not known",
    }
)

RELATION: Final = _words(
    {
        Relation.HEAD: "self|head of household|رب الأسرة|ربة الأسرة|رب أسرة|نفسه|نفسها|عائل الأسرة",
        Relation.SPOUSE: "wife|husband|زوج|زوجة|زوجته|زوجها|الزوج|الزوجة",
        Relation.CHILD: "son|daughter|ابن|ابنة|ابنه|ابنته|بنت|ولد|طفل|طفلة|نجل|نجلة|كريمة",
        Relation.OTHER: (
            "father|mother|parent|brother|sister|sibling|grandchild|grandson|granddaughter|grandfather|grandmother"
            "|grandparent|relative|other relative|in law|niece|nephew|uncle|aunt|not related|أخرى|آخر|أب|أم|والد|والدة"
            "|أخ|أخت|شقيق|شقيقة|حفيد|حفيدة|جد|جدة|عم|عمة|خال|خالة|ابن أخ|ابن أخت|بنت أخ|بنت أخت|حماة|حما|زوجة ابن"
            "|زوجة الابن|زوج الابنة|قريب|قريبة|لا توجد صلة"
        ),
    }
)

CONSENT: Final = _words(
    {
        ConsentState.GIVEN: "yes|y|true|1|agree|agreed|consent|نعم|أوافق|موافق|موافقة|يوافق|توافق",
        ConsentState.REFUSED: "no|n|false|0|disagree|لا|أرفض|رفض|رافض|غير موافق|غير موافقة|لا أوافق|لا يوافق|لا توافق",
        ConsentState.NOT_ASKED: "not asked|لم يسأل|لم يُسأل",
    }
)

TICKED: Final[Mapping[str, bool]] = {
    **{plain(word): True for word in ("1", "yes", "true", "y", "x", "نعم", "صح")},
    **{plain(word): False for word in ("0", "no", "false", "n", "لا")},
}

NATIONALITY: Final = _words(
    {
        NationalityGroup.NATIONAL: "citizen|مواطن|مواطنة",
        NationalityGroup.NON_NATIONAL: (
            "foreigner|refugee|non citizen|أجنبي|أجنبية|غير مواطن|مقيم|مقيمة|وافد|وافدة|لاجئ|لاجئة"
            "|سوداني|سودانية|سوري|سورية|فلسطيني|فلسطينية|يمني|يمنية"
        ),
        NationalityGroup.UNKNOWN: "غير معروف",
    }
)
CITIZENS: Final[Mapping[str, str]] = {
    plain(word): country
    for country, words in {
        "EG": "مصري|مصرية|مصر|Egyptian|Egypt|EGY|EG",
        "QA": "قطري|قطرية|قطر|Qatari|Qatar|QAT|QA",
        "KW": "كويتي|كويتية|الكويت|Kuwaiti|Kuwait|KWT|KW",
    }.items()
    for word in words.split("|")
}
"""Words for the citizens of a country: nationals there, foreigners elsewhere."""

HOLD: Final[Mapping[str, HoldReason | None]] = {
    **{
        plain(word): HoldReason.SUBMISSION_ON_HOLD
        for word in ("on_hold", "validation_status_on_hold", "معلق", "قيد الانتظار")
    },
    **{
        plain(word): HoldReason.SUBMISSION_NOT_APPROVED
        for word in (
            "not_approved",
            "validation_status_not_approved",
            "غير معتمد",
            "غير موافق عليه",
        )
    },
    **{
        plain(word): None
        for word in ("approved", "validation_status_approved", "معتمد", "موافق عليه")
    },
}

CRITERIA: Final = _words(
    {
        Criterion.FEMALE_HEAD: (
            "female headed household|woman head|widow|divorced|أسرة تعولها امرأة|امرأة معيلة|المرأة المعيلة|أرملة|مطلقة"
        ),
        Criterion.ORPHAN: "orphans|يتيم|يتيمة|أيتام|يتم",
        Criterion.OLDER_PERSON_ALONE: "elderly alone|مسن وحيد|مسنة وحيدة|مسن بمفرده",
        Criterion.OLDER_PERSON: "elderly|aged|مسن|مسنة|كبار السن|كبير السن",
        Criterion.DISABILITY: "disabled|pwd|إعاقة|معاق|معاقة|ذوي الإعاقة|ذوو الإعاقة|ذوي الهمم",
        Criterion.CHRONIC_ILLNESS: "chronic disease|chronic_disease|مرض مزمن|أمراض مزمنة|مريض مزمن",
        Criterion.UNEMPLOYED_HEAD: "unemployed|no work|عاطل|لا يعمل|بطالة|متعطل",
        Criterion.SEASONAL_WORKER: "seasonal|casual worker|عامل موسمي|عمالة موسمية|عمالة غير منتظمة|أرزقي",
        Criterion.NO_SHELTER: "homeless|بلا مأوى|لا مأوى|بدون سكن",
        Criterion.DEBT: "debts|غارم|غارمة|غارمون|غارمين|ديون|مديون",
        Criterion.SCHOOL_DROP_OUT: "drop out|dropout|تسرب من التعليم|متسرب من التعليم|تسرب دراسي",
        Criterion.CHILD_MARRIAGE_RISK: "child marriage|خطر زواج الأطفال|زواج القاصرات|زواج مبكر",
        Criterion.VIOLENCE: "gbv|domestic violence|عنف|عنف أسري",
        Criterion.SHOCK: "disaster|كارثة|صدمة|حادث",
    }
)  # fmt: skip


def _given(family: BenefitFamily, kind: BenefitKind, unit: Unit) -> Benefit:
    return Benefit(family=family, kind=kind, unit=unit)


_KIT = (BenefitKind.IN_KIND, Unit.KIT)
_PIECE = (BenefitKind.IN_KIND, Unit.PIECE)
_SERVICE = (BenefitKind.SERVICE, Unit.SERVICE)

_GIVEN: Mapping[Benefit, tuple[str, ...]] = {
    _given(BenefitFamily.CASH, BenefitKind.CASH, Unit.PAYMENT): (
        "cash", "money", "نقدي", "نقدية", "نقود", "مساعدة نقدية", "دعم نقدي", "مبلغ مالي",
    ),
    _given(BenefitFamily.FOOD, BenefitKind.IN_KIND, Unit.BASKET): (
        "food", "food_basket", "food_parcel", "سلة غذائية", "سلال غذائية", "شنطة غذائية", "كرتونة", "كرتونة غذائية",
        "مواد غذائية", "غذاء",
    ),
    _given(BenefitFamily.FOOD, BenefitKind.IN_KIND, Unit.PARCEL): ("meat", "لحوم", "لحم"),
    _given(BenefitFamily.FOOD, BenefitKind.VOUCHER, Unit.VOUCHER): ("food_voucher", "قسيمة غذائية", "كوبون غذائي"),
    _given(BenefitFamily.OTHER, BenefitKind.VOUCHER, Unit.VOUCHER): ("voucher", "قسيمة", "كوبون"),
    _given(BenefitFamily.HOUSEHOLD_ITEMS, *_PIECE): (
        "blankets", "blanket", "household_items", "furniture", "clothes", "clothing", "بطانية", "بطاطين", "بطانيات",
        "أدوات منزلية", "أثاث", "أجهزة منزلية", "ملابس", "كسوة",
    ),
    _given(BenefitFamily.HOUSEHOLD_ITEMS, *_KIT): ("hygiene_kit", "حقيبة نظافة", "أدوات نظافة"),
    _given(BenefitFamily.SCHOOL, *_KIT): (
        "school_kit", "school_bag", "شنطة مدرسية", "حقيبة مدرسية", "أدوات مدرسية", "مستلزمات مدرسية",
    ),
    _given(BenefitFamily.SCHOOL, BenefitKind.FEE_WAIVER, Unit.SERVICE): (
        "school_fees", "مصروفات مدرسية", "مصاريف مدرسية",
    ),
    _given(BenefitFamily.HEALTH, *_PIECE): ("medicine", "medicines", "دواء", "أدوية", "علاج"),
    _given(BenefitFamily.HEALTH, *_SERVICE): ("health", "medical", "treatment", "خدمة صحية", "كشف طبي", "عملية جراحية"),
    _given(BenefitFamily.SHELTER, *_SERVICE): ("shelter", "rent", "إيجار", "ترميم منزل", "سقف"),
    _given(BenefitFamily.LIVELIHOOD, BenefitKind.TRAINING, Unit.SESSION): ("training", "تدريب", "دورة تدريبية"),
    _given(BenefitFamily.LIVELIHOOD, BenefitKind.CREDIT, Unit.PAYMENT): ("loan", "credit", "قرض", "قرض حسن"),
    _given(BenefitFamily.PSYCHOSOCIAL, BenefitKind.COUNSELLING, Unit.SESSION): (
        "counselling", "psychosocial", "دعم نفسي", "إرشاد نفسي",
    ),
    _given(BenefitFamily.AWARENESS, BenefitKind.AWARENESS, Unit.SESSION): ("awareness", "توعية", "ندوة"),
    _given(BenefitFamily.OTHER, *_PIECE): ("other", "أخرى"),
}  # fmt: skip
GIVEN: Final[Mapping[str, Benefit]] = {
    plain(word): benefit for benefit, words in _GIVEN.items() for word in words
}
