"""Texts of registry.api: who may ask, what may be asked, and why a field stays closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_ASKING: Final[Mapping[str, Text]] = {
    "token_missing": Text(
        "أرسل رمز دخول في ترويسة Authorization: Bearer.",
        "Send a token in the header Authorization: Bearer.",
    ),
    "token_malformed": Text("رمز الدخول غير مقروء.", "The token cannot be read."),
    "token_untrusted": Text(
        "رمز الدخول غير موقّع من جهة موثوقة.", "No issuer that we trust has signed the token."
    ),
    "token_expired": Text(
        "انتهت صلاحية رمز الدخول. اطلب رمزًا جديدًا.", "The token has expired. Ask for a new one."
    ),
    "token_not_yet_valid": Text("رمز الدخول غير سارٍ بعد.", "The token is not valid yet."),
    "token_of_other_issuer": Text(
        "رمز الدخول من جهة إصدار أخرى.", "The token comes from another issuer."
    ),
    "token_for_other_audience": Text("رمز الدخول لنظام آخر.", "The token is for another audience."),
    "token_claims_missing": Text(
        "رمز الدخول لا يذكر الشخص والجهة والأدوار والغرض كما يجب.",
        "The token does not say as it must who asks, for which partner, in which roles and why.",
    ),
    "token_key_too_open": Text(
        "يستطيع غيرك قراءة مفتاح الإصدار {path}. اجعله 0600 وملكًا لك.",
        "Others may read the issuer's key {path}. Make it 0600 and your own.",
    ),
    "role_unknown": Text(
        "لا يذكر رمز الدخول دورًا يعرفه السجل، فلا حق به.",
        "The token names no role that the registry knows, and so no right.",
    ),
}

_REQUESTS: Final[Mapping[str, Text]] = {
    "graphql_syntax": Text("نص الاستعلام غير صحيح.", "The document is not GraphQL."),
    "graphql_invalid": Text(
        "الاستعلام لا يطابق المخطط.", "The document or its variables do not fit the schema."
    ),
    "request_malformed": Text("أرسل كائن JSON فيه query.", "Send a JSON object with a query."),
    "request_too_large": Text(
        "الطلب أكبر من {limit} بايت.", "The request is larger than {limit} bytes."
    ),
    "batching_off": Text("أرسل عملية واحدة في كل طلب.", "Send one operation a request."),
    "media_type_unsupported": Text(
        "أرسل الطلب بصيغة application/json.", "Send the request as application/json."
    ),
    "not_acceptable": Text(
        "اقبل application/graphql-response+json أو application/json.",
        "Accept application/graphql-response+json or application/json.",
    ),
    "method_not_allowed": Text("استعمل POST.", "Use POST."),
    "metrics_closed": Text(
        "الأرقام للمراجع ومسؤول الأمن والنظام.",
        "The figures are for auditors, security officers and the system.",
    ),
    "query_too_deep": Text(
        "عمق الاستعلام {value} والحد {limit}.", "The query is {value} deep; the limit is {limit}."
    ),
    "too_many_aliases": Text(
        "في الاستعلام {value} اسمًا مستعارًا والحد {limit}.",
        "The query has {value} aliases; the limit is {limit}.",
    ),
    "too_many_tokens": Text("الاستعلام طويل جدًا.", "The document is too long."),
    "query_too_costly": Text(
        "قد يعيد الاستعلام {value:صفين} والحد {limit}. صغّر first.",
        "The query may come to {value} rows; the limit is {limit}. Ask for a smaller first.",
    ),
    "timed_out": Text(
        "استغرق الطلب أكثر مما يجوز. اطلب أقل.", "The request took too long. Ask for less."
    ),
    "first_out_of_range": Text(
        "يجب أن تكون first بين 1 و{limit}.", "first must be between 1 and {limit}."
    ),
    "cursor_malformed": Text(
        "المؤشر after ليس مما أعطاه السجل.", "The cursor after is none that the registry gave."
    ),
    "cursor_of_other_moment": Text(
        "المؤشر من لحظة أخرى غير asOf.", "The cursor belongs to another moment than asOf."
    ),
    "work_list_of_referrals": Text(
        "الإحالات المتأخرة ليست أسرًا؛ اطلبها من referrals بالمرشح overdue.",
        "Overdue referrals are no households: ask for `referrals` with the filter `overdue`.",
    ),
    "work_list_of_pairs": Text(
        "ما ينتظر المراجع أزواج تسجيلات لا أسر؛ اطلبها من pairs بالمرشحين open وown.",
        "What waits for a reviewer are pairs, no households: ask for `pairs` with the filters `open` and `own`.",
    ),
    "id_malformed": Text(
        "المعرّف غير صالح. انسخه كاملا كما تطبعه القائمة.",
        "The id is malformed. Copy it whole, as the list prints it.",
    ),
    "id_or_reference": Text(
        "اكتب واحدا: id أو reference.", "Give one of the two: id or reference."
    ),
    "member_or_reference": Text(
        "اكتب واحدا: member أو reference.", "Give one of the two: member or reference."
    ),
    "reference_malformed": Text(
        "الرقم المرجعي غير صحيح؛ راجع حروفه.", "The reference is mistyped; check its characters."
    ),
    "reference_ambiguous": Text(
        "يشترك في هذا الرقم القصير أكثر من واحد؛ اكتب المعرّف الكامل كما في ‎--json.",
        "More than one has this short reference; give the whole id, as --json prints it.",
    ),
    "month_malformed": Text("اكتب الشهر هكذا: 2026-10.", "Write the month as 2026-10."),
}

_ANSWERS: Final[Mapping[str, Text]] = {
    "search_by_closed_field": Text(
        "بحثت بحقل لا يُفتح لكم من سجلات الجهات الأخرى، فلم يُبحث فيها.",
        "You searched by a field that other partners' records do not show you; "
        "theirs were left out.",
    ),
    "not_ready": Text(
        "السجل يتهيأ للعمل. أعد المحاولة بعد لحظات.",
        "The register is getting ready. Try again in a moment.",
    ),
}

_INPUTS: Final[Mapping[str, Text]] = {
    "birth_date_unreadable": Text(
        "تاريخ الميلاد غير مقروء. اكتب 1985-03-02 أو 1985.",
        "The birth date cannot be read. Write 1985-03-02 or 1985.",
    ),
    "date_unreadable": Text(
        "التاريخ غير مقروء. اكتب 2026-10-05 أو 2026-10.",
        "The date cannot be read. Write 2026-10-05 or 2026-10.",
    ),
    "amount_unreadable": Text(
        "المبلغ غير صحيح لهذه العملة.", "The amount is not one of this currency."
    ),
    "name_blank": Text("اكتب الاسم.", "Give a name."),
    "too_many": Text(
        "في {field} {value} والحد {limit}.", "There are {value} in {field}; the limit is {limit}."
    ),
    "too_long": Text(
        "{field} أطول من {limit:حرفين}.", "{field} is longer than {limit} characters."
    ),
    "answer_out_of_range": Text(
        "إجابات مجموعة واشنطن من 1 إلى 4.", "Answers of the Washington Group run from 1 to 4."
    ),
    "field_not_cleared": Text(
        "لا يُفرَّغ هذا الحقل: الاسم والمكان والصلة والحماية تُكتب دائمًا.",
        "This field is never empty: a name, a place, a relation and protection always stand there.",
    ),
    "idempotency_key_blank": Text(
        "اكتب idempotencyKey من 1 إلى {limit:حرفين}.",
        "Give an idempotencyKey of 1 to {limit} characters.",
    ),
}

_PAGE: Final[Mapping[str, Text]] = {
    "graphiql_title": Text("سجلّ: صفحة الاستعلام", "Sijill: the query page"),
    "graphiql_hint": Text(
        "ألصق رمز الدخول في تبويب Headers أسفل الصفحة، ثم اكتب الاستعلام واضغط Ctrl-Enter. "
        "لا يخرج شيء من هذا الجهاز.",
        "Paste your token in the Headers tab below, write a query and press Ctrl-Enter. "
        "The page loads nothing from elsewhere.",
    ),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_ASKING,
    **_REQUESTS,
    **_ANSWERS,
    **_INPUTS,
    **_PAGE,
}
