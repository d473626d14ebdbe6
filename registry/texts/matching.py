"""Texts about matching: which records are one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "match_columns_missing": Text(
        "ينقص القائمة ما لا تُقارن بدونه: {columns}.",
        "The list lacks columns without which nothing can be compared: {columns}.",
    ),
    "match_columns_missing.hint": Text(
        "أعمدة السجلات: record_id وhousehold_id وname، وأعمدة الحقيقة: record_id وperson_id وhousehold_uid.",
        "records need record_id, household_id and name; the truth needs record_id, person_id and household_uid",
    ),
    "match_without_partner": Text(
        "لا عمود partner في القائمة: لا يُعرف أي السجلات من شريك واحد.",
        "The list has no column partner: nothing tells records of one partner from those of two.",
    ),
    "match_without_role": Text(
        "لا عمود role في القائمة: لا تُعرف الأسر المشتركة.",
        "The list has no column role: nobody's generation is known, so no households are told.",
    ),
    "match_without_sex": Text(
        "لا عمود sex في القائمة: يقل ما يميّز بين الإخوة.",
        "The list has no column sex: less tells brothers from sisters.",
    ),
    "match_without_dob": Text(
        "لا عمود dob في القائمة: يقل كثيرًا ما يميّز بين متشابهي الأسماء.",
        "The list has no column dob: much less tells namesakes apart.",
    ),
    "match_without_national_id": Text(
        "لا عمود national_id في القائمة: لا دليل من أرقام الهوية.",
        "The list has no column national_id: identity numbers say nothing for or against.",
    ),
    "match_without_phone": Text(
        "لا عمود phone في القائمة: لا دليل من الهواتف.",
        "The list has no column phone: phones say nothing for or against.",
    ),
    "match_without_markaz": Text(
        "لا عمود markaz في القائمة: لا دليل من المركز.",
        "The list has no column markaz: the markaz says nothing for or against.",
    ),
    "match_without_village": Text(
        "لا عمود village في القائمة: لا دليل من القرية.",
        "The list has no column village: the village says nothing for or against.",
    ),
    "match_truth_incomplete": Text(
        "ليس في ملف الحقيقة {count} من السجلات، أو في القائمة رقم سجل مكرر.",
        "The truth does not tell of {count} of the records, or a record_id stands twice in the list.",
    ),
    "match_record_unknown": Text(
        "ليس في القائمة سجل بهذا الرقم.", "The list has no record of this id."
    ),
    "explain_of_how_many": Text(
        "اذكر فردين من السجل، أو قائمة ورقمي سجلين فيها.",
        "Name two members of the register, or a list and two of its records.",
    ),
    "explain_as_whom": Text(
        "اذكر من يسأل عن فردين من السجل: ‎--as reviewer@moss-qena",
        "Say who asks about members of the register: --as reviewer@moss-qena",
    ),
    "explain_matched_no_more": Text(
        "أحد الاثنين لم يعد يُطابَق: أُلغي تسجيله أو مُحيت بياناته.",
        "One of the two is matched no more: the registration was withdrawn, or the person forgotten.",
    ),
    "match_one_person": Text("شخص واحد", "one person"),
    "match_not_one_person": Text("ليسا شخصًا واحدًا", "not one person"),
    "match_before": Text("قبل المقارنة", "before anything is compared"),
    "match_weighed": Text(
        "المجموع {bits} بت، والاحتمال {probability}",
        "{bits} bits in all, a probability of {probability}",
    ),
    "stratum.both_have_id": Text("لكليهما رقم هوية", "both have an identity number"),
    "stratum.no_id": Text("أحدهما أو كلاهما بلا رقم", "one or both have none"),
    "stratum.cross_script": Text("بخطين مختلفين", "across scripts"),
    "stratum.no_id_cross_script": Text(
        "بخطين وأحدهما بلا رقم", "across scripts, and one has no number"
    ),
    "stratum.twins": Text("توائم", "twins"),
    "stratum.birth_date_missing": Text("بلا تاريخ ميلاد", "a birth date missing"),
    "stratum.moved": Text("في أسرتين", "in two households"),
    "stratum.moved_no_id": Text(
        "في أسرتين وأحدهما بلا رقم", "in two households, and one has no number"
    ),
    "evaluated_in.memory": Text("في الذاكرة", "in memory"),
    "evaluated_in.scratch": Text("في سجل مؤقت", "in a register of its own"),
    "evaluate_by_what": Text(
        "اذكر --silver أو --model، لا الاثنين.", "Say --silver or --model, not both."
    ),
    "match_list_empty": Text("ليس في القائمة سجل.", "The list has no record."),
    "matching": Text(
        "أطابق الأشخاص مع كل ما يُسجل؛ للإيقاف اضغط Ctrl-C.",
        "matching persons as they are recorded; stop with Ctrl-C",
    ),
    "matching_ended": Text("توقفت المطابقة.", "stopped matching"),
    "looking_for_people": Text("البحث عن الأشخاص", "looking for people"),
    "matching_up": Text("مطابقة الأشخاص", "matching persons"),
    "would_match": Text(
        "تجربة فقط: روابط: {links}، حالات للنظر: {cases}، يُغلق أو يُفكّ: {settled}.",
        "a dry run: {links} links, {cases} cases, {settled} settled or taken back",
    ),
    "match_reindexed": Text(
        "في الفهرس {members} من الأفراد.", "{members} members are in the index"
    ),
    "matching_stopped": Text(
        "توقفت المطابقة لأن قاعدة البيانات غير متاحة؛ أكملها بالأمر: {command}",
        "matching stopped, as the database is away; go on with: {command}",
    ),
    "matching_later": Text(
        "لم تكتمل المطابقة؛ أكملها: sijill match follow --once",
        "matching did not come to the end; go on with: sijill match follow --once",
    ),
    "matching_is_behind": Text(
        "أمام المطابقة {facts} من الوقائع؛ يُعرف المكرر بعد أن يطابقها خادم يعمل، أو بالأمر: sijill match run",
        "matching is {facts} facts behind; who is registered twice is known once a running server has matched"
        " them, or with: sijill match run",
    ),
    "matched": Text(
        "روابط: {links}، حالات للنظر: {cases}، أُغلق أو فُكّ: {settled}.",
        "{links} links made, {cases} cases opened, {settled} settled or taken back",
    ),
    "match_in_memory": Text(
        "أكثر من {records:سجلين}: أطابق في الذاكرة؛ للسجل المؤقت: --scratch",
        "more than {records} records: matching in memory; for a register of its own: --scratch",
    ),
    "matching_scratch": Text(
        "تسجيل القائمة ومطابقتها في سجل مؤقت", "registering and matching the list"
    ),
    "training": Text("استخراج الأوزان", "finding weights"),
    "train_from_what": Text(
        "اذكر مصدر الأوزان، واحدًا لا غير.", "Say where weights come from, one thing and no more."
    ),
    "train_from_what.hint": Text(
        "--silver (أرقام الهوية وحدها) أو --adjudicated (ما بتّ فيه المراجعون) أو --truth FILE (لقائمة).",
        "--silver (identity numbers alone), --adjudicated (what reviewers decided) or --truth FILE (of a list)",
    ),
    "train_adjudicated_of_register": Text(
        "ما بتّ فيه المراجعون في السجل لا في القائمة؛ احذف الملف.",
        "What reviewers decided is in the register and in no list: leave the file out.",
    ),
    "train_truth_of_list": Text(
        "--truth لقائمة؛ اذكر ملفها.", "--truth is of a list: name the list as well."
    ),
    "too_few_pairs": Text(
        "لا يكفي ما يُتعلم منه: {one:زوجان} لشخص واحد و{two} لشخصين، والأقل {least} من كل نوع.",
        "There is too little to learn from: {one} pairs of one person and {two} of two, and it takes {least} of each.",
    ),
    "too_few_pairs.hint": Text(
        "استمر بالنموذج الحالي حتى يزيد المسجلون أو ما بتّ فيه المراجعون (sijill pair list)، أو استعمل --silver"
        " بدل --adjudicated.",
        "go on with the present model until more are registered, or decided (sijill pair list); or use --silver"
        " instead of --adjudicated",
    ),
    "model_trained": Text(
        "تعلم {version} من {pairs:زوجين}، منها {one_person} لشخص واحد؛ الملف {file}."
        " لاعتماده: sijill match trust {file}",
        "{version} learned from {pairs} pairs, {one_person} of them of one person; the file is {file}."
        " To go by it: sijill match trust {file}",
    ),
    "model_unreadable": Text("ليس هذا ملف نموذج مطابقة.", "This is no file of a matching model."),
    "model_altered": Text(
        "محتوى النموذج {version} لا يعطي البصمة المكتوبة فيه.",
        "What is in the model {version} does not give the digest that it names.",
    ),
    "model_altered.hint": Text(
        "اطلب الملف ممن درّبه، أو درّب غيره: sijill match train.",
        "get the file again from whoever trained it, or train another: sijill match train",
    ),
    "model_unknown": Text(
        "بصمة النموذج {version} غير معروفة، فلا يُستعمل.",
        "The digest of the model {version} is not known, so it is not used.",
    ),
    "model_unknown.hint": Text(
        "إن كان من درّبه قد أخبرك ببصمته فاذكرها: --digest.",
        "if whoever trained it told you its digest, give it with --digest",
    ),
    "model_version_taken": Text(
        "الإصدار {version} اسم لنموذج آخر.", "The version {version} is the name of another model."
    ),
    "trust_file_or_shipped": Text(
        "اذكر ملف نموذج أو --shipped.", "Name a model file, or --shipped."
    ),
    "model_trusted": Text(
        "تطابق المنصة وتبحث من الآن بالنموذج {version}؛ ولإعادة النظر في الجميع به: sijill match run",
        "from now on the register matches and searches by {version}; to judge everybody by it: sijill match run",
    ),
    "model_trusted_already": Text(
        "النموذج {version} معتمد من قبل.", "The register goes by {version} already."
    ),
    "matching_stage": Text("المطابقة", "matching"),
    "matching_stage_training": Text(
        "استخراج الأوزان بلا تصنيف بشري", "finding weights without labels"
    ),
}
