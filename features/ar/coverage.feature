# language: ar
خاصية: المستحقون ومن وصلتهم المساعدة، وما يجوز ذكره من ذلك

  الخلفية:
    بفرض سجل قنا

  سيناريو: العدد الصغير يُخفى ولا يكشفه المجموع
    بفرض 12 أسرة في "EG2706" سجلتها "moss-qena"
    و 3 أسر في "EG2707" سجلتها "moss-qena"
    و حددت "moss-qena" شرط "cash-support": "في محافظة قنا" حيث "household.governorate == 'EG27'"
    و حكمت "moss-qena" في أسرها لبرنامج "cash-support"
    عندما يسأل "aggregate_only@qena-union" لغرض "statistics" عن المستحقين في كل مركز
    ثم يُذكر له 10 في "EG2706" و 20 في المجموع وأن من في "EG2707" قليل
    و لا يُعرف مما ذُكر كم في "EG2707"
    عندما يسأل "auditor@moss-qena" لغرض "audit" عن المستحقين في كل مركز
    ثم يُذكر له 12 في "EG2706" و 3 في "EG2707" و 15 في المجموع

  سيناريو: الأشخاص والزيارات والخدمات ثلاثة أعداد
    بفرض أسرة "نورا سيد" في "EG2706" سجلتها "albir-qena"
    و برنامج "health-check" من نوع "health" عند "albir-qena"
    و برنامج "family-sessions" من نوع "psychosocial" عند "albir-qena"
    عندما تسجل باحثة "albir-qena" زيارة في "2026-10-05" وفيها "food-baskets" و "health-check" و "family-sessions"
    و تسجل باحثة "albir-qena" حضور 120 في فعالية "food-baskets" في "EG2706" يوم "2026-10-05"
    ثم تعد التغطية 1 شخص و 1 زيارة و 3 خدمات و 120 بلا أسماء
    و لا يُحسب المستحقون إذ لم يُبتّ في استحقاق أحد

  سيناريو: من وراء الفجوة يُسمَّون لجهتهم وحدها
    بفرض 2 أسرة في "EG2706" سجلتها "moss-qena"
    و 1 أسرة في "EG2707" سجلتها "albir-qena"
    و حددت "moss-qena" شرط "cash-support": "في محافظة قنا" حيث "household.governorate == 'EG27'"
    و حكمت "moss-qena" في أسرها لبرنامج "cash-support"
    عندما يسأل "caseworker@moss-qena" أي الأسر تستحق ولم تصلها مساعدة
    ثم تُذكر له 2 أسرة في "EG2706"
    عندما يسأل "caseworker@albir-qena" أي الأسر تستحق ولم تصلها مساعدة
    ثم تُذكر له 0 أسرة في "EG2706"

  سيناريو: من وصلتهم المساعدة يُذكرون وصغير العدد مخفي
    بفرض أسرة "نورا سيد" في "EG2706" سجلتها "albir-qena"
    عندما تسجل باحثة "albir-qena" زيارة في "2026-10-05" وفيها "food-baskets" و "food-baskets" و "food-baskets"
    ثم يقرأ "aggregate_only@qena-union" لغرض "statistics" أن من وصلتهم أقل من أن يُذكروا
    و يقرأ "auditor@moss-qena" لغرض "audit" أن 1 شخص وصلته المساعدة
