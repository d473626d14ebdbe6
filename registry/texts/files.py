"""Texts about files that cannot be read as they are.

Each is followed by its `<code>.hint` where there is something to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_ALL_OF_IT: Final = Text(
    "صدّر من كوبو بصيغة XLSX بلا تصفية، أو من ODK كل الجداول مضغوطة. ولأخذ الأسر بلا أفرادها: ‎--without-repeats",
    "export from Kobo as XLSX and unfiltered, from ODK all tables as a zip; to take the households without them: "
    "--without-repeats",
)

TEXTS: Final[Mapping[str, Text]] = {
    "file_missing": Text("لا يوجد ملف بهذا الاسم.", "There is no such file."),
    "file_empty": Text("الملف فارغ.", "The file is empty."),
    "file_unreadable": Text(
        "تعذرت قراءة الملف: هو تالف أو ناقص.",
        "The file cannot be read: it is damaged or cut short.",
    ),
    "file_unreadable.hint": Text(
        "افتحه ببرنامج الجداول واحفظه من جديد بصيغة XLSX.",
        "open it in a spreadsheet program and save it again as XLSX",
    ),
    "file_not_written": Text("تعذرت كتابة {path}.", "{path} cannot be written."),
    "file_not_written.hint": Text(
        "اذكر مكانا آخر، في مجلد موجود تجوز لك الكتابة فيه.",
        "name another place, in a folder that is there and that you may write to",
    ),
    "file_not_yaml": Text(
        "ليس مكتوبا بصيغة YAML عند السطر {line}، الحرف {column}",
        "not written as YAML at line {line}, column {column}",
    ),
    "file_field_missing": Text("ينقص الحقل «{field}»", "the field {field} is missing"),
    "file_field_unknown": Text(
        "لا حقل باسم «{field}»، ولعلك تقصد: {near}",
        "there is no field {field}; did you mean: {near}",
    ),
    "file_other_wanted": Text(
        "المطلوب {wanted} والمكتوب {got}", "{wanted} is wanted where {got} is written"
    ),
    "file_no_such_day": Text("تاريخ لا وجود له في التقويم", "there is no such day in the calendar"),
    "file_type_object": Text("حقول بأسمائها", "fields by name"),
    "file_type_array": Text("قائمة", "a list"),
    "file_type_str": Text("نص", "text"),
    "file_type_int": Text("عدد صحيح", "a whole number"),
    "file_type_float": Text("عدد", "a number"),
    "file_type_bool": Text("نعم أو لا", "yes or no"),
    "file_type_null": Text("فراغ", "nothing"),
    "file_type_date": Text("يوم", "a day"),
    "file_word_unknown": Text("لا معنى هنا للكلمة «{word}»", "{word} is no word that goes here"),
    "file_protected": Text("الملف محمي بكلمة مرور.", "The file is protected by a password."),
    "file_protected.hint": Text("احفظ نسخة بلا كلمة مرور.", "save a copy without the password"),
    "file_too_large": Text(
        "الملف أكبر من {megabytes} ميغابايت.", "The file is larger than {megabytes} MB."
    ),
    "file_too_large.hint": Text("قسّمه إلى ملفات أصغر.", "split it into smaller files"),
    "file_too_large_unpacked": Text(
        "الملف ينفكّ إلى أكثر من {megabytes} ميغابايت، ولا يُفتح.",
        "The file unpacks to more than {megabytes} MB; it is not opened.",
    ),
    "file_too_large_unpacked.hint": Text(
        "قسّمه إلى ملفات أصغر، أو احذف الصور والتنسيق.",
        "split it into smaller files, or remove pictures and formatting",
    ),
    "file_changed": Text(
        "تغيّر الملف أثناء قراءته. ما سُجل منه باق.",
        "The file changed while it was read. What was taken in of it stays.",
    ),
    "file_changed.hint": Text(
        "انتظر حتى يكتمل حفظه ثم استورده من جديد: لا يُسجل صف مرتين.",
        "wait until it is saved whole and import it again: no row is taken twice",
    ),
    "file_format_unknown": Text("صيغة الملف غير معروفة.", "The format of the file is unknown."),
    "file_format_unknown.hint": Text("احفظه بصيغة XLSX أو CSV.", "save it as XLSX or CSV"),
    "header_not_found": Text(
        "لم يُعرف صف العناوين في الملف.", "No row of column headings was found in the file."
    ),
    "header_not_found.hint": Text(
        "اكتب في أحد الصفوف الثلاثين الأولى عناوين مثل: الاسم، الرقم القومي، المركز، عدد الأفراد.",
        "give one of the first thirty rows headings such as: name, national id, markaz, household size",
    ),
    "header_ambiguous": Text(
        "في «{sheet}» صفان يصلحان عناوين: الصف {first} والصف {second}.",
        "Two rows of “{sheet}” may be its headings: row {first} and row {second}.",
    ),
    "header_ambiguous.hint": Text(
        "أبقِ صف عناوين واحدا في الورقة؛ والجدول الثاني ضعه في ورقة أخرى.",
        "leave one row of headings on the sheet; a second table belongs on a sheet of its own",
    ),
    "header_merged": Text(
        "عنوان «{heading}» في «{sheet}» خلية مدمجة فوق الأعمدة {columns}، وتحتها بيانات لا عنوان لها.",
        "The heading “{heading}” in “{sheet}” is a merged cell over the columns {columns}, with data below that has no "
        "heading of its own.",
    ),
    "header_merged.hint": Text(
        "ألغِ دمج الخلايا واكتب لكل عمود عنوانه.",
        "unmerge the cells and give each column a heading",
    ),
    "columns_alike": Text(
        "في «{sheet}» عمودان بعنوان «{heading}» ({first} و{second}) وفيهما بيانات مختلفة.",
        "Two columns of “{sheet}” are called “{heading}” ({first} and {second}) and hold different things.",
    ),
    "columns_alike.hint": Text(
        "غيّر عنوان أحدهما أو احذفه.", "give one of them another heading, or delete it"
    ),
    "file_is_web_page": Text(
        "الملف صفحة ويب أو XML وإن كان اسمه اسم جدول.",
        "The file is a web page or XML, whatever its name says.",
    ),
    "file_is_web_page.hint": Text(
        "افتحه ببرنامج الجداول واحفظه بصيغة XLSX.",
        "open it in a spreadsheet program and save it as XLSX",
    ),
    "file_encodings_mixed": Text(
        "الملف بترميزين معا: معظمه UTF-8 والسطر {line} ليس كذلك، فلا تُقرأ أسماؤه بأمان.",
        "The file is written in two encodings: it has UTF-8 in it, and line {line} is none. Its names cannot be read "
        "safely.",
    ),
    "file_encodings_mixed.hint": Text(
        "صدّره من جديد بصيغة CSV UTF-8 أو XLSX، ولا تلصق ملفا في آخر.",
        "export it again as CSV UTF-8 or XLSX, rather than joining files end to end; it may also be cut short",
    ),
    "sheet_too_large": Text(
        "في الملف ورقة بأكثر من {cells:خليتين}، أكثرها فارغ أو مكرر، ولا يُفتح.",
        "A sheet of the file spreads over more than {cells} cells, blank or repeated ones too; it is not opened.",
    ),
    "sheet_too_large.hint": Text(
        "انسخ الجدول وحده إلى ملف جديد.", "copy the table alone into a new file"
    ),
    "sheet_full": Text(
        "في الملف ورقة مملوءة حتى آخر صف يتسع له الجدول ({rows})، فقد يكون الكشف مبتورا.",
        "A sheet of the file is full to the last row that a spreadsheet can have ({rows}): the list may be cut off "
        "there.",
    ),
    "sheet_full.hint": Text(
        "صدّره من مصدره بصيغة CSV، أو قسّمه.", "export it from where it came as CSV, or in parts"
    ),
    "formula_without_value": Text(
        "الخلية {cell} في «{sheet}» معادلة لم تُحسب قيمتها.",
        "Cell {cell} of “{sheet}” is a formula whose value was never computed.",
    ),
    "formula_without_value.hint": Text(
        "افتح الملف ببرنامج الجداول واحفظه، فتُحسب المعادلات.",
        "open the file in a spreadsheet program and save it: that computes the formulas",
    ),
    "odk_form_missing": Text(
        "ليس في الملف المضغوط جدول استمارات ODK (CSV فيه العمود KEY).",
        "There is no table of ODK submissions in the zip (a CSV with a column KEY).",
    ),
    "odk_form_missing.hint": Text(
        "صدّر من ODK Central كل الجداول مضغوطة. وملفات CSV الأخرى فكّ ضغطها واستوردها واحدا واحدا.",
        "export all tables from ODK Central as a zip; CSVs of another origin are unpacked and imported one by one",
    ),
    "odk_several_forms": Text(
        "في الملف المضغوط أكثر من استمارة: {sheets}.",
        "There is more than one form in the zip: {sheets}.",
    ),
    "odk_several_forms.hint": Text("صدّر كل استمارة وحدها.", "export each form by itself"),
    "repeat_sheet_missing": Text(
        "لا توجد ورقة أفراد، مع أن {rows:أسرتين} فيها أكثر من فرد.",
        "There is no sheet of members, though {rows} households have more than one person.",
    ),
    "repeat_sheet_missing.hint": _ALL_OF_IT,
    "repeat_sheet_empty": Text(
        "ورقة الأفراد لا تذكر أحدًا من {rows:أسرتين} فيها أكثر من فرد.",
        "The sheet of members names nobody of {rows} households with more than one person.",
    ),
    "repeat_sheet_empty.hint": _ALL_OF_IT,
    "repeat_group_missing": Text(
        "العمود «{column}» يعدّ صفوفًا لا توجد ورقتها في الملف.",
        "Column “{column}” counts rows whose sheet is not in the file.",
    ),
    "repeat_group_missing.hint": _ALL_OF_IT,
}
