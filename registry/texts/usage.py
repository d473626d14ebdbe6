"""What is wrong with how a command was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "usage_explained": Text(
        "لم يُنفَّذ شيء. ‎--help‎ يشرح كل خيار بالعربية.",
        "nothing was done; --help explains every option",
    ),
    "usage_left": Text("تُرك السؤال بلا جواب؛ لم يُنفَّذ شيء.", "left unanswered; nothing was done"),
    "usage_form": Text("يُكتب الأمر هكذا: ‎{form}‎", "the command is written: {form}"),
    "usage_meant": Text("لعلك تقصد: ‎{possible}‎", "you may have meant: {possible}"),
    "usage_options": Text("خياراته: ‎{options}‎", "its options: {options}"),
    "usage_no_option": Text("ليس لهذا الأمر خيار ‎{option}‎.", "this command has no option {option}"),
    "usage_no_value": Text("اكتب قيمة بعد ‎{option}‎.", "write a value after {option}"),
    "usage_takes_no_value": Text("لا قيمة بعد ‎{option}‎.", "{option} takes no value"),
    "usage_no_command": Text("لا يوجد أمر «{name}».", "there is no command “{name}”"),
    "usage_too_many_words": Text(
        "كلمات زائدة: {words}. ضع ما فيه مسافة بين علامتي تنصيص.",
        "words too many: {words}; put what has a space in it in quotes",
    ),
    "usage_missing": Text("ينقص ‎{name}‎.", "{name} is missing"),
    "usage_choice": Text("‎{name}‎ واحد من: ‎{choices}‎", "{name} is one of: {choices}"),
    "usage_number": Text("‎{name}‎ عدد صحيح بالأرقام.", "{name} is a whole number in digits"),
    "usage_number_from": Text(
        "‎{name}‎ عدد صحيح، أقله {least}.", "{name} is a whole number, {least} at least"
    ),
    "usage_number_between": Text(
        "‎{name}‎ عدد صحيح من {least} إلى {most}.",
        "{name} is a whole number from {least} to {most}",
    ),
    "usage_other": Text("لم يُفهم الأمر: {reason}", "the command was not understood: {reason}"),
}
