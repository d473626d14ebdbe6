# language: ar
خاصية: إحصاءات المراكز والخدمات

  الخلفية:
    بفرض سجل قنا
    و أسرة "نورا سيد" في "EG2706" سجلتها "albir-qena"
    و برنامج "health-check" من نوع "health" عند "albir-qena"
    و برنامج "family-sessions" من نوع "psychosocial" عند "albir-qena"

  سيناريو: عدد الخدمات ليس عدد الأشخاص
    عندما تسجل باحثة "albir-qena" زيارة في "2026-10-05" وفيها "food-baskets" و "health-check" و "family-sessions"
    ثم تقرأ الجهة الجامعة عن "albir-qena" في 2026: 1 شخص و 1 زيارة و 3 خدمة
    و تقرأ الجهة الجامعة عن "albir-qena" في 2025: لا شيء

  سيناريو: لكل خدمة سطرها
    عندما تسجل باحثة "albir-qena" زيارة في "2026-10-05" وفيها "food-baskets" و "health-check" و "family-sessions"
    ثم خدمات "albir-qena" في 2026 هي "food-baskets" 1 و "health-check" 1 و "family-sessions" 1

  سيناريو: من يتصل بلا اسم خدمة لمجهول
    عندما تسجل باحثة "albir-qena" اتصالا بشأن "food-baskets" من "EG27" يوم "2026-10-05"
    ثم تقرأ الجهة الجامعة عن "albir-qena" في 2026: 0 شخص و 0 زيارة و 1 خدمة
    و منها 1 بالقناة "PHONE"

  سيناريو: جمهور الحملة ليس في عدد الأشخاص
    عندما تسجل باحثة "albir-qena" حضور 120 في فعالية "food-baskets" في "EG2706" يوم "2026-10-05"
    ثم تقرأ الجهة الجامعة عن "albir-qena" في 2026: 0 شخص و 0 زيارة و 0 خدمة

  سيناريو: ما نُشر يعاد حسابه كما هو مهما سُجّل بعده
    عندما تسجل باحثة "albir-qena" زيارة في "2026-10-05" وفيها "food-baskets" و "health-check" و "family-sessions"
    و ينشر محلل "albir-qena" خدمات 2026 برمز "services-2026"
    و تسجل باحثة "albir-qena" اتصالا بشأن "food-baskets" من "EG27" يوم "2026-10-06"
    ثم يعاد حساب "services-2026" عند "albir-qena" بالبصمة نفسها وفيه 3 خدمة
    و لا ينشر محلل "albir-qena" غيره برمز "services-2026"
