"""What the command line says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "migrated": Text(
        "حُدّثت قواعد البيانات ({count}).", "the databases are up to date ({count} applied)"
    ),
    "migrated_already": Text(
        "قواعد البيانات محدّثة من قبل.", "the databases were up to date already"
    ),
    "following": Text("أتابع السجل؛ للإيقاف اضغط Ctrl-C.", "following the log; stop with Ctrl-C"),
    "followed": Text("توقفت المتابعة.", "stopped following"),
    "dead_letter": Text(
        "{model}: توقف التدفق {stream} عند الموضع {position} ({fact}): {cause}؛ ينتظر {waiting} من الوقائع",
        "{model}: stream {stream} stands still at position {position} ({fact}): {cause}; {waiting} facts wait",
    ),
    "dead_letter_goes_on": Text(
        "{model}: استؤنف التدفق {stream} من الموضع {since}؛ أُخذت {applied} من وقائعه",
        "{model}: stream {stream} goes on from position {since}; {applied} facts taken in",
    ),
    "dead_letter_again": Text(
        "{model}: أُخذت {applied} من وقائع التدفق {stream} وتوقف عند الموضع {position}: {cause}",
        "{model}: stream {stream} stands still at position {position} after {applied} facts: {cause}",
    ),
    "dead_letters_none": Text("لا وقائع متروكة.", "no fact was put aside"),
    "dead_letters_foreseen": Text(
        "لو أعيدت المحاولة لاستؤنف {going} من التدفقات وبقي {standing} متوقفا؛ لم يتغير شيء.",
        "a retry would take up {going} streams and leave {standing} standing still; nothing was changed",
    ),
    "dead_letters_retried": Text(
        "استؤنف {going} من التدفقات، وبقي {standing} متوقفا.",
        "{going} streams were taken up again, {standing} stand still",
    ),
    "delivery_recorded": Text("سُجّل الصرف.", "the delivery is recorded"),
    "visit_recorded": Text(
        "سُجّلت الزيارة بكل خدماتها.", "the visit is recorded with all its services"
    ),
    "delivery_changed": Text("تم.", "done"),
    "delivery_repeated": Text(
        "سُجّل هذا من قبل بالمفتاح نفسه.", "this was recorded before under the same key"
    ),
    "delivery_so_already": Text(
        "هو كذلك بالفعل؛ لم يتغير شيء.", "it is so already; nothing was changed"
    ),
    "correction_says_nothing": Text(
        "اذكر ما الصحيح، مثل ‎--quantity 3‎ أو ‎--clear giver‎.",
        "Say what is right, as --quantity 3 or --clear giver.",
    ),
    "collector_without_name": Text("اكتب اسم المستلم.", "Give the collector's name: --collector."),
    "money_malformed": Text("اكتب القيمة هكذا: ‎450:EGP‎.", "Write the amount as 450:EGP."),
    "currency_unknown": Text(
        "لا عملة لدينا بهذا الرمز. اكتب واحدة من هذه: {currencies}.",
        "There is no currency by that code here. Write one of these: {currencies}.",
    ),
    "member_of_which_household": Text(
        "رقم الفرد يخص أسرة: أضف ‎--household‎ ورقمها المرجعي.",
        "The number of a member is its household's: add --household with the reference.",
    ),
    "source_malformed": Text(
        "اكتب المصدر هكذا: ‎zakat‎ أو ‎zakat:300:EGP‎، وهو واحد من: {kinds}.",
        "Write the source as zakat or zakat:300:EGP. It is one of: {kinds}.",
    ),
    "as_of_malformed": Text("اكتب اليوم هكذا: ‎2026-10-31‎.", "Write the day as 2026-10-31."),
    "moment_malformed": Text(
        "اكتب اليوم هكذا: ‎2026-10-31‎، أو موضعا في السجل برقمه: ‎1204‎.",
        "Write the day as 2026-10-31, or a position in the log as its number: 1204.",
    ),
    "household_unread": Text(
        "«{written}» ليس رقما مرجعيا لأسرة ولا معرّفا لها؛ انسخه كاملا كما تطبعه القائمة.",
        "{written} is neither the reference of a household nor its id; copy it whole, as the list prints it.",
    ),
    "member_unread": Text(
        "«{written}» ليس رقم فرد في أسرته ولا معرّفا له؛ انسخه كاملا كما تطبعه القائمة.",
        "{written} is neither a member's number in the household nor an id; copy it whole, as the list prints it.",
    ),
    "nothing_recorded": Text("لم يُسجل شيء من ذلك.", "nothing of that is recorded"),
    "nothing_listed": Text("لا شيء مما يجوز لك أن تراه.", "nothing that you may see"),
    "more_follow": Text(
        "هناك المزيد: أعد الأمر مع ‎--after {after}‎.",
        "there is more: ask again with --after {after}",
    ),
    "agreement_amended": Text("عُدّلت المذكرة.", "the agreement is amended"),
    "agreement_is_so_already": Text(
        "المذكرة كذلك بالفعل.", "the agreement has these terms already"
    ),
    "partner_is_suspended": Text("أُوقفت الجهة «{code}».", "partner “{code}” is suspended"),
    "partner_suspended_already": Text(
        "الجهة «{code}» موقوفة من قبل.", "partner “{code}” was suspended already"
    ),
    "suspending_not_confirmed": Text(
        "الإيقاف نهائي. أكّده بكتابة ‎--yes‎ لإيقاف «{code}».",
        "Suspending is for good. Say --yes to suspend “{code}”.",
    ),
    "programme_is_closed": Text("أُغلق البرنامج «{code}».", "programme “{code}” is closed"),
    "programme_closed_already": Text(
        "البرنامج «{code}» مغلق من قبل.", "programme “{code}” was closed already"
    ),
    "serving": Text(
        "الواجهة على http://{host}:{port}/graphql وصفحة الاستعلام على http://{host}:{port}/ ؛ للإيقاف اضغط Ctrl-C.",
        "GraphQL on http://{host}:{port}/graphql, the query page on http://{host}:{port}/ ; stop with Ctrl-C",
    ),
    "port_closed": Text(
        "لا يمكن فتح {host}:{port}: يشغله برنامج آخر، أو ليس عنوانًا لهذا الجهاز.",
        "{host}:{port} cannot be opened: another program uses it, or it is no address of this machine.",
    ),
    "port_closed.hint": Text(
        "اختر منفذًا آخر بالخيار ‎--port أو SIJILL_PORT.", "choose another with --port or SIJILL_PORT"
    ),
    "rebuilding": Text("إعادة البناء", "rebuilding"),
    "importing": Text("استيراد", "importing"),
    "imported_already": Text(
        "استُورد هذا الملف كاملا من قبل؛ لم يتغير شيء.",
        "this file was imported to its end before; nothing changed",
    ),
    "rejects_written": Text(
        "كُتبت الصفوف المرفوضة بأسبابها في {path}؛ صحّحها واستورد الملف بالخيارات نفسها.",
        "the rejected rows are in {path} with their reasons; correct them there and import that file with the same "
        "options",
    ),
    "vanished_found": Text(
        "أسر كانت في الكشف السابق ولم تعد في هذا الملف؛ لم يُغلق منها شيء. لكتابتها في ملف: ‎--vanished FILE",
        "households of the last export are not in this file; nothing was closed. To have them in a file: "
        "--vanished FILE",
    ),
    "vanished_written": Text(
        "كُتبت الأسر التي لم تعد في الكشف في {path}؛ لم يُغلق منها شيء.",
        "the households of the last export that are not in this file are in {path}; nothing was closed",
    ),
    "vanished_not_written": Text(
        "قُبل ما يُقبل من الصفوف، وتعذرت كتابة ما لم يعد في الكشف في {path}.",
        "What could be taken in was; the households that vanished cannot be written to {path}.",
    ),
    "vanished_not_written.hint": Text(
        "اذكر مكانا آخر بالخيار ‎--vanished وأعد الأمر؛ لن يُستورد شيء مرتين.",
        "name another place with --vanished and run it again; nothing is taken in twice",
    ),
    "vanished.reference": Text("رقم السجل", "reference"),
    "vanished.earlier_import": Text("الاستيراد السابق", "earlier import"),
    "vanished.imported_on": Text("تاريخه", "imported on"),
    "vanished.sheet": Text("الورقة", "sheet"),
    "vanished.row": Text("الصف", "row"),
    "partner_unknown.hint": Text(
        "راجع الرمز، أو أضف الجهة: sijill partner enrol {code}.",
        "check the code, or enrol it: sijill partner enrol {code}",
    ),
    "programme_unknown.hint": Text(
        "راجع الرموز: sijill programme list، أو افتح البرنامج: sijill programme open PARTNER {code}.",
        "see the codes: sijill programme list, or open it: sijill programme open PARTNER {code}",
    ),
    "mapping_suggested": Text(
        "كُتب الاقتراح في {path}. راجعه ثم استورد بـ ‎--mapping {path}",
        "The suggestion is written to {path}. Look it through, then import with --mapping {path}",
    ),
    "import_file_or_folder": Text(
        "يُستورد ملف واحد، أو يُراقب مجلد بـ ‎--watch.",
        "Import one file, or watch one folder with --watch.",
    ),
    "option_of_a_file": Text(
        "‎--dry-run و‎--rejects و‎--vanished و‎--save-mapping لملف واحد لا لمجلد.",
        "--dry-run, --rejects, --vanished and --save-mapping are for one file, not for a folder.",
    ),
    "option_of_a_folder": Text("‎--once مع ‎--watch فقط.", "--once goes with --watch only."),
    "watch_began": Text("أراقب {folder}. للتوقف: Ctrl-C", "watching {folder}. To stop: Ctrl-C"),
    "watch_stopped": Text(
        "توقفت مراقبة {folder}. ما لم يكتمل يُستكمل في المرة القادمة.",
        "stopped watching {folder}. What is not done yet is gone on with next time.",
    ),
    "watch_taken": Text(
        "«{file}»: {registrations:تسجيلان} و{members:فردان} و{deliveries:صرفان}. نُقل إلى taken",
        "“{file}”: {registrations} registrations, {members} members, {deliveries} deliveries. Moved to taken",
    ),
    "watch_rejects": Text(
        "«{file}»: {registrations:تسجيلان} و{members:فردان} و{deliveries:صرفان}، وعاد {rejects:صفان}. نُقل إلى rejects "
        "وبجانبه الصفوف المعيبة",
        "“{file}”: {registrations} registrations, {members} members, {deliveries} deliveries; {rejects} rows came back "
        "and lie beside it. Moved to rejects",
    ),
    "watch_refused": Text(
        "«{file}»: {reason_ar} نُقل إلى refused", "“{file}”: {reason_en} Moved to refused"
    ),
    "watch_folder_missing": Text(
        "لا يوجد مجلد {folder}، أو لا تجوز الكتابة فيه.",
        "There is no folder {folder}, or it cannot be written to.",
    ),
    "watch_folder_taken": Text(
        "يراقب برنامج آخر {folder} الآن.", "Another program is watching {folder} now."
    ),
    "file_missing.hint": Text("راجع اسم الملف ومكانه.", "check its name and folder"),
    "rejects_not_written": Text(
        "قُبل ما يُقبل من الصفوف، وتعذرت كتابة المرفوضة في {path}.",
        "What could be taken in was; the rejected rows cannot be written to {path}.",
    ),
    "rejects_not_written.hint": Text(
        "اذكر مكانا آخر بالخيار ‎--rejects وأعد الأمر؛ لن يُستورد شيء مرتين.",
        "name another place with --rejects and run it again; nothing is taken in twice",
    ),
    "mapping_not_written": Text(
        "تعذرت كتابة ملف الربط {path}.", "The mapping cannot be written to {path}."
    ),
    "mapping_not_written.hint": Text(
        "اذكر مكانا آخر بالخيار ‎--save-mapping.", "name another place with --save-mapping"
    ),
    "forgotten": Text("أُتلفت مفاتيح الفرد {member}.", "the keys of member {member} are destroyed"),
    "forgotten_already": Text(
        "كانت مفاتيح الفرد {member} قد أُتلفت.",
        "the keys of member {member} had been destroyed already",
    ),
    "case_number_missing": Text(
        "المحو يحتاج إلى رقم الطلب.", "Forgetting needs the number of the request."
    ),
    "case_number_missing.hint": Text(
        "أضف ‎--case ورقم الطلب، مثل E-2026-17.", "add --case with the number, as --case E-2026-17"
    ),
    "partner_enrolled": Text(
        "أُضيفت الجهة {code}؛ ولا ترى شيئا قبل أن توقّع مذكرة.",
        "partner {code} is enrolled; it sees nothing before it signs an agreement",
    ),
    "partner_enrolled_already": Text(
        "الجهة {code} مضافة من قبل؛ لم يتغير شيء.",
        "partner {code} was enrolled already; nothing changed",
    ),
    "programme_opened": Text("فُتح البرنامج {code}.", "programme {code} is open"),
    "programme_opened_already": Text(
        "البرنامج {code} مفتوح من قبل؛ لم يتغير شيء.",
        "programme {code} was open already; nothing changed",
    ),
    "agreement_signed": Text("وُقّعت المذكرة.", "the agreement is signed"),
    "agreement_signed_already": Text(
        "وُقّعت هذه المذكرة من قبل بالبنود نفسها؛ لم يتغير شيء.",
        "this agreement was signed already in the same terms; nothing changed",
    ),
    "agreement_ends": Text(
        "آخر يوم في المذكرة {day}.", "the agreement's last day in force is {day}"
    ),
    "agreement_ends_already": Text(
        "كان {day} آخر يوم في المذكرة من قبل؛ لم يتغير شيء.",
        "{day} was the agreement's last day already; nothing changed",
    ),
    "last_day_malformed": Text(
        "اكتب آخر يوم هكذا: 2026-12-31.", "Write the last day as 2026-12-31."
    ),
    "agreement_file_unreadable": Text("تعذرت قراءة {path}.", "{path} cannot be read."),
    "agreement_file_malformed": Text(
        "ليس في {path} مذكرة مكتوبة كما ينبغي: {problem_ar}",
        "{path} is not an agreement as it should be written: {problem_en}",
    ),
    "agreement_file_malformed.hint": Text(
        "في docs/operations.md مذكرة مثالا.", "docs/operations.md has one as an example"
    ),
    "database_right_missing": Text(
        "ليس لمستخدم قاعدة البيانات «{database}» حق فيما يحتاج إليه هذا الأمر.",
        "The database's user may not do in {database} what this command needs.",
    ),
    "database_right_missing.hint": Text(
        "شغّل sijill migrate بمستخدم القاعدة المالك، وراجع الحقوق في docs/operations.md.",
        "run sijill migrate as the database's owner; docs/operations.md lists who may do what",
    ),
    "read_models_missing": Text(
        "لم تُبن نماذج القراءة بعد.", "What commands read has not been made from the log yet."
    ),
    "read_models_missing.hint": Text(
        "شغّل sijill follow ثم أعد الأمر.", "start sijill follow, then run this again"
    ),
    "read_models_behind.hint": Text(
        "راجع أن sijill follow يعمل.", "see that sijill follow is running"
    ),
    "demo_bare_from": Text(
        "‎--bare بلا ملفات، فلا يجتمع مع ‎--from.",
        "--bare takes no files, so it does not go with --from",
    ),
    "who_malformed": Text(
        "اكتب الدور والجهة هكذا: caseworker@moss-qena، أو الاسم والجهة. الأدوار: {roles}.",
        "Write role and partner as caseworker@moss-qena, or name and partner. Roles: {roles}.",
    ),
    "ttl_malformed": Text(
        "اكتب المدة هكذا: 30s أو 30m أو 8h أو 2d، وثلاثون يوما على الأكثر.",
        "Write the span as 30s, 30m, 8h or 2d; thirty days at most.",
    ),
    "query_without_token": Text(
        "لا يُسأل السجل بلا رمز دخول.", "Nobody asks the register without a token."
    ),
    "query_without_token.hint": Text(
        "أضف ‎--as caseworker@CODE ‎--purpose PURPOSE أو ‎--token.",
        "add --as caseworker@CODE --purpose PURPOSE, or --token",
    ),
    "variables_malformed": Text(
        "المتغيرات ليست كائن JSON.", "The variables are not a JSON object."
    ),
    "database_url_without_name": Text(
        "عنوان قاعدة البيانات بلا اسم قاعدة.", "The database URL names no database."
    ),
    "database_url_without_name.hint": Text(
        "أضف الاسم: postgresql://host/sijill.", "add the name, as postgresql://host/sijill"
    ),
    "option_not_a_date": Text("الخيار {option} ليس تاريخا.", "{option} is not a date."),
    "option_not_a_date.hint": Text("اكتب 2026-10 أو 2026-10-05.", "write 2026-10 or 2026-10-05"),
    "option_not_a_place": Text(
        "الخيار {option} ليس مكانا واحدا معروفا.", "{option} is not one known place."
    ),
    "option_not_a_place.hint": Text("اكتب رمزا مثل EG27.", "give a P-code, as EG27"),
    "demo_without_files": Text(
        "لا ملفات XLSX أو CSV في {folder}.", "There is no XLSX or CSV file in {folder}."
    ),
    "demo_already": Text(
        "كل شيء موجود من قبل؛ لم يتغير شيء.", "everything was there already; nothing changed"
    ),
    "demo_title": Text("السجل الآن", "The register now"),
    "demo_tokens": Text(
        "رموز دخول صالحة اثنتي عشرة ساعة",
        "Tokens, good for twelve hours (header: Authorization: Bearer …)",
    ),
    "demo_auditor": Text("المراجع", "Auditor"),
    "demo_queries": Text("استعلامات جاهزة للصق", "Queries to paste"),
    "demo_query_for_auditor": Text(
        "الاستعلام التالي برمز المراجع", "The next one is for the auditor's token"
    ),
    "totals_not_shown": Text(
        "هذه الأعداد ليست متاحة لك: لا اتفاق ساريا يمنحها جهتك، أو دورك لا يراها.",
        "These figures are not open to you: no agreement in force gives them to your partner, "
        "or your role does not see them.",
    ),
    "figure.registrations": Text("تسجيلات", "registrations"),
    "figure.households": Text("أسر", "households"),
    "figure.links": Text("أزواج رُبطت", "pairs linked"),
    "figure.cases": Text("أزواج تنتظر مراجعا", "pairs that a person is asked about"),
    "figure.pairs": Text(
        "تسجيلات لشخص واحد، وبِم عُرف", "registrations of one person, and how that was found"
    ),
    "figure.members": Text("أفراد مذكورون بالاسم", "members named"),
    "figure.persons": Text("أشخاص، كل منهم مرة واحدة", "persons, each once"),
    "figure.declared_size": Text("مجموع أحجام الأسر المعلنة", "declared size"),
    "figure.deliveries": Text("عمليات صرف", "deliveries"),
    "figure.reported_deliveries": Text("منها بإفادة الأسر", "of these reported by households"),
    "figure.on_hold": Text("تسجيلات معلقة", "on hold"),
    "figure.warnings": Text("تنبيهات", "warnings"),
    "figure.rejects": Text("صفوف مرفوضة", "rejects"),
    "figure.reached": Text("من وصلت إليهم المساعدة بحسب المركز", "reached by markaz"),
    "figure.log_position": Text("موضع السجل", "log position"),
    "figure.seconds": Text("ثوان", "seconds"),
    "count.rows": Text("صفوف", "rows"),
    "count.registrations": Text("تسجيلات جديدة", "new registrations"),
    "count.members": Text("أفراد جدد", "new members"),
    "count.deliveries": Text("عمليات صرف جديدة", "new deliveries"),
    "count.unchanged": Text("بلا تغيير", "unchanged"),
    "count.warnings": Text("تنبيهات", "warnings"),
    "count.rejects": Text("مرفوضة", "rejects"),
    "count.forgotten": Text("ممحوون بطلبهم", "forgotten on request"),
    "pair_of_how_many": Text(
        "اذكر زوجا واحدا كما يعرضه ‎pair list‎، أو فردين.",
        "Name one pair, as `pair list` prints it, or two members.",
    ),
    "pair_linked": Text("سُجّل أنهما شخص واحد.", "They are recorded as one person."),
    "pair_parted": Text("سُجّل أنهما شخصان.", "They are recorded as two persons."),
    "referral_stands": Text("الإحالة الآن: {stage_ar}.", "The referral is now: {stage_en}."),
    "household_offered_to": Text(
        "عُرض الملف على «{partner}»، ويبقى عندكم حتى تتولاه.",
        "The household is offered to “{partner}” and stays yours until it is taken over.",
    ),
    "household_offer_ended": Text("انتهى العرض.", "The offer is ended."),
    "household_taken_over": Text("صار الملف عندكم.", "The household is yours now."),
}
