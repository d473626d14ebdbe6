# language: ar
خاصية: الدعم الذي تكرر يُعرف، وقد يكون صوابا

  الخلفية:
    بفرض سجل قنا
    و اتفقت "moss-qena" و"albir-qena" على التخطيط معا
    و أسرة "فاطمة عبد الرحيم" في "EG2706" سجلتها "moss-qena"
    و أسرة أخرى "Fatma Abdelrehim" في "EG2706" سجلتها "albir-qena"
    و صرفت "moss-qena" للأسرة سلة غذائية في "2026-10"
    و صرفت "albir-qena" للأسرة الأخرى سلة غذائية في "2026-10"

  سيناريو: ازدواج دعم له مبرر
    بفرض وجد مراجع "moss-qena" و"albir-qena" أن الاثنتين واحدة
    عندما يبرر "caseworker" في "albir-qena" ازدواج الدعم لأن "NEEDS_MORE"
    ثم لا يُقبل ذلك ورمزه "act_not_allowed"
    عندما يبرر "programme_manager" في "albir-qena" ازدواج الدعم لأن "NEEDS_MORE"
    ثم ازدواج الدعم عند "albir-qena" حاله "JUSTIFIED" وعند الجهة الأخرى "OPEN"
    و ازدواج الدعم عند "moss-qena" حاله "OPEN" وعند الجهة الأخرى "JUSTIFIED"
    و عند "moss-qena" 1 لم يُنظر فيه وعند "albir-qena" 0

  سيناريو: ويزول إذا لم تعودا أسرة واحدة
    بفرض وجد مراجع "moss-qena" و"albir-qena" أن الاثنتين واحدة
    عندما يفصل مراجع "moss-qena" و"albir-qena" بين الاثنتين
    ثم عند "moss-qena" 0 لم يُنظر فيه وعند "albir-qena" 0
