"""What a comparison says, in words: `evidence.FEATURE` names a feature, `evidence.FEATURE.LEVEL` one of its levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from registry.texts.text import Text

_FEATURES: Final = {
    "given": Text("الاسم الأول", "given name"),
    "father": Text("اسم الأب", "father's name"),
    "chain": Text("سلسلة الآباء", "chain of fathers"),
    "chain_rarity": Text("ندرة ما اتفق من السلسلة", "how rare what agrees of the chain is"),
    "born": Text("الميلاد", "birth"),
    "number": Text("رقم الهوية", "identity number"),
    "sex": Text("الجنس", "sex"),
    "phone": Text("الهاتف", "phone"),
    "place": Text("المكان", "place"),
    "generation": Text("الجيل في الأسرة", "generation in the household"),
    "partner": Text("الشريك", "partner"),
    "household": Text("أفراد مشتركون بين الأسرتين", "other members whom both households share"),
    "rival": Text("فرد آخر أنسب", "another member who suits better"),
}

_MISSING: Final = Text("غير مذكور", "not known on one side")

_ALIKE: Final = {
    "different": Text("مختلف", "different"),
    "nickname": Text("اسم الدلع", "a nickname"),
    "other_vowels": Text("الحروف نفسها ومدّ مختلف", "the same consonants, other vowels"),
    "near_known": Text("يفرق حرفا، وكلاهما اسم معروف", "a letter apart, and both are names"),
    "near": Text("خطأ كتابة محتمل", "a slip of the hand, likely"),
    "turned_short": Text(
        "الاسم الأخير أولا، والباقي قليل", "last name first, with little to tell by"
    ),
    "turned": Text("الاسم الأخير أولا", "last name first"),
}
_SAID: Final = {
    "sound": Text("النطق نفسه بإملاء آخر", "the same sound, spelt otherwise"),
    "cross_script": Text("النطق نفسه بحروف أخرى", "the same sound in the other script"),
    "same": Text("مطابق", "the same"),
}
_RARITY: Final = {
    "common": Text("اسم شائع", "a common name"),
    "usual": Text("اسم معتاد", "a usual name"),
    "rare": Text("اسم نادر", "a rare name"),
}
_COUNTS: Final = (
    Text("لا اسم", "none"), Text("اسم", "one"), Text("اسمان", "two"), Text("ثلاثة", "three"),
)  # fmt: skip

_LEVELS: Final[Mapping[str, Mapping[str, Text]]] = {
    "chain_rarity": {
        "none": Text("لا شيء اتفق", "nothing agrees"),
        "low": Text("شائع", "common"),
        "middle": Text("متوسط", "middling"),
        "high": Text("نادر", "rare"),
        "highest": Text("نادر جدا", "very rare"),
    },
    "born": {
        "same_day": Text("اليوم نفسه", "the same day"),
        "same_day_by_number": Text(
            "اليوم نفسه كما في رقم الهوية", "the same day, as an identity number says"
        ),
        "day_month_swapped": Text("اليوم والشهر متبادلان", "day and month swapped"),
        "month_apart": Text("بينهما شهر على الأكثر", "a month apart at most"),
        "year_apart_same_day": Text("بينهما سنة تماما", "a year apart to the day"),
        "decade_apart_same_day": Text("بينهما عشر سنين تماما", "ten years apart to the day"),
        "one_part_differs": Text("اختلف اليوم أو الشهر أو السنة وحده", "one of day, month and year differs"),
        "same_year": Text("السنة نفسها ويوم آخر", "the same year, another day"),
        "same_year_known": Text("السنة نفسها، ولا يُعرف أكثر", "the same year, of which no more is known"),
        "about_a_year": Text("بينهما نحو سنة", "about a year apart"),
        "two_or_three_years": Text("بينهما سنتان أو ثلاث", "two or three years apart"),
        "ten_years": Text("بينهما عشر سنين", "ten years apart"),
        "far": Text("بعيدان", "far apart"),
    },
    "number": {
        "same_and_fits": Text("الرقم نفسه، ويوافق كلًّا منهما", "the same, and it fits both"),
        "same_unproven": Text("الرقم نفسه، ولا يُعرف هل يوافقهما", "the same; whether it fits is not known"),
        "same_unfit": Text("الرقم نفسه، ولا يوافق أحدهما", "the same, and it does not fit one of them"),
        "one_slip": Text("رقم واحد خطأ أو رقمان متبادلان", "one digit wrong or two swapped"),
        "contradict": Text("رقمان مختلفان، كل منهما يوافق صاحبه", "different, and each fits its own"),
        "differ_unproven": Text("رقمان مختلفان، ولا يُعرف هل يوافقان", "different; whether they fit is not known"),
    },
    "sex": {"same": Text("واحد", "the same"), "different": Text("مختلف", "different")},
    "phone": {
        "same": Text("واحد", "the same"),
        "same_but_shared_by_many": Text("واحد، وهو عند كثيرين", "the same, and many have it"),
        "one_slip": Text("رقم واحد خطأ", "one digit wrong"),
        "different": Text("مختلف", "different"),
    },
    "place": {
        "same_village": Text("القرية نفسها", "the same village"),
        "near_village": Text("قريتان متقاربتا الاسم", "villages with nearly the same name"),
        "same_markaz": Text("المركز نفسه وقرية أخرى", "the same markaz, another village"),
        "other_markaz": Text("مركز آخر", "another markaz"),
    },
    "generation": {
        "same": Text("واحد", "the same"),
        "other_with_upper": Text("قريب في أسرة لا في الأخرى", "a relative in one alone"),
        "upper_and_dependant": Text("ابن في أسرة وزوج أو رب في الأخرى", "child in one, head or spouse in the other"),
    },
    "partner": {
        "other_partner": Text("شريكان", "two partners"),
        "same_partner": Text("شريك واحد", "one partner"),
    },
    "household": {
        "none": Text("لا أحد", "nobody"),
        "one_member": Text("فرد", "one member"),
        "two_members": Text("فردان", "two members"),
        "three_members": Text("ثلاثة", "three members"),
        "many_members": Text("أكثر من ثلاثة", "more than three members"),
    },
    "rival": {
        "none": Text("لا", "no"),
        "one_side": Text("في إحدى الأسرتين", "in one of the households"),
        "both_sides": Text("في الأسرتين", "in both households"),
    },
}  # fmt: skip


def _texts() -> Iterator[tuple[str, Text]]:
    for feature, text in _FEATURES.items():
        yield f"evidence.{feature}", text
        yield f"evidence.{feature}.missing", _MISSING
        for level, said in _LEVELS.get(feature, {}).items():
            yield f"evidence.{feature}.{level}", said
    for feature in ("given", "father"):
        for level, said in _ALIKE.items():
            yield f"evidence.{feature}.{level}", said
        for alike, said in _SAID.items():
            for rarity, how in _RARITY.items():
                both = Text(f"{said.ar}، {how.ar}", f"{said.en}, {how.en}")
                yield f"evidence.{feature}.{alike}_{rarity}", both
    for agree, counted in enumerate(_COUNTS):
        for against, contrary in enumerate(_COUNTS[:3]):
            yield (
                f"evidence.chain.{agree}_agree_{against}_against",
                Text(
                    f"المتفق: {counted.ar}؛ المخالف: {contrary.ar}",
                    f"{counted.en} agree, {contrary.en} against",
                ),
            )


TEXTS: Final[Mapping[str, Text]] = dict(_texts())
