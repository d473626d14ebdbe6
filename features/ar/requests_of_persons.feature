# language: ar
خاصية: أم تطلب تصحيح بياناتها وتعترض على عرضها

  الخلفية:
    بفرض سجل قنا
    و أسرة "فاطمة عبد الرحيم" في "EG2706" سجلتها "moss-qena"

  سيناريو: يُسجَّل طلبها وينتظر جوابه ويُجاب
    عندما تطلب رب الأسرة من "volunteer@moss-qena" "correction" بقولها "اسم أمي مكتوب خطأ"
    ثم ينتظر "1" من الطلبات عند "data_officer@moss-qena"
    عندما تجيب "data_officer@moss-qena" الطلب بجواب "granted" وتقول "صُحّح الاسم"
    ثم ينتظر "0" من الطلبات عند "data_officer@moss-qena"
    و تقول وثيقتها ما طلبت "اسم أمي مكتوب خطأ" والجواب "صُحّح الاسم"

  سيناريو: والاعتراض المقبول يسري فورا
    بفرض "caseworker@albir-qena" ترى الأسرة
    عندما تعترض رب الأسرة عند "data_officer@moss-qena" على "sharing"
    و تجيب "data_officer@moss-qena" الطلب بجواب "granted" وتقول "لن تُعرض"
    ثم لا ترى "caseworker@albir-qena" الأسرة بعدها

  سيناريو: ولا يُرفض طلب بلا سبب
    عندما تعترض رب الأسرة عند "data_officer@moss-qena" على "sharing"
    و تجيب "data_officer@moss-qena" الطلب بجواب "declined" وتقول "لا"
    ثم يُرفض الجواب بالرمز "answer_needs_reason"

  سيناريو: ولا تعلم به جهة أخرى
    عندما تعترض رب الأسرة عند "data_officer@moss-qena" على "sharing"
    ثم ينتظر "0" من الطلبات عند "data_officer@albir-qena"
