# language: ar
خاصية: ما جرى وما ينتظر وما ينتهي

  الخلفية:
    بفرض سجل قنا
    و أسرة "نورا سيد" في "EG2706" سجلتها "albir-qena"
    و تسجل باحثة "albir-qena" صرف "food-baskets" في "2026-10"

  سيناريو: سجل الأسرة يروي ما جرى بترتيبه
    عندما تصحح باحثة "albir-qena" تاريخ الصرف إلى "2026-09"
    ثم يروي سجل الأسرة لجهة "albir-qena" ما يلي "household.registered" و "household.member_joined" و "delivery.recorded" و "delivery.corrected"

  سيناريو: لا يروى لجهة أخرى إلا الدعم
    ثم يروي سجل الأسرة لجهة "moss-qena" ما يلي "delivery.recorded"

  سيناريو: أسرة لم تسأل تنتظر من يسألها
    ثم في قائمة "consent_missing" عدد 1 أسرة من "albir-qena"
    و في قائمة "consent_missing" عدد 0 أسرة من "moss-qena"

  سيناريو: الدليل يبين حال المذكرات
    ثم يعرض الدليل "albir-qena" ومعها 1 مذكرة حالها "in_force"
