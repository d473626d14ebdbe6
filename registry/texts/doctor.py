"""What `sijill doctor` finds, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

_MACHINE: Final[Mapping[str, Text]] = {
    "doctor_python": Text("بايثون {version} على {system}.", "Python {version} on {system}."),
    "doctor_python_too_old": Text(
        "بايثون {version} قديم؛ المطلوب {oldest} أو أحدث.",
        "Python {version} is too old; {oldest} or newer is needed.",
    ),
    "doctor_python_too_old.hint": Text(
        "ثبّت إصدارًا أحدث ثم شغّل make PYTHON=python3.12 setup",
        "install a newer one and run make PYTHON=python3.12 setup",
    ),
    "doctor_settings": Text("الإعدادات مقروءة.", "The settings can be read."),
    "doctor_environment": Text(
        "لا إعداد في البيئة يضر بالسجل.", "Nothing in the environment harms the log."
    ),
    "db_functions_enabled.hint": Text("unset {setting}", "unset {setting}"),
    "doctor_time_zone": Text("المنطقة الزمنية {zone} معروفة.", "Time zone {zone} is known."),
    "doctor_own_postgresql": Text(
        "قاعدة البيانات خادم تذكره SIJILL_DATABASE_URL.",
        "The databases are on the server that SIJILL_DATABASE_URL names.",
    ),
    "doctor_postgresql": Text(
        "برامج PostgreSQL {version} المرفقة في {folder}.",
        "PostgreSQL {version} came along, in {folder}.",
    ),
    "doctor_folder_to_come": Text(
        "مجلد البيانات {folder} غير موجود؛ يُنشأ عند أول استعمال.",
        "There is no data folder {folder} yet; the first use makes it.",
    ),
    "doctor_folder": Text("مجلد البيانات {folder} ملكك.", "The data folder {folder} is yours."),
    "doctor_folder_no_folder": Text("{folder} ليس مجلدًا.", "{folder} is no folder."),
    "doctor_folder_no_folder.hint": Text(
        "اذكر مجلدًا آخر بالخيار ‎--data أو SIJILL_DATA.",
        "name another one with --data or SIJILL_DATA",
    ),
    "doctor_folder_of_other": Text(
        "مجلد البيانات {folder} ملك مستخدم آخر (رقمه {owner}).",
        "The data folder {folder} belongs to another user (id {owner}).",
    ),
    "doctor_folder_of_other.hint": Text(
        "شغّل سجلّ بحساب ذلك المستخدم، أو اذكر مجلدًا آخر بالخيار ‎--data.",
        "run sijill as that user, or name another folder with --data",
    ),
    "doctor_folder_open": Text(
        "يدخل غيرك مجلد البيانات {folder}.", "Others may enter the data folder {folder}."
    ),
    "doctor_folder_open.hint": Text("chmod 700 {folder}", "chmod 700 {folder}"),
    "doctor_layout": Text(
        "ترتيب المجلد {layout} على PostgreSQL {major}.", "Layout {layout} on PostgreSQL {major}."
    ),
    "doctor_layout_other": Text(
        "ترتيب المجلد {folder} هو {layout}، وهذا الإصدار يعرف {ours}.",
        "The folder {folder} has layout {layout}; this release knows {ours}.",
    ),
    "doctor_layout_other.hint": Text(
        "استعمل الإصدار الذي أنشأ المجلد، أو اذكر مجلدًا آخر بالخيار ‎--data.",
        "use the release that made it, or name another folder with --data",
    ),
    "doctor_marker_unreadable": Text(
        "الملف sijill.json في {folder} تالف.", "The file sijill.json in {folder} is damaged."
    ),
    "doctor_marker_unreadable.hint": Text("استعده من نسخة احتياطية.", "put it back from a backup"),
    "doctor_space": Text(
        "في {folder} متسع {gigabytes} غيغابايت.", "{gigabytes} GB are free in {folder}."
    ),
    "doctor_space_little": Text(
        "لم يبق في {folder} إلا {gigabytes} غيغابايت.", "Only {gigabytes} GB are free in {folder}."
    ),
    "doctor_space_little.hint": Text(
        "أفسح مكانًا؛ إن امتلأ القرص توقفت الكتابة في السجل.",
        "make room; on a full disk nothing more is recorded",
    ),
    "doctor_port_free": Text("المنفذ {host}:{port} متاح.", "Port {host}:{port} is free."),
    "doctor_port_ours": Text("سجلّ يعمل على {host}:{port}.", "Sijill is serving on {host}:{port}."),
    "doctor_port_taken": Text(
        "المنفذ {host}:{port} يشغله برنامج آخر.", "Another program uses port {host}:{port}."
    ),
    "doctor_port_taken.hint": Text(
        "اختر منفذًا آخر: sijill serve --port 8001 أو SIJILL_PORT.",
        "choose another: sijill serve --port 8001, or SIJILL_PORT",
    ),
    "doctor_port_forbidden": Text(
        "لا يحق لك فتح المنفذ {host}:{port}.", "You may not listen on port {host}:{port}."
    ),
    "doctor_port_forbidden.hint": Text(
        "اختر منفذًا فوق 1024 بالإعداد SIJILL_PORT.", "choose one above 1024 with SIJILL_PORT"
    ),
    "doctor_check_failed": Text(
        "تعذّر هذا الفحص ({cause}).", "This check could not be made ({cause})."
    ),
    "doctor_check_failed.hint": Text(
        "أصلح ما قبله ثم أعد الفحص.", "mend what stands above and run it again"
    ),
}

_DATABASES: Final[Mapping[str, Text]] = {
    "doctor_no_register": Text("لا سجل هنا بعد.", "There is no register here yet."),
    "doctor_no_register.hint": Text(
        "sijill migrate لسجل فارغ، أو sijill demo للعرض.",
        "sijill migrate for an empty one, or sijill demo",
    ),
    "doctor_server": Text(
        "قاعدة «{database}» على PostgreSQL {version}.",
        "Database “{database}” on PostgreSQL {version}.",
    ),
    "doctor_server_newer": Text(
        "قاعدة «{database}» على PostgreSQL {version}، والمجرَّب حتى {newest}.",
        "Database “{database}” is on PostgreSQL {version}; tried up to {newest}.",
    ),
    "doctor_server_newer.hint": Text("استعمل PostgreSQL من 15 إلى 18.", "use PostgreSQL 15 to 18"),
    "postgres_too_old.hint": Text("استعمل PostgreSQL من 15 إلى 18.", "use PostgreSQL 15 to 18"),
    "doctor_database_to_come": Text(
        "الخادم يعمل ولا توجد فيه قاعدة «{database}».",
        "The server answers and has no database “{database}”.",
    ),
    "doctor_database_to_come.hint": Text(
        "sijill migrate؛ وعلى خادمك نفّذ قبله deploy/roles.sql.",
        "sijill migrate; on a server of your own, deploy/roles.sql before it",
    ),
    "database_unreachable.hint": Text(
        "راجع SIJILL_DATABASE_URL وSIJILL_KEYS_DATABASE_URL، وكلمة المرور في PGPASSWORD أو ‎~/.pgpass.",
        "check SIJILL_DATABASE_URL and SIJILL_KEYS_DATABASE_URL, and the password in PGPASSWORD or ~/.pgpass",
    ),
    "doctor_roles": Text("يحق للمستخدم «{login}»: {acts_ar}.", "Login “{login}” may {acts_en}."),
    "doctor_roles_lacking": Text(
        "لا تكفي أدوار المستخدم «{login}» لأي عمل.",
        "Login “{login}” has the roles for none of the processes.",
    ),
    "doctor_roles_lacking.hint": Text(
        "نفّذ deploy/roles.sql بحساب المسؤول، وادخل بأحد حساباته.",
        "run deploy/roles.sql as the server's administrator and use one of its logins",
    ),
    "group_role_missing.hint": Text(
        "نفّذ deploy/roles.sql بحساب المسؤول، أو sijill migrate بحساب يحق له إنشاء الأدوار.",
        "run deploy/roles.sql as the server's administrator, or sijill migrate with a login that may make roles",
    ),
    "doctor_act.serve": Text("تشغيل الواجهة والاستيراد والاستعلام", "serve, import and query"),
    "doctor_act.follow": Text("متابعة السجل وإعادة البناء", "follow and rebuild"),
    "doctor_act.match": Text("مطابقة الأشخاص", "match persons"),
    "doctor_act.migrate": Text("تحديث القواعد", "migrate"),
    "doctor_migrations": Text("القواعد على هذا الإصدار.", "Both databases are on this release."),
    "doctor_migrations_pending": Text("لم تُطبّق بعد: {names}.", "Not applied yet: {names}."),
    "doctor_migrations_pending.hint": Text("sijill migrate", "sijill migrate"),
    "schema_too_new.hint": Text(
        "ثبّت الإصدار الذي أعدّ القاعدة أو أحدث منه.", "install the release that made it, or newer"
    ),
    "migration_changed.hint": Text(
        "ثبّت الإصدار من جديد كما نُشر.", "install the release again as it was published"
    ),
    "doctor_clock": Text(
        "ساعة هذا الجهاز وساعة الخادم متفقتان.", "This machine's clock agrees with the server's."
    ),
    "doctor_clock_apart": Text(
        "بين ساعة هذا الجهاز وساعة الخادم {seconds:ثانيتان}.",
        "This machine's clock and the server's are {seconds} seconds apart.",
    ),
    "doctor_clock_apart.hint": Text(
        "شغّل مزامنة الوقت (NTP) على الجهازين.", "turn on time synchronisation (NTP) on both"
    ),
}

_KEYS: Final[Mapping[str, Text]] = {
    "doctor_root_key": Text(
        "المفتاح الرئيسي {path} لصاحبه وحده.", "The root key {path} is its owner's alone."
    ),
    "doctor_root_key_to_come": Text(
        "لا مفتاح رئيسيًا بعد؛ يُنشأ {path} عند أول استعمال.",
        "There is no root key yet; the first use draws {path}.",
    ),
    "root_key_missing.hint": Text(
        "أعده من نسخته المحفوظة، أو اذكر مكانه في SIJILL_ROOT_KEY_FILE؛ بدونه لا يُفتح شيء.",
        "put it back from its sealed copy, or name its place in SIJILL_ROOT_KEY_FILE; nothing opens without it",
    ),
    "root_key_too_open.hint": Text(
        "chmod 600 {path}، وليكن ملك من يشغّل سجلّ.",
        "chmod 600 {path}, and let it belong to whoever runs sijill",
    ),
    "root_key_malformed.hint": Text(
        "أعده من نسخته المحفوظة: 64 رقمًا ستّ عشريًّا.",
        "put it back from its sealed copy: 64 hexadecimal digits",
    ),
    "root_key_wrong.hint": Text(
        "اذكر مفتاح هذا السجل في SIJILL_ROOT_KEY_FILE، أو قاعدة مفاتيحه في SIJILL_KEYS_DATABASE_URL.",
        "name this register's key in SIJILL_ROOT_KEY_FILE, or its keys' database in SIJILL_KEYS_DATABASE_URL",
    ),
    "doctor_keys": Text(
        "قاعدة المفاتيح هي قاعدة هذا السجل.", "The keys' database is the one of this log."
    ),
    "doctor_keys_to_come": Text(
        "لم تُنشأ مفاتيح بعد، ولا شيء مختوم.", "No keys were drawn yet, and nothing is sealed."
    ),
    "doctor_keys_of_other": Text(
        "في السجل ما خُتم بمفاتيح ليست في قاعدة المفاتيح.",
        "The log holds what was sealed with keys that the keys' database has not.",
    ),
    "doctor_keys_of_other.hint": Text(
        "راجع SIJILL_KEYS_DATABASE_URL، أو استعد أحدث نسخة من قاعدة المفاتيح.",
        "check SIJILL_KEYS_DATABASE_URL, or restore the newest backup of the keys",
    ),
}

_READ_MODELS: Final[Mapping[str, Text]] = {
    "doctor_matching": Text(
        "طوبق كل من سُجل حتى الموضع {head}.", "Whoever is recorded up to position {head} is matched."
    ),
    "doctor_matching_behind": Text(
        "السجل عند الموضع {head}، والمطابقة عند {position} (بقي {facts} من الوقائع، أقدمها منذ {seconds:ثانيتين}).",
        "The log is at position {head}, matching at {position} ({facts} facts to go, the oldest {seconds} s old).",
    ),
    "doctor_matching_behind.hint": Text(
        "شغّل sijill match follow (أو sijill match follow --once).",
        "run sijill match follow (or sijill match follow --once)",
    ),
    "doctor_matching_earlier": Text(
        "من روابط المطابقة وأسئلتها {links} جاءت من نموذج سابق، والسجل يطابق اليوم بالنموذج {version}.",
        "{links} links and questions of matching stem from an earlier model; the register goes by model {version} now.",
    ),
    "doctor_matching_earlier.hint": Text(
        "شغّل sijill match run في وقت هادئ، فيُحكم على الجميع بالنموذج الجديد.",
        "run sijill match run in a quiet hour: everybody is then judged by the new model",
    ),
    "doctor_matching_outgrown": Text(
        "في الفهرس {members} من الأفراد، وآخر عدد بُنيت عليه المطابقة {population}.",
        "{members} members are in the index, and matching was last set up for {population}.",
    ),
    "doctor_matching_outgrown.hint": Text(
        "شغّل sijill match run في وقت هادئ.", "run sijill match run in a quiet hour"
    ),
    "doctor_models": Text(
        "نماذج القراءة كلها عند الموضع {head}.", "All read models are at position {head}."
    ),
    "doctor_models_behind": Text(
        "السجل عند الموضع {head}، وعند {position} (بقي {facts} من الوقائع، أقدمها منذ {seconds:ثانيتين}): {models}.",
        "The log is at position {head}; at {position} ({facts} facts to go, the oldest {seconds} s old) are {models}.",
    ),
    "doctor_models_behind.hint": Text(
        "شغّل sijill follow (أو sijill follow --once).",
        "run sijill follow (or sijill follow --once)",
    ),
    "doctor_no_dead_letters": Text(
        "لم يعجز أي نموذج عن واقعة.", "No read model has put a fact aside."
    ),
    "doctor_dead_letters": Text(
        "توقف في النموذج «{model}» {count} من التدفقات، أولها عند الموضع {position}.",
        "In “{model}” {count} streams stand still, the first at position {position}.",
    ),
    "doctor_dead_letters.hint": Text(
        "ثبّت إصدارًا يعرف الواقعة، ثم: sijill dead-letters retry {model}",
        "install a release that can take the fact, then: sijill dead-letters retry {model}",
    ),
}

_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "python": ("بايثون", "python"),
    "settings": ("الإعدادات", "settings"),
    "environment": ("البيئة", "environment"),
    "time_zone": ("المنطقة الزمنية", "time zone"),
    "postgresql": ("برامج PostgreSQL", "postgresql"),
    "data_folder": ("مجلد البيانات", "data folder"),
    "free_space": ("المساحة", "free space"),
    "databases": ("قواعد البيانات", "databases"),
    "log_database": ("قاعدة السجل", "log database"),
    "keys_database": ("قاعدة المفاتيح", "keys database"),
    "roles": ("الأدوار", "roles"),
    "migrations": ("الترحيل", "migrations"),
    "root_key": ("المفتاح الرئيسي", "root key"),
    "keys": ("المفاتيح", "keys"),
    "matching": ("المطابقة", "matching"),
    "read_models": ("نماذج القراءة", "read models"),
    "dead_letters": ("وقائع متروكة", "dead letters"),
    "clock": ("الساعة", "clock"),
    "port": ("المنفذ", "port"),
}

TEXTS: Final[Mapping[str, Text]] = {
    **_MACHINE,
    **_DATABASES,
    **_KEYS,
    **_READ_MODELS,
    **{f"doctor_check.{check}": Text(*names) for check, names in _CHECKS.items()},
    "doctor_mend": Text("الإصلاح:", "mend:"),
    "doctor_sound": Text("لا خلل.", "nothing is wrong"),
    "doctor_ailing": Text(
        "هناك خلل؛ الإصلاح مذكور أعلاه.", "something is wrong; how to mend it is said above"
    ),
}
