"""Texts about staff: who signs in, who has left, and what became of an entry in their directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "staff_left": Text(
        "صاحب هذا الدخول ترك العمل، فلم يعد له دخول.",
        "Whoever signs in here has left, and has no access any more.",
    ),
    "staff_left.hint": Text(
        "إن عاد إلى العمل فشغّل: sijill staff return NAME@PARTNER.",
        "if they are back, run: sijill staff return NAME@PARTNER",
    ),
    "staff_role_withdrawn": Text(
        "لم يعد لصاحب رمز الدخول أي دور مما فيه. اطلب رمزًا جديدًا.",
        "None of the token's roles is its holder's any more. Ask for a new one.",
    ),
    "staff_purpose_withdrawn": Text(
        "هذا الغرض ليس من أغراض صاحب هذا الدخول.",
        "This purpose is none of those for which they may sign in.",
    ),
    "staff_purpose_withdrawn.hint": Text(
        "راجع sijill staff list، أو أضف الغرض: sijill staff add … ‎--purpose.",
        "see sijill staff list, or add it with sijill staff add … --purpose",
    ),
    "staff_unknown": Text(
        "ليس في دليل العاملين من يدخل بهذا الاسم، وليس الاسم دورًا.",
        "Nobody in the staff directory signs in by this name, and it is no role.",
    ),
    "staff_unknown.hint": Text(
        "راجع الاسم، أو أضفه: sijill staff add NAME@PARTNER ‎--role ROLE. والأدوار يُدخل بها بلا إضافة، "
        "مثل caseworker@PARTNER.",
        "check the name, or add it: sijill staff add NAME@PARTNER --role ROLE; "
        "roles need no adding, as caseworker@PARTNER",
    ),
    "staff_login_malformed": Text(
        "اكتب الدخول هكذا: mona@moss-qena، حروف وأرقام ونقط وشرطات ثم رمز الجهة.",
        "Write it as mona@moss-qena: letters, digits, dots and dashes, then the partner's code.",
    ),
    "staff_without_role": Text("اذكر دورًا واحدًا على الأقل.", "Name one role at least."),
    "staff_without_role.hint": Text(
        "أضف ‎--role، مثل ‎--role caseworker.", "add --role, as --role caseworker"
    ),
    "staff_login_is_a_role": Text(
        "هذا الدخول دور، ولا يكون لصاحبه دور غيره.",
        "This login is a role; whoever signs in by it has no other.",
    ),
    "staff_login_is_a_role.hint": Text(
        "أضف الشخص باسمه: sijill staff add NAME@PARTNER ‎--role ROLE.",
        "add the person by name: sijill staff add NAME@PARTNER --role ROLE",
    ),
    "staff_done.add": Text("أُضيف إلى دليل العاملين.", "added to the staff directory"),
    "staff_changed.add": Text("حُدّثت بياناته في دليل العاملين.", "the entry was brought up to date"),
    "staff_already.add": Text(
        "كان في الدليل كذلك؛ لم يتغير شيء.", "it was so already; nothing changed"
    ),
    "staff_done.leave": Text(
        "انتهى دخوله؛ وتُرفض رموزه كلها خلال {seconds:ثانيتين}. ويبقى ما سجّله مقروءًا.",
        "access has ended; within {seconds} seconds every token is refused. What they recorded stays readable",
    ),
    "staff_already.leave": Text(
        "كان قد ترك العمل؛ لم يتغير شيء.", "they had left already; nothing changed"
    ),
    "staff_done.return": Text("عاد دخوله، بالمعرّف نفسه.", "access is back, under the same id"),
    "staff_already.return": Text(
        "لم يكن قد ترك العمل؛ لم يتغير شيء.", "they had not left; nothing changed"
    ),
    "staff_done.rename": Text("تغيّر الاسم المعروض.", "the name that is shown was changed"),
    "staff_already.rename": Text(
        "كان الاسم كذلك؛ لم يتغير شيء.", "the name was so already; nothing changed"
    ),
    "staff_done.remove": Text(
        "مُحي الاسم من الدليل وانتهى الدخول؛ وبقي المعرّف {actor} لعضو سابق.",
        "the name is wiped and access has ended; the id {actor} stays as a former member of staff's",
    ),
    "staff_already.remove": Text(
        "كان الاسم قد مُحي؛ لم يتغير شيء.", "the name had been wiped already; nothing changed"
    ),
    "staff_none": Text("لا أحد في دليل العاملين.", "nobody is in the staff directory"),
    "staff_former": Text("عضو سابق من العاملين", "former member of staff"),
    "staff_operator": Text("مشغّل السجل", "the register's operator"),
}
