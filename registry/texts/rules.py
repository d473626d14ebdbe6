"""What is said of rules of eligibility: their fields, what clauses come to, refusals and what the commands say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_LISTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "match": {
        "all": ("كل الشروط", "all clauses"),
        "any": ("أي شرط", "any clause"),
    },
    "holding": {
        "held": ("متحقق", "held"),
        "not_held": ("غير متحقق", "not held"),
        "undetermined": ("غير معلوم", "undetermined"),
    },
    "entitlement": {
        "entitled": ("مستحقة", "entitled"),
        "not_entitled": ("غير مستحقة", "not entitled"),
        "undetermined": ("غير معلوم", "undetermined"),
    },
    "due_reason": {
        "never_judged": ("لم يُحكم فيها بعد", "never judged"),
        "rule_changed": ("تغيرت الشروط", "the rule changed"),
        "household_changed": ("تغيّر شيء في الأسرة", "something of it changed"),
        "too_old": ("مضت مدة الحكم", "the decision is too old"),
    },
    "rule_kind": {
        "number": ("عدد", "a number"),
        "truth": ("‎true‎ أو ‎false‎", "true or false"),
        "word": ("كلمة واحدة", "one word"),
        "place": ("رمز مكان واحد", "the code of one place"),
        "list": ("قائمة يُسأل عما فيها بكلمة ‎in‎", "a list, asked for what is in it with in"),
    },
    "rule_level": {
        "place": ("مكان (مثل ‎EG2706‎)", "a place (as EG2706)"),
        "markaz": ("مركز (مثل ‎EG2706‎)", "a markaz (as EG2706)"),
        "governorate": ("محافظة (مثل ‎EG27‎)", "a governorate (as EG27)"),
    },
    "rule_field": {
        "household.place": ("مكان الأسرة", "place of the household"),
        "household.markaz": ("مركز الأسرة", "markaz of the household"),
        "household.governorate": ("محافظة الأسرة", "governorate of the household"),
        "household.size": ("عدد أفراد الأسرة", "size of the household"),
        "household.criteria": ("أسباب حاجة الأسرة", "criteria of the household"),
        "household.score": ("درجة الأسرة", "score of the household"),
        "member.age": ("عمر الفرد", "age of a member"),
        "member.sex": ("جنس الفرد", "sex of a member"),
        "member.relation": ("صلة الفرد برب الأسرة", "relation of a member"),
        "member.disability": ("إعاقة الفرد", "disability of a member"),
        "member.nationality": ("جنسية الفرد", "nationality of a member"),
        "member.criteria": ("أسباب حاجة الفرد", "criteria of a member"),
    },
}

TEXTS: Final[Mapping[str, Text]] = {
    **{
        f"{kind}.{value}": Text(*both)
        for kind, values in _LISTS.items()
        for value, both in values.items()
    },
    "clause_missing": Text("ينقص: {fields}", "missing: {fields}"),
    "rule_scores": Text(
        "الدرجات: أدناها {lowest}، وأوسطها {median}، وأعلاها {highest}؛ غير معلومة: {open}.",
        "scores: lowest {lowest}, median {median}, highest {highest}; not known: {open}",
    ),
    "score": Text("الدرجة: {score}", "score: {score}"),
    "score_base": Text("الأساس", "base"),
    "score_terms_out_of_range": Text(
        "للدرجة من بند إلى {limit:بندين}.", "A score has 1 to {limit} terms."
    ),
    "score_points_out_of_range": Text(
        "نقاط البند، والأساس، بين ‎-{limit}‎ و‎{limit}‎.",
        "Points of a term, and the base, are from -{limit} to {limit}.",
    ),
    "score_of_itself": Text(
        "لا يسأل بند من بنود الدرجة عن الدرجة نفسها.",
        "No term of the score may read household.score.",
    ),
    "score_without_formula": Text(
        "شرط يقرأ الدرجة ولا بنود لها: اكتبها تحت ‎score‎.",
        "A clause reads household.score, and there is no formula: write it under score.",
    ),
    "programme_without_rule": Text(
        "لا شروط لهذا البرنامج. حددها أولا: ‎sijill rule set‎.",
        "The programme has no rule. Set one first: sijill rule set.",
    ),
    "rule_clauses_out_of_range": Text(
        "للقاعدة من شرط إلى {limit:شرطين}.", "A rule has 1 to {limit} clauses."
    ),
    "rule_clause_unnamed": Text(
        "الشرط {clause} بلا اسم بالعربية أو بالإنجليزية.",
        "Clause {clause} has no name in Arabic or in English.",
    ),
    "rule_expression_too_long": Text(
        "الشرط {clause} أطول من {limit:حرفين}.",
        "Clause {clause} is longer than {limit} characters.",
    ),
    "rule_reassessment_out_of_range": Text(
        "يُعاد النظر بعد شهر إلى {limit:شهرين}.",
        "Households are judged anew after 1 to {limit} months.",
    ),
    "rule_expression_wrong": Text(
        "لا يُقرأ هذا التعبير شرطا على أسرة: {expression}",
        "This cannot be read as something that holds of a household or not: {expression}",
    ),
    "rule_field_unknown": Text(
        "لا يُعرف «{name}» في الشروط. لعلك تقصد: {near}.",
        "Rules know no {name}. Did you mean: {near}?",
    ),
    "rule_value_unknown": Text(
        "لا قيمة اسمها «{name}» في الشروط. لعلك تقصد: {near}.",
        "Rules know no value {name}. Did you mean: {near}?",
    ),
    "rule_value_not_of_field": Text(
        "لا قيمة اسمها «{name}» للحقل ‎{field}‎. لعلك تقصد: {near}.",
        "{field} has no value {name}. Did you mean: {near}?",
    ),
    "rule_value_unlike": Text(
        "الحقل ‎{field}‎ {rule_kind}، فلا يُقارن بما كُتب: ‎{name}‎",
        "{field} is {rule_kind}; it is never compared with {name}",
    ),
    "rule_field_no_list": Text(
        "الحقل ‎{field}‎ {rule_kind} لا قائمة، فلا شيء فيه.",
        "{field} is {rule_kind} and no list: nothing is in it",
    ),
    "rule_list_empty": Text(
        "لا قيمة في القائمة التي يُبحث فيها عن الحقل ‎{field}‎، فلا يتحقق هذا لأحد.",
        "the list in which {field} is looked for is empty: nobody is in it",
    ),
    "rule_place_unlike": Text(
        "الحقل ‎{field}‎ رمز {rule_level}، و«{name}» ليس كذلك. لعلك تقصد: {near}.",
        "{field} is the code of {rule_level}, and {name} is none. Did you mean: {near}?",
    ),
    "rule_place_unknown": Text(
        "الحقل ‎{field}‎ رمز {rule_level}، و«{name}» ليس كذلك.",
        "{field} is the code of {rule_level}, and {name} is none.",
    ),
    "rule_fields_unlike": Text(
        "لا يُقارن ‎{name}‎ بالحقل ‎{other}‎: لا تجمعهما قيمة.",
        "{name} and {other} are never alike: they hold values of two kinds.",
    ),
    "rule_file_unreadable": Text(
        "تعذرت قراءة ملف الشروط {path}.", "The file of the rule {path} cannot be read."
    ),
    "rule_file_malformed": Text(
        "ملف الشروط {path} ليس كما يجب: {problem_ar}",
        "The file of the rule {path} is not as it should be: {problem_en}",
    ),
    "rule_is_set": Text(
        "شروط البرنامج الآن إصدارها {version}.", "the programme's rule is now version {version}"
    ),
    "rule_set_already": Text(
        "هذه شروط البرنامج أصلا، إصدار {version}.",
        "the programme has this rule already, version {version}",
    ),
    "rule_tried": Text(
        "جُرّبت الشروط على {count:أسرتين} ولم يُسجَّل حكم؛ الاطّلاع مسجَّل.",
        "the rule was tried on {count} households; nothing was decided, what was opened is on record",
    ),
    "eligibility_judged": Text(
        "حُكم في {count:أسرتين}؛ جديد {recorded}.",
        "{count} households judged; {recorded} decisions are new",
    ),
    "judging": Text(
        "أعيد الحكم في الاستحقاق كلما تغير شيء أو مر يوم؛ للإيقاف اضغط Ctrl-C.",
        "judging entitlement again as things change and days pass; stop with Ctrl-C",
    ),
    "judging_ended": Text("توقف الحكم.", "stopped judging"),
    "judged_again": Text("أحكام جديدة: {recorded}.", "{recorded} decisions are new"),
    "eligibility_not_decided": Text(
        "لم يُحكم في استحقاق هذه الأسرة للبرنامج بعد.",
        "nothing was decided yet on this household and the programme",
    ),
    "eligibility_by_earlier_rule": Text(
        "حُكم فيها وفق الإصدار {version} من الشروط، والساري الآن الإصدار {now}: أعد الحكم (‎eligibility judge‎).",
        "decided under version {version} of the rule; version {now} is in force now: judge again (eligibility judge)",
    ),
    "eligibility_due": Text(
        "لم يعد هذا الحكم قائمًا: تغيّر شيء في الأسرة بعده، أو مضت المدة التي يُعاد بعدها. أعد الحكم"
        " (‎eligibility judge --due‎).",
        "this decision stands no more: something of the household changed since, or it is as old as the rule lets it"
        " become: judge again (eligibility judge --due)",
    ),
    "eligibility_nobody_due": Text(
        "كل أسر الجهة محكوم فيها بالشروط السارية.",
        "a decision by the rule in force stands on every household of yours",
    ),
    "eligibility_explained_to": Text(
        "ما تحقق من الشروط يدل على أحوال الأسرة الحساسة، ويطّلع عليه: {roles}.",
        "which clauses held says what is sensitive of a household; who reads it: {roles}",
    ),
    "rule_version_unknown": Text(
        "لا إصدار رقمه {version} لشروط هذا البرنامج، وآخر إصدار {latest}.",
        "The programme's rule has no version {version}; the latest is {latest}.",
    ),
    "rule_over_already": Text(
        "انتهت هذه الشروط في {until}: لا تستحق بها أسرة شيئا.",
        "this rule is over since {until}: nobody is entitled by it any more",
    ),
    "rule_clause_of_everybody": Text(
        "الشرط {clause} لا يقرأ شيئا عن الأسرة، فحكمه واحد لكل الأسر: ‎{expression}‎",
        "clause {clause} reads nothing of a household and says the same of all: {expression}",
    ),
    "eligibility_ended": Text(
        "انتهى هذا الاستحقاق المؤقت في {until}.", "this temporary entitlement ended on {until}"
    ),
}
