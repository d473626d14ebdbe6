"""What is said of imports once they were taken in: listed, undone, built on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "import_unknown": Text("لا يوجد استيراد بهذا الرقم.", "There is no such import."),
    "import_unknown.hint": Text(
        "اعرض أرقامها: sijill import list.", "see their ids: sijill import list"
    ),
    "import_being_undone": Text(
        "يجري التراجع عن أحد استيرادات هذه الجهة، ولا يُستورد لها شيء حتى يكتمل.",
        "One of this partner's imports is being undone; nothing is imported for it until that is over.",
    ),
    "import_being_undone.hint": Text(
        "انتظر حتى ينتهي، وإن كان قد انقطع فأكمله: sijill import list يعرض رقمه، ثم sijill import undo.",
        "wait for it; if it was cut short, go on with it: sijill import list says its id, then sijill import undo",
    ),
    "import_built_on": Text(
        "لا يمكن التراجع: بُني على هذا الاستيراد {number} من أعمال لاحقة.",
        "It cannot be undone: what came later builds on this import ({number}).",
    ),
    "import_built_on.hint": Text(
        "راجع القائمة أعلاه مع أصحابها؛ ولمسؤول البيانات أن يتراجع رغم ذلك بالخيار ‎--force.",
        "settle the list above with those who did it; a data officer can undo it all the same with --force",
    ),
    "import_waits": Text(
        "قاعدة البيانات غير متاحة الآن ({code}). تُعاد المحاولة بعد {seconds:ثانيتين}؛ ولا يُسجل شيء مرتين.",
        "the database is not available now ({code}). It is tried again in {seconds} s; nothing is written twice",
    ),
    "import_stopped": Text(
        "توقف الاستيراد: قاعدة البيانات غير متاحة منذ مدة. ما سُجل قبل ذلك باق.",
        "The import stopped: the database has not been available for a while. What was taken in before stays.",
    ),
    "import_stopped.hint": Text(
        "للمتابعة من حيث توقف: {command}", "to go on from there: {command}"
    ),
    "undo_stopped": Text(
        "توقف التراجع: قاعدة البيانات غير متاحة منذ مدة. ما أُلغي قبل ذلك باق ملغى.",
        "The undoing stopped: the database has not been available for a while. What was taken back stays so.",
    ),
    "undo_stopped.hint": Text("للمتابعة من حيث توقف: {command}", "to go on from there: {command}"),
    "undoing": Text("تراجع", "undoing"),
    "undone": Text(
        "أُلغي كل ما جاء به الاستيراد {file_import}، ويمكن استيراد الملف من جديد.",
        "all that import {file_import} brought is taken back; the file can be imported anew",
    ),
    "undone_already": Text(
        "جرى التراجع عن الاستيراد {file_import} من قبل؛ لم يتغير شيء.",
        "import {file_import} was undone before; nothing changed",
    ),
    "undone_left": Text("بقي {number}: {ar}", "{number} had to stay: {en}"),
    "undone.registrations": Text("تسجيلات أُلغيت", "registrations withdrawn"),
    "undone.members": Text("أفراد أُلغي قيدهم", "members withdrawn"),
    "undone.deliveries": Text("عمليات صرف أُلغيت", "deliveries reversed"),
    "undone.corrections": Text("تصحيحات أُعيدت", "corrections put back"),
    "undone.built_on": Text("أعمال بُنيت عليه", "built on it"),
    "built_more": Text("و{number} غيرها.", "and {number} more."),
    "import.finished": Text("اكتمل", "finished"),
    "import.unfinished": Text("لم يكتمل", "unfinished"),
    "import.undoing": Text("يجري التراجع عنه", "being undone"),
    "import.undone": Text("جرى التراجع عنه", "undone"),
    "import_taken": Text(
        "رقم الاستيراد {file_import}؛ للتراجع عنه: sijill import undo {file_import}",
        "this is import {file_import}; to take it back: sijill import undo {file_import}",
    ),
    "count.corrections": Text("تصحيحات", "corrections"),
    "count.vanished": Text("لم تعد في الملف", "no more in the file"),
}
