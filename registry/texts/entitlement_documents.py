"""What is said of cards and plates: their kinds and how they stand; refusals and what the commands say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "document_kind": {
        "priority_card": ("بطاقة أولوية", "priority card"),
        "plate": ("لوحة", "plate"),
    },
    "document_standing": {
        "live": ("سارية", "live"),
        "expired": ("انتهت", "expired"),
        "replaced": ("استُبدلت", "replaced"),
        "lost": ("مفقودة", "lost"),
        "withdrawn": ("مسحوبة", "withdrawn"),
        "holder_gone": ("صاحبها لم يعد", "holder gone"),
    },
    "document_replacement_reason": {
        "renewed": ("تجديد", "renewed"),
        "lost": ("فُقدت", "lost"),
        "stolen": ("سُرقت", "stolen"),
        "damaged": ("تلفت", "damaged"),
        "corrected": ("تصحيح ما كُتب عليها", "what it says is corrected"),
    },
    "document_loss_reason": {
        "lost": ("فُقدت", "lost"),
        "stolen": ("سُرقت", "stolen"),
        "damaged": ("تلفت", "damaged"),
    },
    "document_withdrawal_reason": {
        "entitlement_ended": ("انتهى الاستحقاق", "the entitlement ended"),
        "holder_died": ("تُوفي صاحبها", "the holder died"),
        "returned": ("أعادها صاحبها", "the holder gave it back"),
        "misused": ("أسيء استعمالها", "misused"),
        "issued_in_error": ("صدرت خطأ", "issued in error"),
    },
}

TEXTS: Final[Mapping[str, Text]] = {
    **{
        f"{kind}.{value}": Text(*both)
        for kind, values in _LISTS.items()
        for value, both in values.items()
    },
    "document_unknown": Text(
        "ليس لهذا الفرد وثيقة من هذا النوع.", "This member has no document of that kind."
    ),
    "document_live": Text(
        "لهذا الفرد وثيقة سارية من هذا النوع (حتى {until}). استبدلها ولا تصدر ثانية.",
        "This member holds a live document of that kind (until {until}). Replace it; there is no second one.",
    ),
    "document_withdrawn": Text(
        "سُحبت هذه الوثيقة. أصدر غيرها إن عاد الاستحقاق.",
        "This document was withdrawn. Issue another where the entitlement is back.",
    ),
    "document_older_than_former": Text(
        "صدرت الوثيقة السابقة في {issued}، ولا تصدر هذه قبلها.",
        "The one before was issued on {issued}, and this one not before it.",
    ),
    "document_number_taken": Text(
        "هذا الرقم لوثيقة أخرى من النوع نفسه عند صاحب آخر (الأسرة {household}). راجع الرقم، أو اسحب تلك الوثيقة أو "
        "استبدلها أولا.",
        "Another holder (household {household}) has a document of that kind with this number. Check the number, or "
        "withdraw or replace that document first.",
    ),
    "document_number_malformed": Text(
        "رقم الوثيقة حتى {limit:حرفين} تُطبع، وليس فارغا.",
        "A number has up to {limit} printable characters, and is not blank.",
    ),
    "document_kind_unknown": Text(
        "النوع «بطاقة أولوية» أو «لوحة»، في عمود أو بالخيار ‎--kind.",
        "The kind is a priority card or a plate, in a column or by --kind.",
    ),
    "document_file_without_columns": Text(
        "يلزم في الملف عمود لرقم الوثيقة وعمود للرقم المرجعي أو الرقم المدني.",
        "the file needs a column for the number, and one for the reference or the civil number",
    ),
    "document_file_done": Text(
        "صدرت {issued}، وكانت {already} قد صدرت، ورُفضت {refused}.",
        "{issued} issued, {already} issued before, {refused} refused",
    ),
    "document_file_foreseen": Text(
        "ستصدر {issued}، و{already} صدرت من قبل، وستُرفض {refused}.",
        "{issued} would be issued, {already} are issued already, {refused} would be refused",
    ),
    "document_days_reversed": Text(
        "آخر يوم قبل يوم الإصدار.", "The last day is before the day of issue."
    ),
    "documents.of": Text(
        "بطاقات ولوحات كما هي في {on}، وما نُشر بجانب ما تعده الوقائع",
        "Cards and plates as they stood on {on}: what was published, beside what the facts come to",
    ),
    "documents.use_case": Text("الحالة", "use case"),
    "documents.documents": Text("الوثائق", "documents"),
    "documents.issuer": Text("أصدرتها", "issuer"),
    "documents.published": Text("المنشور", "published"),
    "documents.issued": Text("صدرت", "issued"),
    "documents.live": Text("سارية", "live"),
    "documents.expired": Text("انتهت", "expired"),
    "documents.replaced": Text("استُبدلت", "replaced"),
    "documents.lost": Text("مفقودة", "lost"),
    "documents.withdrawn": Text("مسحوبة", "withdrawn"),
    "documents.exactly": Text("السارية كالمنشور", "live as published"),
    "documents.yes": Text("نعم", "yes"),
    "documents.no": Text("لا", "no"),
    "document_all": Text("الكل", "all"),
    "document_issued": Text("صدرت الوثيقة.", "the document is issued"),
    "document_replaced": Text("استُبدلت الوثيقة.", "the document is replaced"),
    "document_lost": Text("سُجّل فقد الوثيقة.", "the loss is recorded"),
    "document_taken_back": Text("سُحبت الوثيقة.", "the document is withdrawn"),
}
