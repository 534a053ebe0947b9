"""Letters that the tests of the faces share. Everybody and everything in them is invented."""

from __future__ import annotations

from dataclasses import replace

from campaign.letters.composed import ComposedLetter, Demand

USUAL = ComposedLetter(
    language="en",
    organisation="Observatory Demo",
    organisation_address=("12 Sample Street", "1000 Sampleton", "Exampleland"),
    reply_address="r-k7m2q9@letters.example.org",
    addressee=("Ms. Ilda Venn", "Minister of Justice", "2 Quay of Ropes", "Port Vala", "Valoria"),
    country="CH",
    date="13 November 2026",
    code="VLA 004 / 1126 / OBS 031",
    reference="7K2Q-M9XD",
    re_label="Re:",
    subject="Arbitrary detention of Mara Tellin and Josef Arund",
    salutation="Excellency,",
    opening=(
        "I write to you about two river wardens, Mara Tellin and Josef Arund, who have been held "
        "without charge in Port Vala since 4 November 2026.",
        "According to the information received, police officers came to their homes at night, "
        "showed no warrant, and took computers, sampling bottles and notebooks. Their lawyer has "
        "seen them once, for ten minutes and in the presence of a guard. The hearing that was set "
        "for 9 November was put off without a new date.",
        "Ms. Tellin and Mr. Arund had counted dead fish in Oru Bay and published what they found. "
        "I fear that their detention aims only to punish their peaceful work.",
    ),
    own_words=("I grew up beside a river, and I know what it is worth when somebody measures it.",),
    asking="I respectfully urge you to:",
    demands=(
        Demand("Release Mara Tellin and Josef Arund immediately and unconditionally;"),
        Demand(
            "Guarantee in all circumstances their physical integrity, and in particular:",
            ("access to their lawyer in private;", "visits of a doctor of their choice;"),
        ),
        Demand("Investigate the threats they reported in October, and publish the result."),
    ),
    convey="",
    closing="Yours respectfully,",
    signatory=("Anna Example", "Ghent, Belgium"),
    attestation="Observatory Demo sends this letter for the person who signed it, whose e-mail "
    "address it has confirmed. Please quote the code and the letter reference in your answer.",
    reference_label="Letter reference:",
    page_label="Page {page} of {pages}",
)
LONG = replace(
    USUAL,
    opening=USUAL.opening * 6,
    demands=USUAL.demands * 3,
    convey="Please convey this letter to the President of the Republic.",
)
RUSSIAN = replace(
    USUAL,
    language="ru",
    subject="Произвольное задержание Мары Теллин",
    salutation="Уважаемая госпожа Министр!",
    opening=("Я обращаюсь к Вам с глубокой обеспокоенностью в связи с задержанием.",),
    re_label="Касательно:",
    page_label="Страница {page} из {pages}",
)
ARABIC = replace(
    USUAL,
    language="ar",
    date="13 نوفمبر 2026",
    addressee=("معالي الوزيرة إيلدا فين", "وزيرة العدل", "بورت فالا"),
    re_label="الموضوع:",
    subject="الاحتجاز التعسفي لمارا تيلين",
    salutation="معالي الوزيرة،",
    opening=("أكتب إليكم لأعرب عن قلقي العميق إزاء احتجاز حارسي النهر منذ 4 نوفمبر 2026.",),
    own_words=("نشأتُ على ضفة نهر كان ملوثًا.",),
    asking="وأحثكم على ما يلي:",
    demands=(Demand("الإفراج عنهما فورًا ودون قيد أو شرط؛"),),
    closing="وتفضلوا بقبول فائق الاحترام،",
    signatory=("آنا مثال",),
    reference_label="مرجع الرسالة:",
    page_label="صفحة {page} من {pages}",
)
SOURCE_CODE = '#read("/etc/passwd") $x$ *b* <b> {{7*7}} &amp; &#x202e; \\u{41} @a `c` // c'
HOSTILE = replace(
    USUAL,
    own_words=(SOURCE_CODE, "one \u202etwo\x00 three\u2028\x1b[31m four"),
    signatory=(SOURCE_CODE,),
    subject=SOURCE_CODE,
)
