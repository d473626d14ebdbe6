# language: ar
خاصية: بطاقة تثبت الحق مرة، ولا يحمل أحد اثنتين

  الخلفية:
    بفرض سجل قنا
    و أسرة "فاطمة عبد الرحيم" في "EG2706" سجلتها "moss-qena"
    و أصدرت "caseworker@moss-qena" لرب الأسرة "priority_card" برقم "ب-4711" حتى "2030-12-31"

  سيناريو: تُستبدل البطاقة المفقودة، ولا تعود الأولى صالحة
    عندما تسجل "caseworker@moss-qena" أن "priority_card" رب الأسرة "stolen"
    ثم حال وثائق رب الأسرة "lost"
    عندما تستبدل "caseworker@moss-qena" "priority_card" رب الأسرة برقم "ب-4712" لأنها "stolen"
    ثم حال وثائق رب الأسرة "replaced, live"
    و رقم السارية "ب-4712"

  سيناريو: تُرفض بطاقة سارية ثانية، ولا تُرفض لوحة
    عندما تصدر "caseworker@moss-qena" لرب الأسرة "priority_card" برقم "ب-9000"
    ثم تُرفض الوثيقة بالرمز "document_live"
    عندما تصدر "caseworker@moss-qena" لرب الأسرة "plate" برقم "ل-17"
    ثم حال وثائق رب الأسرة "live, live"

  سيناريو: يُرفض رقم هو لغير صاحبه
    بفرض أسرة أخرى "منى سعيد" في "EG2708" سجلتها "moss-qena"
    عندما تتم مطابقة من سُجلوا
    و تصدر "caseworker@moss-qena" لرب الأسرة الأخرى "priority_card" برقم "ب ٤٧١١"
    ثم تُرفض الوثيقة بالرمز "document_number_taken"
    عندما تصدر "caseworker@moss-qena" لرب الأسرة الأخرى "priority_card" برقم "ب-4712"
    ثم حال وثائق رب الأسرة "live, live"
