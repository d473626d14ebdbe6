"""The fields that a column can be taken for, and what forms and lists call them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from registry.intake.headings import plain


class Field(StrEnum):
    """A target of a column; its value is what a saved mapping writes."""

    PARTNER_REFERENCE = "partner_reference"
    MEMBER_REFERENCE = "member_reference"
    DELIVERY_REFERENCE = "delivery_reference"
    NAME = "name"
    REFERENCE_FOR_NAME = "reference_for_name"
    IDENTITY_NUMBER = "identity_number"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    PHONE = "phone"
    NATIONALITY = "nationality"
    CRITERIA = "criteria"
    RELATION = "relation"
    GOVERNORATE = "governorate"
    MARKAZ = "markaz"
    VILLAGE = "village"
    ADDRESS = "address"
    DECLARED_SIZE = "declared_size"
    CONSENT_SHARING = "consent_sharing"
    VALIDATION_STATUS = "validation_status"
    SUBMITTED_ON = "submitted_on"
    SEEING = "seeing"
    HEARING = "hearing"
    WALKING = "walking"
    REMEMBERING = "remembering"
    SELF_CARE = "self_care"
    COMMUNICATING = "communicating"
    GIVER = "giver"
    BENEFIT = "benefit"
    DELIVERED_ON = "delivered_on"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    ROW_NUMBER = "row_number"
    IGNORED = "ignore"


class TableKind(StrEnum):
    """What the rows of a table are. Persons stand together by household, each with its relation to the head."""

    HOUSEHOLD = "household"
    PERSON = "person"
    MEMBER = "member"
    DELIVERY = "delivery"


FUNCTIONING: Final = (
    Field.SEEING,
    Field.HEARING,
    Field.WALKING,
    Field.REMEMBERING,
    Field.SELF_CARE,
    Field.COMMUNICATING,
)
PLACES: Final = (Field.GOVERNORATE, Field.MARKAZ, Field.VILLAGE)
REPEATABLE: Final = frozenset({Field.IDENTITY_NUMBER, Field.PHONE, Field.CRITERIA, Field.ADDRESS})
"""Fields that several columns may feed."""
HANDED_OUT: Final = frozenset(
    {Field.DELIVERED_ON, Field.AMOUNT, Field.QUANTITY, Field.DELIVERY_REFERENCE}
)
"""What a table of households says of deliveries; of no use where its rows are registrations."""
NO_DATA: Final = frozenset({Field.ROW_NUMBER, Field.IGNORED})

_PERSON = frozenset(
    {
        Field.NAME,
        Field.IDENTITY_NUMBER,
        Field.BIRTH_DATE,
        Field.SEX,
        Field.PHONE,
        Field.NATIONALITY,
        Field.CRITERIA,
        *FUNCTIONING,
        *NO_DATA,
    }
)
_AMONG_OTHERS = frozenset({Field.RELATION, Field.MEMBER_REFERENCE})
OF_HOUSEHOLD: Final = (
    *PLACES,
    Field.ADDRESS,
    Field.DECLARED_SIZE,
    Field.CONSENT_SHARING,
    Field.VALIDATION_STATUS,
    Field.SUBMITTED_ON,
)
"""What is said of a household and of nobody in it; among persons, on one row of them or on each."""
FIELDS_OF: Final[Mapping[TableKind, frozenset[Field]]] = {
    TableKind.HOUSEHOLD: _PERSON
    | {Field.PARTNER_REFERENCE, Field.REFERENCE_FOR_NAME, *OF_HOUSEHOLD, *HANDED_OUT},
    TableKind.PERSON: _PERSON | {Field.PARTNER_REFERENCE, *OF_HOUSEHOLD} | _AMONG_OTHERS,
    TableKind.MEMBER: _PERSON | _AMONG_OTHERS,
    TableKind.DELIVERY: NO_DATA | HANDED_OUT | {Field.GIVER, Field.BENEFIT},
}

ROW_REFERENCE: Final = "مرجع الصف (row reference)"
"""The column in which a rejects workbook keeps what a row goes by, so that a mended row is the row that it was."""

HEADINGS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.PARTNER_REFERENCE: (
        "meta/rootUuid", "_uuid", "partner_reference", "case_id", "case_number", "beneficiary_id",
        "household_id", "hh_id", "file number", "registration number", "رقم الحالة", "كود الحالة",
        "كود المستفيد", "رقم المستفيد", "كود الأسرة", "رقم الأسرة", "رقم الملف", "رقم التسجيل", "رقم البحث",
        "household_number", "household_code", "household_no", "family_id", "family_number", "مسلسل الأسرة",
        "معرف الأسرة", "الرقم التعريفي للأسرة",
    ),
    Field.MEMBER_REFERENCE: (
        ROW_REFERENCE, "member_reference", "member_id", "individual_id", "person_id", "member number", "مرجع الفرد",
        "رقم الفرد", "كود الفرد",
    ),
    Field.DELIVERY_REFERENCE: (
        ROW_REFERENCE, "delivery_reference", "delivery_id", "delivery number", "receipt number", "receipt no",
        "مرجع الصرف", "رقم إذن الصرف", "رقم الإيصال", "رقم إيصال الاستلام",
    ),
    Field.REFERENCE_FOR_NAME: (),  # only ever said in a mapping
    Field.NAME: (
        "head_name", "hh_head_name", "hoh_name", "name_of_head", "head of household",
        "name of head of household", "head of household name", "household head name", "beneficiary_name",
        "name of beneficiary", "full_name", "name", "member_name", "name of member", "الاسم", "الاسم رباعي",
        "الاسم الرباعي", "الاسم ثلاثي", "الاسم الثلاثي", "الاسم بالكامل", "الاسم كاملا", "الاسم الكامل",
        "اسم المستفيد", "اسم المستفيد رباعي", "اسم المستفيد الرباعي", "اسم المستفيدة", "اسم رب الأسرة",
        "اسم رب الأسرة رباعي", "رب الأسرة", "اسم رب البيت", "اسم الحالة", "اسم المواطن", "اسم الفرد",
        "اسم عضو الأسرة",
    ),
    Field.IDENTITY_NUMBER: (
        "head_national_id", "national_id", "national id number", "national number", "id_number", "id number",
        "nid", "identity number", "civil_id", "civil id", "qid", "passport", "passport number",
        "unhcr file number", "unhcr number", "document number", "الرقم القومي", "رقم قومي", "رقم البطاقة",
        "رقم الهوية", "البطاقة", "الهوية", "رقم البطاقة الشخصية", "الرقم القومي لرب الأسرة", "الرقم الشخصي",
        "الرقم المدني", "رقم جواز السفر", "جواز السفر", "رقم ملف المفوضية", "رقم المفوضية",
    ),
    Field.BIRTH_DATE: (
        "head_birth_date", "birth_date", "date_of_birth", "birthdate", "dob", "head_dob", "تاريخ الميلاد",
        "تاريخ ميلاد رب الأسرة", "الميلاد", "تاريخ الولادة", "سنة الميلاد",
    ),
    Field.SEX: (
        "head_sex", "sex", "gender", "head_gender", "sex of head", "النوع", "الجنس", "نوع رب الأسرة",
        "جنس رب الأسرة",
    ),
    Field.PHONE: (
        "phone", "phone_number", "mobile", "mobile_number", "telephone", "tel", "head_phone", "contact number",
        "التليفون", "رقم التليفون", "الهاتف", "رقم الهاتف", "الموبايل", "رقم الموبايل", "الجوال", "رقم الجوال",
        "المحمول", "رقم المحمول", "تليفون", "موبايل", "هاتف آخر", "تليفون آخر",
    ),
    Field.NATIONALITY: (
        "nationality", "head_nationality", "citizenship", "الجنسية",
    ),
    Field.CRITERIA: (
        "vulnerability", "vulnerabilities", "criteria", "vulnerability_criteria", "معايير الاستحقاق",
        "معايير الضعف", "أوجه الضعف", "الهشاشة", "تصنيف الحالة", "فئة الحالة", "سبب الاستحقاق",
    ),
    Field.RELATION: (
        "relationship", "relation", "relation_to_head", "relationship to head", "relationship_to_head",
        "صلة القرابة", "القرابة", "الصلة", "صلة القرابة برب الأسرة", "العلاقة برب الأسرة", "الصلة برب الأسرة",
        "درجة القرابة",
    ),
    Field.GOVERNORATE: (
        "admin1", "governorate", "admin1_pcode", "المحافظة", "محافظة",
    ),
    Field.MARKAZ: (
        "admin2", "markaz", "district", "admin2_pcode", "المركز", "مركز", "المركز أو القسم", "القسم", "المدينة",
        "الحي", "اسم المركز",
    ),
    Field.VILLAGE: (
        "village", "admin3", "admin4", "القرية", "قرية", "القرية أو الحي", "القرية أو النجع", "النجع", "العزبة",
        "اسم القرية",
    ),
    Field.ADDRESS: (
        "address", "address line", "street", "العنوان", "محل الإقامة", "العنوان بالتفصيل", "عنوان السكن",
        "الشارع",
    ),
    Field.DECLARED_SIZE: (
        "size", "hh_size", "household_size", "family_size", "family members", "number of members",
        "household members", "number of family members", "num_hh_member", "عدد الأفراد", "عدد أفراد الأسرة",
        "أفراد الأسرة", "حجم الأسرة", "عدد الأسرة", "عدد الافراد بالأسرة",
    ),
    Field.CONSENT_SHARING: (
        "consent/share", "share", "consent_share", "consent_sharing", "consent to share", "data_sharing",
        "sharing consent", "consent to share data", "do you consent to share data",
        "do you consent to share your data", "do you consent to sharing data", "do you consent to sharing your data",
        "do you agree to share your data", "consent to data sharing", "هل توافق على مشاركة البيانات",
        "هل توافق على مشاركة بياناتك", "هل توافقين على مشاركة البيانات", "هل توافق على مشاركة بيانات الأسرة",
        "هل يوافق على مشاركة البيانات", "أوافق على مشاركة البيانات",
        "الموافقة على المشاركة", "الموافقة على مشاركة البيانات",
        "موافقة على مشاركة البيانات", "يوافق على مشاركة البيانات",
    ),
    Field.VALIDATION_STATUS: (
        "_validation_status", "validation_status", "حالة التحقق",
    ),
    Field.SUBMITTED_ON: (
        "_submission_time", "today", "submission_date", "registration_date", "date of registration",
        "تاريخ التسجيل", "تاريخ البحث", "تاريخ الزيارة", "تاريخ الحصر",
    ),
    Field.SEEING: (
        "wg_seeing", "seeing", "vision", "wg_vision", "difficulty seeing", "الرؤية", "صعوبة في الرؤية",
        "صعوبة الرؤية",
    ),
    Field.HEARING: (
        "wg_hearing", "hearing", "difficulty hearing", "السمع", "صعوبة في السمع", "صعوبة السمع",
    ),
    Field.WALKING: (
        "wg_walking", "walking", "mobility", "wg_mobility", "difficulty walking", "المشي", "صعوبة في المشي",
        "صعوبة المشي",
    ),
    Field.REMEMBERING: (
        "wg_remembering", "remembering", "cognition", "wg_cognition", "difficulty remembering", "التذكر",
        "صعوبة في التذكر", "صعوبة التذكر",
    ),
    Field.SELF_CARE: (
        "wg_selfcare", "wg_self_care", "selfcare", "self_care", "difficulty with self care", "العناية بالنفس",
        "صعوبة العناية بالنفس", "صعوبة في العناية بالنفس",
    ),
    Field.COMMUNICATING: (
        "wg_communicating", "wg_communication", "communicating", "communication", "difficulty communicating",
        "التواصل", "صعوبة في التواصل", "صعوبة التواصل",
    ),
    Field.GIVER: (
        "agency", "giver", "provider", "organisation", "organization", "donor", "given_by", "source of support",
        "الجهة", "اسم الجهة", "الجهة المانحة", "جهة الدعم", "الجهة المقدمة", "مقدم الدعم", "مصدر الدعم",
    ),
    Field.BENEFIT: (
        "type", "support_type", "type of support", "assistance_type", "type of assistance", "item", "نوع الدعم",
        "نوع المساعدة", "النوع", "الصنف",
    ),
    Field.DELIVERED_ON: (
        "date", "delivery_date", "date received", "received_on", "date of support", "support_date",
        "date of delivery", "تاريخ الاستلام", "تاريخ الصرف", "تاريخ التسليم", "تاريخ التوزيع", "تاريخ الدعم",
        "التاريخ",
    ),
    Field.AMOUNT: (
        "amount", "amount_egp", "value", "value_egp", "amount_qar", "amount_kwd", "المبلغ", "القيمة",
        "المبلغ بالجنيه", "قيمة الدعم",
    ),
    Field.QUANTITY: (
        "quantity", "qty", "number of items", "الكمية", "عدد السلال", "عدد الكراتين", "عدد القطع",
    ),
    Field.ROW_NUMBER: (
        "م", "#", "no", "no.", "serial", "s/n", "sn", "مسلسل", "الرقم المسلسل", "رقم مسلسل", "ت", "المسلسل",
    ),
}  # fmt: skip


_EXAMPLES: Final = {(TableKind.HOUSEHOLD, Field.NAME): "اسم رب الأسرة"}


def example_heading(field: Field, kind: TableKind) -> str:
    """What a column of the field may be called in a table of the kind."""
    return _EXAMPLES.get((kind, field), HEADINGS[field][-1])


REASON_HEADINGS: Final = ("السبب", "Reason")
"""The columns that a rejects workbook adds; taken for nothing when it comes back."""

SYSTEM_HEADINGS: Final = frozenset(
    {
        *REASON_HEADINGS, "start", "end", "deviceid", "username", "simserial", "subscriberid", "phonenumber", "audit",
        "formhub/uuid", "instanceID", "meta/instanceID", "meta/instanceName", "meta/deprecatedID",
        "_id", "_notes", "_status", "_submitted_by", "__version__", "_version_", "_tags", "_index",
        "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid", "_submission__submission_time",
        "_submission__validation_status", "_submission__notes", "_submission__status", "_submission__submitted_by",
        "_submission___version__", "_submission__tags", "_submission_meta/rootUuid", "_submission_meta/instanceID",
        "_attachments", "_geolocation", "_bamboo_dataset_id", "_xform_id_string",
    }
)  # fmt: skip
"""What collecting tools add for themselves, exactly as they write it."""


_OF_DELIVERIES_ONLY = frozenset({"date", "التاريخ"})
"""In a list of deliveries the date is that of the delivery; in any other it may be anything's."""


def _catalogue(kind: TableKind) -> dict[str, Field]:
    catalogue: dict[str, Field] = {}
    for field, headings in HEADINGS.items():
        if field not in FIELDS_OF[kind]:
            continue
        for heading in headings:
            if heading in _OF_DELIVERIES_ONLY and kind is not TableKind.DELIVERY:
                continue
            if catalogue.setdefault(plain(heading) or heading, field) is not field:
                raise AssertionError(f"{kind}: {heading} stands for two fields")
    return catalogue


CATALOGUE: Final[Mapping[TableKind, Mapping[str, Field]]] = {
    kind: _catalogue(kind) for kind in TableKind
}
"""For each kind of table, headings as `headings.plain` writes them."""
