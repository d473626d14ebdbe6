"""What is said while somebody is looked for: by what, what to add, and what may be missing from an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "searched_by": {
        "identity_number": ("رقم هوية", "an identity number"),
        "unhcr_number": ("رقم ملف المفوضية", "a UNHCR number"),
        "phone": ("هاتف", "a phone"),
        "three_names": ("ثلاثة أسماء", "three names"),
        "names_and_village": ("اسمان والقرية", "two names and the village"),
        "names_and_markaz": ("اسمان والمركز", "two names and the markaz"),
        "names_and_birth": ("اسمان وسنة الميلاد أو السن", "two names and the year of birth or age"),
    },
    "likelihood": {
        "sure": ("شبه مؤكد", "nearly sure"),
        "likely": ("مرجح", "likely"),
        "possible": ("محتمل", "possible"),
    },
}

_COLUMNS: Final = (
    (
        "identity_number", "لرقم الهوية", "identity numbers",
        "يُعرف الناس بأسمائهم وما يُذكر معها، ويفوت من اختلف اسمه.",
        "people are told by their names and what else is said, and who is written otherwise is missed.",
    ),
    (
        "birth_date", "لتاريخ الميلاد", "birth dates",
        "يقل كثيرا ما يميّز بين متشابهي الأسماء.", "much less tells namesakes apart.",
    ),
    ("phone", "للهاتف", "phones", "لا يُبحث بالهاتف.", "nobody is looked for by phone."),
    ("sex", "للنوع", "the sex", "يقل ما يميّز بين الإخوة.", "less tells brothers from sisters."),
    (
        "markaz", "للمركز", "the markaz",
        "يُبحث بالاسم والميلاد وحدهما.", "people are looked for by name and birth alone.",
    ),
    (
        "village", "للقرية", "the village",
        "يكثر من تشابهت أسماؤهم في المركز.", "namesakes of a whole markaz are taken for alike.",
    ),
)  # fmt: skip

_SAID: Final[Mapping[str, Text]] = {
    "search_too_wide": Text(
        "البحث أوسع من أن يُجاب. {add_ar}", "That is too wide to search for. {add_en}"
    ),
    "search_add_anything": Text(
        "اكتب رقم هوية أو رقم ملف المفوضية أو هاتفا أو ثلاثة أسماء (الاسم والأب والجد)، "
        "أو اسمين ومعهما القرية أو المركز أو سنة الميلاد أو السن.",
        "Give an identity number, a UNHCR number, a phone or three names (own, father's and grandfather's), "
        "or two names with the village, the markaz, the year of birth or the age.",
    ),
    "search_add_names": Text(
        "أضف اسم الأب، أو اسمي الأب والجد، أو رقم هوية أو رقم ملف المفوضية أو هاتفا.",
        "Add the father's name, or the father's and the grandfather's; or an identity number, a UNHCR number or a "
        "phone.",
    ),
    "search_add_to_one_name": Text(
        "أضف اسم الأب ومعه القرية أو المركز أو سنة الميلاد أو السن، أو اسمي الأب والجد؛ "
        "أو رقم هوية أو رقم ملف المفوضية أو هاتفا.",
        "Add the father's name with the village, the markaz, the year of birth or the age, or the father's and the "
        "grandfather's names; or an identity number, a UNHCR number or a phone.",
    ),
    "search_add_to_two_names": Text(
        "أضف اسما ثالثا أو القرية أو المركز أو سنة الميلاد أو السن؛ أو رقم هوية أو رقم ملف المفوضية أو هاتفا.",
        "Add a third name, the village, the markaz, the year of birth or the age; or an identity number, a UNHCR "
        "number or a phone.",
    ),
    "search_found_nobody": Text(
        "لا أحد مسجل بهذه البيانات بين من يظهر لك.",
        "Nobody of whom you may know is registered by that.",
    ),
    "search_withheld": Text(
        "لا يُذكر من الدليل إلا ما تفتحه اتفاقيتك.",
        "Of the evidence that alone is told which your agreement opens.",
    ),
    "searched_too_often": Text(
        "بُحث عن {limit:شخصين} خلال ساعة، وهو الحد. يمكن البحث بعد {minutes:دقيقتين}.",
        "{limit} people have been looked for within an hour, which is the most. Search again in {minutes} minutes.",
    ),
    "searched_too_often.hint": Text(
        "ابحث عمن تسجله الآن، واترك الكشوف الطويلة لوقت آخر؛ والحد في SIJILL_SEARCHES_PER_HOUR، "
        "ولسطور كشوف الصرف في SIJILL_PLAN_ROWS_PER_HOUR.",
        "look for whom you register now, and leave long lists for later; the limit is SIJILL_SEARCHES_PER_HOUR, of "
        "rows of plans SIJILL_PLAN_ROWS_PER_HOUR",
    ),
    "possible_duplicates": Text(
        "قد يكون مسجلًا من قبل ({number}). التسجيل قائم، فانظر:",
        "Perhaps registered already ({number}). The registration stands; please look:",
    ),
    "known_to_another": Text("جهة أخرى", "another partner"),
    "known_to_your_own": Text("جهتك", "your own"),
    "digest_malformed": Text(
        "بصمة الملف 64 رقما ست عشريا.", "The digest of a file is 64 hexadecimal digits."
    ),
    "checking": Text("الفحص", "checking"),
    "checked.people": Text("أشخاص في الملف", "people in the file"),
    "checked.known_to_another": Text("قد تعرفهم جهة أخرى", "perhaps known to another partner"),
    "checked.known_to_your_own": Text("قد يكونون عندكم", "perhaps known to your own"),
    "checked.too_little_known": Text(
        "لا يكفي المكتوب عنهم للبحث", "of whom too little is known to look"
    ),
    "checked.rejects": Text("صفوف لم تُقرأ", "rows that could not be read"),
    "checked.warned": Text("صفوف عليها تنبيه", "rows with a warning"),
    "matches_written": Text("كُتب التطابق في {path}.", "The matches are in {path}."),
    **{
        f"check_without_{field}": Text(
            f"لا عمود {ar} في الملف: {effect_ar}", f"The file has no column for {en}: {effect_en}"
        )
        for field, ar, en, effect_ar, effect_en in _COLUMNS
    },
    "import_perhaps_known": Text(
        "من تسجيلات هذا الملف {elsewhere} قد تعرفها جهة أخرى و{own} قد تكون عندكم من قبل. "
        "التسجيل قائم؛ انظر `sijill search`.",
        "Of the registrations of this file {elsewhere} may be known to another partner and {own} to your own. They "
        "stand; see `sijill search`.",
    ),
    "import_looked_at": Text(
        "نُظر في {looked_at:تسجيلين} من {of}. للباقي: `sijill check` قبل الاستيراد.",
        "{looked_at} of {of} registrations were looked at. For more, `sijill check` before an import.",
    ),
    "age_out_of_range": Text(
        "السن بين 0 و{limit:سنتين}.", "An age is between 0 and {limit} years."
    ),
    "search_number_invalid": Text(
        "رقم الهوية كما كُتب غير صالح، فقد يكون الشخص مسجلًا برقمه الصحيح ولم يظهر. راجع الرقم.",
        "The identity number is not valid as it is written: whoever is registered with the right one may not be shown. "
        "Check the number.",
    ),
    "search_phone_invalid": Text(
        "رقم الهاتف كما كُتب غير صالح، فقد يكون الشخص مسجلًا برقمه الصحيح ولم يظهر. راجع الرقم.",
        "The phone is not valid as it is written: whoever is registered with the right one may not be shown. "
        "Check the number.",
    ),
    "search_index_behind": Text(
        "لم تُفهرس بعد كل التسجيلات، فقد يكون الشخص مسجلًا ولم يظهر. أعد البحث بعد قليل.",
        "Not every registration is indexed yet: the person may be registered and not be shown. Search again in a "
        "while.",
    ),
    "search_index_never_made": Text(
        "لم يُبنَ فهرس البحث بعد، فلا يُعرف هل الشخص مسجل.",
        "The index was never made: whether the person is registered is not known.",
    ),
    "search_too_little_known": Text(
        "لا يُعرف عن بعضهم ما يكفي للبحث عنهم.",
        "Too little is known of some of them to look for them.",
    ),
    "search_found_too_many": Text(
        "وُجد أكثر مما يُقارن، فقد يكون الشخص بينهم ولم يظهر. اكتب ما تعرفه عنه أيضا.",
        "More were found than are compared: the person may be among them and not be shown. Say what else you know.",
    ),
    "person.found_by_search": Text("ظهر في بحث", "found by a search"),
}

TEXTS: Final[Mapping[str, Text]] = {
    f"{kind}.{value}": Text(*both)
    for kind, values in _LISTS.items()
    for value, both in values.items()
} | dict(_SAID)
