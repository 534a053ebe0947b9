"""The fixed words of a letter in Arabic.

Verbal nouns stand where a verb would have to agree with the name of an organisation.
"""

from campaign.letters.phrases.words import Phrases

PHRASES = Phrases(
    re_label="الموضوع:",
    asking="وأحثّكم على ما يلي:",
    asking_to_convey="وأحثّ سلطات بلدكم على ما يلي:",
    convey="وأرجو منكم التكرّم بنقل هذه المطالب إلى سلطات بلدكم وإفادتي بردّها.",
    closing="وتفضّلوا بقبول فائق الاحترام والتقدير،",
    withheld="الاسم محجوب؛ جرى تأكيد عنوان البريد الإلكتروني لدى {organisation}",
    anonymous_sender="أحد المتضامنين",
    via="{name} عبر {organisation}",
    attestation=(
        "جرى تأكيد هذه الرسالة من كاتبها بالبريد الإلكتروني لدى {organisation}، وهي الجهة التي "
        "ترسلها نيابةً عنه. ويُرجى توجيه ردّكم إلى كاتب الرسالة على العنوان {reply}."
    ),
    paper_attestation=(
        "جرى تأكيد هذه الرسالة من كاتبها بالبريد الإلكتروني لدى {organisation}، ويتولى كاتبها "
        "إرسالها بنفسه بالبريد العادي. ويُرجى توجيه ردّكم إلى كاتب الرسالة على العنوان {reply}."
    ),
    contact_us="للتواصل مع {organisation} بشأن هذه الرسائل: {contact}.",
    appeal_page="النداء: {page}.",
    quote_code="يُرجى ذكر {code} ورقم الرسالة {reference} في ردّكم.",
    quote_reference="يُرجى ذكر رقم الرسالة {reference} في ردّكم.",
    reference_label="رقم الرسالة:",
    page_label="الصفحة {page} من {pages}",
    joint_sender="الموقّعون ({n})",
    joint_asking="ونحثّكم على ما يلي:",
    joint_asking_to_convey="ونحثّ سلطات بلدكم على ما يلي:",
    joint_convey="ونرجو منكم التكرّم بنقل هذه المطالب إلى سلطات بلدكم وإفادتنا بردّها.",
    joint_closing="وتفضّلوا بقبول فائق الاحترام والتقدير،",
    joint_signatory="عدد الموقّعين، كلٌّ باسمه: {n}",
    joint_attestation=(
        "جرى تأكيد هذه الرسالة من كلٍّ من الموقّعين بالبريد الإلكتروني لدى {organisation}، وهي "
        "الجهة التي ترسلها نيابةً عنهم، في رسالة واحدة كي لا تثقل عليكم كثرة الرسائل. ويُرجى "
        "توجيه ردّكم إلى العنوان {reply}."
    ),
    joint_heading="عدد الموقّعين من {first} إلى {last}: {n}",
    joint_columns=("الرقم", "الاسم", "البلد", "تاريخ التوقيع"),
    # the number not right after a name, which may be in letters that run the other way
    joint_unnamed=(
        "عدد من لم يُذكر اسمهم: {n}، مع تأكيد عنوان البريد الإلكتروني لدى {organisation}"
    ),
    joint_words="ما يضيفه بعضهم بكلماتهم",
)
