"""What a household's timeline says: each fact in a few words, and the names of what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "household.registered.v1": ("سُجّلت الأسرة", "household registered"),
    "household.member_joined.v1": ("انضم فرد", "member joined"),
    "household.put_on_hold.v1": ("عُلّق الملف", "put on hold"),
    "household.person_forgotten.v1": ("مُحيت بيانات فرد", "member forgotten"),
    "household.forgotten.v1": ("مُحيت بيانات الأسرة", "household forgotten"),
    "household.corrected.v1": ("صُحّحت بيانات الأسرة", "household corrected"),
    "household.member_corrected.v1": ("صُحّحت بيانات فرد", "member corrected"),
    "household.assessed.v1": ("أُعيد تقييم الأسرة", "household assessed"),
    "household.member_assessed.v1": ("أُعيد تقييم فرد", "member assessed"),
    "household.relocated.v1": ("انتقلت الأسرة", "household relocated"),
    "household.head_changed.v1": ("تغيّر رب الأسرة", "head changed"),
    "household.member_left.v1": ("غادر فرد", "member left"),
    "household.member_died.v1": ("توفي فرد", "member died"),
    "household.member_moved_out.v1": (
        "انتقل فرد إلى أسرة أخرى",
        "member moved to another household",
    ),
    "household.member_moved_in.v1": ("جاء فرد من أسرة أخرى", "member came from another household"),
    "household.consent_answered.v1": ("أجابت الأسرة عن الموافقة", "consent answered"),
    "household.released.v1": ("رُفع التعليق", "released from hold"),
    "household.closed.v1": ("أُغلق الملف", "registration closed"),
    "household.reopened.v1": ("أُعيد فتح الملف", "registration reopened"),
    "household.offered.v1": ("عُرض الملف على جهة أخرى", "offered to another partner"),
    "household.offer_ended.v1": ("انتهى العرض", "offer ended"),
    "household.transferred.v1": ("انتقل الملف إلى جهة أخرى", "handed over to another partner"),
    "household.withdrawn.v1": ("أُلغي التسجيل", "registration withdrawn"),
    "household.member_withdrawn.v1": ("أُلغي قيد فرد", "member withdrawn"),
    "delivery.recorded.v1": ("صرف أو خدمة", "delivery"),
    "delivery.corrected.v1": ("صُحّح صرف", "delivery corrected"),
    "delivery.reversed.v1": ("أُلغي صرف", "delivery taken back"),
    "referral.sent.v1": ("أُرسلت إحالة", "referral sent"),
    "referral.accepted.v1": ("قُبلت الإحالة", "referral accepted"),
    "referral.rejected.v1": ("رُفضت الإحالة", "referral rejected"),
    "referral.redirected.v1": ("حُوّلت الإحالة", "referral passed on"),
    "referral.started.v1": ("بدأ تنفيذ الإحالة", "referral started"),
    "referral.done.v1": ("انتهت الإحالة", "referral done"),
    "referral.revoked.v1": ("سُحبت الإحالة", "referral revoked"),
    "subject_request.received.v2": ("طلب من صاحب البيانات", "request of the person"),
    "subject_request.answered.v2": ("رد على طلب صاحب البيانات", "request answered"),
}

_DETAILS: Final[Mapping[str, tuple[str, str]]] = {
    "answer": ("الجواب", "answer"),
    "birth_band": ("سنة الميلاد (خمس سنوات)", "birth years (five)"),
    "case": ("رقم الطلب", "case"),
    "changed": ("ما تغيّر", "changed"),
    "claim": ("القائل", "claim"),
    "consent": ("الموافقة", "consent"),
    "counts_as": ("يُحسب", "counts as"),
    "declared_size": ("عدد الأفراد", "size"),
    "disclosed": ("ما كُشف", "disclosed"),
    "due": ("الموعد", "due"),
    "family": ("النوع", "family"),
    "former_is": ("صلة رب الأسرة السابق", "the former head is"),
    "headcount": ("العدد", "headcount"),
    "kind": ("الصورة", "kind"),
    "last_day": ("آخر يوم", "last day"),
    "nationality": ("الجنسية", "nationality"),
    "need": ("الحاجة", "need"),
    "objects_to": ("يعترض على", "objects to"),
    "on": ("التاريخ", "date"),
    "place": ("المكان", "place"),
    "priority": ("الأولوية", "priority"),
    "protected": ("محمي", "protected"),
    "quantity": ("الكمية", "quantity"),
    "reason": ("السبب", "reason"),
    "relation": ("صلة القرابة", "relation"),
    "requested_by": ("مقدّم الطلب", "brought by"),
    "result": ("النتيجة", "result"),
    "serves_from": ("عن الفترة من", "meant from"),
    "serves_until": ("إلى", "meant until"),
    "sex": ("النوع الاجتماعي", "sex"),
    "sources": ("مصادر التمويل", "money sources"),
    "unit": ("الوحدة", "unit"),
    "value": ("القيمة", "value"),
}

TEXTS: Final[Mapping[str, Text]] = {
    **{f"fact.{name}": Text(*both) for name, both in _FACTS.items()},
    **{f"detail.{name}": Text(*both) for name, both in _DETAILS.items()},
    "yes": Text("نعم", "yes"),
}
