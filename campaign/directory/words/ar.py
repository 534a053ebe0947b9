"""How offices are addressed in Arabic; both forms, since nothing says whether a man holds it."""

from campaign.directory.words.forms import Forms

FORMS = Forms(
    by_post={
        "head_of_state": "صاحب/صاحبة الفخامة،",
        "ambassador": "صاحب/صاحبة السعادة،",
        "prime_minister": "دولة رئيس/رئيسة الوزراء،",
        "deputy_minister": "سعادة نائب/نائبة الوزير،",
        "minister": "معالي الوزير/الوزيرة،",
        "cabinet_secretary": "معالي الوزير/الوزيرة،",
        "secretary": "معالي الوزير/الوزيرة،",
        "attorney_general": "سعادة النائب العام/النائبة العامة،",
        "prosecutor_general": "سعادة النائب العام/النائبة العامة،",
        "prosecutor": "سعادة المدعي العام/المدعية العامة،",
        "chief_justice": "معالي رئيس/رئيسة المحكمة العليا،",
        "court_president": "سعادة رئيس/رئيسة المحكمة،",
        "judge": "سعادة القاضي/القاضية،",
        "parliament_chair": "معالي الرئيس/الرئيسة،",
        "speaker": "معالي الرئيس/الرئيسة،",
        "ombudsman": "سعادة أمين/أمينة المظالم،",
        "public_defender": "سعادة المدافع العام/المدافعة العامة،",
        "commissioner": "سعادة المفوض/المفوضة،",
        "inspector_general": "سعادة المفتش العام/المفتشة العامة،",
        "director": "سعادة المدير/المديرة،",
        "chair": "سعادة الرئيس/الرئيسة،",
        "governor": "معالي المحافظ/المحافظة،",
        "mayor": "سعادة رئيس/رئيسة البلدية،",
        "vice_president": "معالي نائب/نائبة الرئيس،",
    },
    excellency="صاحب/صاحبة السعادة،",
    person="حضرة السيد/السيدة {name}،",
    titled="حضرة {name}،",
    nobody="حضرة السيد/السيدة،",
    beginnings=("معالي", "سعادة", "سيادة", "فخامة", "دولة", "حضرة", "صاحب", "السيد"),
    mark="،",
)
