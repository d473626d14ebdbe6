"""Why there is no embedded PostgreSQL. `{reason}` is for whoever mends it, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_ELSEWHERE_AR: Final = "أو اجعل SIJILL_DATABASE_URL عنوان خادم PostgreSQL يعمل."
_ELSEWHERE_EN: Final = "or point SIJILL_DATABASE_URL at a PostgreSQL that runs already"

TEXTS: Final[Mapping[str, Text]] = {
    "localpg_failed": Text(
        "لا تعمل قاعدة البيانات المرفقة: {reason}",
        "The PostgreSQL that came along does not run: {reason}",
    ),
    "localpg_failed.hint": Text(
        f"اقرأ postgres.log في مجلد البيانات، أو اذكر مجلدًا آخر بالخيار ‎--data، {_ELSEWHERE_AR}",
        f"read postgres.log in the data folder, name another folder with --data, {_ELSEWHERE_EN}",
    ),
    "localpg_no_user": Text(
        "لا يعمل PostgreSQL بحساب root ولا بحساب بلا اسم: {reason}",
        "PostgreSQL runs neither as root nor as a user without a name: {reason}",
    ),
    "localpg_no_user.hint": Text(
        f"شغّل سجلّ بحساب مستخدم عادي مذكور في ‎/etc/passwd، {_ELSEWHERE_AR}",
        f"run sijill as an ordinary user that /etc/passwd knows, {_ELSEWHERE_EN}",
    ),
    "localpg_other_version": Text(
        "مجلد البيانات لإصدار آخر: {reason}", "The data folder is another release's: {reason}"
    ),
    "localpg_other_version.hint": Text(
        "اذكر مجلدًا آخر بالخيار ‎--data، أو استعمل الإصدار الذي أنشأ هذا المجلد.",
        "name another folder with --data, or use the sijill that made this one",
    ),
    "localpg_no_binaries": Text(
        "لا توجد برامج PostgreSQL لهذا الجهاز: {reason}",
        "There is no PostgreSQL for this machine: {reason}",
    ),
    "localpg_no_binaries.hint": Text(
        f"ثبّت سجلّ بكل ما يعتمد عليه، {_ELSEWHERE_AR}",
        f"install sijill with its dependencies, {_ELSEWHERE_EN}",
    ),
}
