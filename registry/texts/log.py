"""Texts of registry.eventlog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "db_functions_enabled": Text(
        "الإعداد {setting} مفعّل، وبه تضيع وقائع من قارئي السجل بلا رجعة. ألغِه ثم أعد التشغيل.",
        "{setting} is set: with it, readers of the log lose facts for good. Unset it and start again.",
    ),
    "fact_unknown": Text(
        "في السجل واقعة باسم «{name}» لا يعرفها هذا الإصدار. شغّل إصدارًا أحدث.",
        "The log holds a fact “{name}” that this release does not know. Run a newer release.",
    ),
    "fact_unreadable": Text(
        "تعذّرت قراءة واقعة باسم «{name}». أبلغ مسؤول النظام.",
        "A fact “{name}” could not be read. Tell your administrator.",
    ),
    "database_unreachable": Text(
        "تعذّر الاتصال بقاعدة البيانات «{database}». تأكد من أن الخادم يعمل ومن العنوان وكلمة المرور.",
        "Database “{database}” cannot be reached. Check that the server runs, the address and the password.",
    ),
    "database_lost": Text(
        "انقطع الاتصال بقاعدة البيانات، ولا يُعرف هل سُجّل الطلب. أعد إرساله بالمفتاح نفسه: لن يُسجّل مرتين.",
        "The database was lost, and whether this was recorded is not known. Send it again under the same key:"
        " it is never recorded twice.",
    ),
    "database_full": Text(
        "لا متسع في قاعدة البيانات، ولم يُسجّل الطلب. وفّر مساحة ثم أعد إرساله بالمفتاح نفسه.",
        "The database has no space left, and this was not recorded. Make space, then send it again under the same key.",
    ),
    "registry_busy": Text(
        "السجل مشغول ولم يُسجّل الطلب. أعد إرساله بالمفتاح نفسه بعد قليل.",
        "The registry is busy, and this was not recorded. Send it again under the same key in a moment.",
    ),
    "database_missing": Text(
        "لا توجد قاعدة بيانات باسم «{database}» ولا يحق لهذا المستخدم إنشاؤها. اطلب إنشاءها من مسؤول الخادم.",
        "There is no database “{database}” and this user may not create it. Ask the server's administrator for it.",
    ),
    "group_role_missing": Text(
        "لا يوجد على الخادم الدور «{role}» ولا يحق لهذا المستخدم إنشاؤه. نفّذ deploy/roles.sql بحساب المسؤول.",
        "The server has no role “{role}” and this user may not create it. Run deploy/roles.sql as its administrator.",
    ),
    "postgres_too_old": Text(
        "إصدار PostgreSQL {version} قديم؛ المطلوب {oldest} أو أحدث.",
        "PostgreSQL {version} is too old; {oldest} or newer is needed.",
    ),
    "schema_too_new": Text(
        "قاعدة البيانات «{database}» أحدث من هذا الإصدار: فيها «{name}». شغّل الإصدار الذي أعدّها أو أحدث منه.",
        "Database “{database}” is newer than this release: it has “{name}”. Run the release that made it, or newer.",
    ),
    "migration_changed": Text(
        "تغيّر ملف الترحيل «{name}» بعد تطبيقه على «{database}». أعد الملف كما كان.",
        "Migration “{name}” was changed after it was applied to “{database}”. Put the file back as it was.",
    ),
}
