"""What Amnesty's sections write around an action, one entry for each language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AmnestyWords:
    """Regular expressions, case ignored. Those for whole lines are `banner` and `placeholder`.

    `story`, `actions`, `letter`, `addresses` and `copies` open a zone at the start of a paragraph;
    `fields` begin a line of facts for the reader; the others are searched for.
    """

    issuer: str
    banner: str
    header: str  # words that stand beside code, index, country and date
    earlier: str  # the date after it is that of an earlier text
    follows: str
    closes: str
    update_of: str
    story: str
    actions: str
    letter: str
    addresses: str
    copies: str
    diplomatic: str
    placeholder: str
    deadline: str  # up to the date
    reader: str
    fields: str
    demand: str
    greeting: str
    sign_off: str


_EN = AmnestyWords(
    issuer=r"Amnesty International",
    banner=r"urgent action(?: network)?|amnesty international|act now|take action now",
    header=(
        r"external(?: \(for general distribution\))?|public|ai index|index(?: number)?"
        r"|distr(?:ibution)?\s?:\s?[\w/]{1,8}|distr(?:ibution)?|issue date|date|issued|issue"
        r"|further information on|further information|(?:first|second|third|fourth|fifth|sixth)"
        r"(?: ua)?|\d{1,2}(?:st|nd|rd|th) ua|(?:first|second|third|final|\d{1,2}(?:st|nd|rd|th))"
        r" update(?: (?:to|on))?|update(?: (?:to|on))?|correction to|stop action(?: (?:on|to|for))?"
        r"|and follow-ups?|good news|ua|urgent action|no"
    ),
    earlier=r"\bissued(?: on)?\s{1,3}|\bfollow-ups?[^)]{0,40}",
    follows=(
        r"\bfurther information on\b|\b(?:second|third|fourth|fifth|sixth|\d{1,2}(?:nd|rd|th)) UA\b"
        r"|\bupdate (?:to|on|of) (?:UA|urgent action)|\bfollow-up to\b|\bcorrection to\b"
    ),
    closes=(
        r"\bstop action\b|\bfinal update\b|\bgood news\b|\bcase closed\b"
        r"|\bno further (?:action|appeals?) (?:is|are) (?:requested|required|needed)"
        r"|\bno further action by\b"
    ),
    update_of=(
        r"\b(?:update (?:of|to|on)|further information on|follow-up to|correction to"
        r"|stop action (?:on|to|for))\s{0,3}$"
    ),
    story=(
        r"(?:background|additional|further) information|background|latest information"
        r"|new information"
    ),
    actions=(
        r"(?:further )?recommended actions?|please write immediately|please write"
        r"|please send (?:appeals|telegrams|faxes|letters|e-?mails|messages|airmail)"
        r"(?! (?:before|immediately|to\b|until))"
    ),
    letter=(
        r"(?:\d\.\s)?take action\s?:\s?write an appeal|(?:sample|model) letter"
        r"|write (?:an appeal|a letter) in your own words"
    ),
    addresses=(
        r"appeals to|please send appeals (?:before|by|until) .{4,40}? to"
        r"|please send appeals to|contact information|send appeals to|write to"
    ),
    copies=r"(?:and |please send )?(?:with )?cop(?:y|ies) (?:of .{1,30} )?to|c\.?c",
    diplomatic=r"\bdiplomatic (?:representatives?|representations?|missions?|addresses)\b",
    placeholder=r"name\s+address 1\b.{0,160}",
    deadline=(
        r"\bappeals? (?:(?:to )?arrive )?(?:before|after|until|by)|\bexpires? on"
        r"|\buntil\s?:?"
        r"|\bplease act (?:before|by)|\bbefore"
    ),
    reader=(
        r"^(?:please (?!ensure|release)|check with|and to diplomatic|also send|you can also"
        r"|if you|this is the \w{1,12} update|this is an update|further information\s?:"
        r"|click|thank you|many thanks|no further action|preferred language|to arrive)"
    ),
    fields=(
        r"names?(?: and (?:preferred )?pronouns?)?|gender(?: m/f)?|preferred language[^:]{0,40}"
        r"|please take action[^:]{0,60}|links? to (?:the )?previous uas?"
        r"|take action(?=\s?:?\Z)"
        r"|you can also write in your own language"
    ),
    demand=r"\b(?:urge|call on|ask|appeal to|request|demand)\b.{0,60}\b(?:you|authorities|to)\b",
    greeting=r"(?:dear|your (?:excellency|honou?r|majesty)|excellency)\b.{0,80}[,:]",
    sign_off=(
        r"(?:yours (?:sincerely|faithfully|truly|respectfully)|(?:yours )?(?:sincerely"
        r"|respectfully|faithfully)(?: yours)?|(?:kind|best|with kind) regards)[,.]?"
    ),
)
_FR = AmnestyWords(
    issuer=r"Amnesty International|Amnistie internationale",
    banner=r"actions? urgentes?|appel urgent|amnesty international|agissez",
    header=(
        r"externe|public|document public|index ai|index|date(?: de publication)?|distr|au|du"
        r"|informations? complémentaires? sur|complément d['’]information sur"
        r"|(?:première|deuxième|troisième|quatrième|seconde|\d{1,2}e)"
        r"(?: (?:mise à jour (?:de|sur)(?: l['’])?|au))?|mise à jour|fin d['’]action(?: sur)?"
        r"|bonnes? nouvelles?|action terminée|action urgente"
    ),
    earlier=r"\b(?:lancée?|émise?|publiée?|diffusée?) le\s{1,3}",
    follows=(
        r"\b(?:informations? complémentaires?|complément d['’]information) (?:sur|concernant)\b"
        r"|\b(?:deuxième|troisième|quatrième|seconde|\d{1,2}e) AU\b|\bmise à jour (?:de"
        r"|sur) l['’]AU"
    ),
    closes=(
        r"\bfin d['’]action\b|\bbonnes? nouvelles?\b|\baction terminée\b|\bdernière mise à jour\b"
        r"|\baucune (?:action|intervention|démarche) (?:complémentaire|supplémentaire|nouvelle)"
        r"|\baucun nouvel appel\b"
    ),
    update_of=(
        r"\b(?:mise à jour (?:de|sur)(?: l['’])?|(?:informations? complémentaires?"
        r"|complément d['’]information) (?:sur|concernant)(?: l['’])?|fin d['’]action sur)\s{0,3}$"
    ),
    story=(
        r"compléments? d['’]informations?|informations? (?:générales?|complémentaires?|de fond)"
        r"|contexte"
    ),
    actions=(
        r"actions? (?:complémentaires? )?recommandées?"
        r"|dans (?:les|vos) (?:appels|lettres)(?: que vous ferez parvenir)?"
        r"|(?:veuillez|merci d['’])\s?(?:écrire|envoyer|faire parvenir)"
        r"(?! (?:vos appels (?:avant|à)|une copie|des copies))"
        r"|écrivez (?:immédiatement|sans attendre|le plus vite possible)"
    ),
    letter=(
        r"(?:passez à l['’]action|agissez)\s?:\s?(?:envoyez|écrivez|rédigez) un appel"
        r"|(?:modèle de|proposition de|lettre)[ -](?:lettre|type|modèle)"
        r"|modèle de courrier"
    ),
    addresses=(
        r"appels à|envoyez (?:vos|des) appels avant le .{4,40}? (?:à|aux)"
        r"|(?:envoyez|adressez) vos (?:appels|lettres|courriers) (?:à|aux)|coordonnées"
        r"|destinataires?"
    ),
    copies=r"(?:et |avec |envoyez )?(?:une |des )?copies? (?:à|aux?)",
    diplomatic=r"\breprésenta(?:nts?|tions?) diplomatiques?\b|\bambassades?\b.{0,60}\bvotre pays\b",
    placeholder=r"nom\(?s?\)?, adresse\(?s?\)?.{0,160}",
    deadline=(
        r"\bavant le|\baprès le|\bjusqu['’]au|\bd['’]ici(?: au| le)?|\bdélai(?: d['’]envoi)?\s?:?"
        r"|\bdate limite\s?:?|\bexpire le"
    ),
    reader=(
        r"^(?:veuillez|vérifiez|merci|vous pouvez (?:aussi|également)|si vous|ceci est la"
        r"|il s['’]agit de la|cette (?:action|au) est|pour en savoir plus|prière de"
        r"|prière d['’]intervenir|aucune (?:action|démarche))"
    ),
    fields=(
        r"(?:prénom,? )?noms?(?:,? (?:et )?pronoms?[^:]{0,40})?|prénom[^:]{0,40}|femme|homme"
        r"|genre(?: h/f)?|hommes? et femmes?|langues?[^:]{0,80}|merci d['’]agir[^:]{0,60}"
        r"|liens? vers l['’]au[^:]{0,40}"
        r"|vous pouvez (?:aussi|également) écrire dans votre propre langue"
    ),
    demand=r"\b(?:demande|prie|engage|exhorte|appelle)\b",
    greeting=(
        r"(?:monsieur|madame|mesdames|messieurs|maître|excellence|votre (?:excellence|majesté)"
        r"|mon (?:général|colonel|commandant)|chère?)\b.{0,80}[,:]"
    ),
    sign_off=(
        r"(?:veuillez (?:agréer|recevoir|croire)|je vous prie (?:d['’]agréer|de croire"
        r"|de recevoir)|(?:bien )?cordialement|respectueusement|dans l['’]attente"
        r"|avec mes).{0,200}"
    ),
)
_ES = AmnestyWords(
    issuer=r"Amnist[ií]a Internacional|Amnesty International",
    banner=r"acci[oó]n(?:es)? urgentes?|amnist[ií]a internacional|act[uú]en?|act[uú]a ya",
    header=(
        r"externo|(?:para general )?(?:distribuci[oó]n )?p[uú]blic[oa]|[ií]ndice(?: ai)?|fecha"
        r"(?: de emisi[oó]n)?|distr|au|de"
        r"|(?:m[aá]s )?informaci[oó]n(?: adicional| complementaria)? sobre(?: la)?"
        r"|(?:primera|segunda|tercera|cuarta|quinta)(?: au| actualizaci[oó]n(?: de(?: la)?)?)?"
        r"|actualizaci[oó]n(?: de(?: la)?)?|fin de la acci[oó]n|buenas noticias|acci[oó]n urgente"
    ),
    earlier=r"\b(?:emitida|publicada|del?) el\s{1,3}",
    follows=(
        r"\binformaci[oó]n (?:adicional |complementaria )?sobre (?:la )?AU\b"
        r"|\b(?:segunda|tercera|cuarta|quinta) AU\b|\bactualizaci[oó]n de (?:la )?AU\b"
    ),
    closes=(
        r"\bfin de la acci[oó]n\b|\bbuenas? noticias?\b|\b[uú]ltima actualizaci[oó]n\b"
        r"|\bno (?:se requiere|se solicita|es necesari\w|son necesari\w\w)\b.{0,40}"
        r"\b(?:acci[oó]n|acciones|llamamientos)"
    ),
    update_of=(
        r"\b(?:actualizaci[oó]n (?:de|sobre)(?: la)?|informaci[oó]n (?:adicional |complementaria )?"
        r"sobre(?: la)?)\s{0,3}$"
    ),
    story=(
        r"informaci[oó]n (?:adicional|complementaria|general|de fondo)|antecedentes"
        r"|informaci[oó]n sobre los antecedentes"
    ),
    actions=(
        r"(?:otras )?acci[oó]n(?:es)? recomendadas?|(?:por favor,? )?escriban(?: inmediatamente)?"
        r"|(?:sírvanse enviar|env[ií]en) (?:telegramas|faxes|cartas|t[eé]lex|correos"
        r"|los llamamientos"
        r" de manera)"
    ),
    letter=(
        r"act[uú](?:en?|a)\s?:\s?(?:redact|escrib|env[ií])\w{1,4} (?:su|un|tu|vuestro)"
        r"|(?:carta|modelo)(?: de)? (?:modelo|carta)"
    ),
    addresses=(
        r"llamamientos a|env[ií]en(?: sus| los)? llamamientos antes del .{4,40}? a"
        r"|env[ií]en(?: sus| los)? (?:llamamientos|cartas) a|datos de contacto"
    ),
    copies=r"(?:y |con |env[ií]en )?copias? (?:de .{1,30} )?al?(?! la representaci)",
    diplomatic=r"\brepresenta(?:ci[oó]n|ciones|ntes) diplom[aá]tic[ao]s?\b",
    placeholder=r"nombre\s+direcci[oó]n 1\b.{0,160}",
    deadline=(
        r"\b(?:antes|despu[eé]s|m[aá]s tardar|m[aá]s tarde) del?\s?:?"
        r"|\bhasta(?: el)?\s?:?|\bfecha l[ií]mite\s?:?|\bexpira el"
    ),
    reader=(
        r"^(?:por favor|consulten|env[ií]en|si van|si desean|tambi[eé]n pueden|inserten|esta es la"
        r"|m[aá]s informaci[oó]n\s?:|gracias|no se requiere|muchas gracias)"
    ),
    fields=(
        r"nombres?(?: y (?:pronombres?|g[eé]nero)[^:]{0,40})?|pueden escribir llamamientos en"
        r"|hombre/mujer|sexo|g[eé]nero|idiomas?[^:]{0,80}"
        r"|act[uú]en lo antes posible[^:]{0,40}|enlaces? a la au[^:]{0,30}"
        r"|tambi[eé]n pueden escribir en su propio idioma"
    ),
    demand=r"\b(?:inst|pid|ruego|solicit|exhort)\w{0,6}\b",
    greeting=(
        r"(?:estimad[oa]s?|señora?|señores|excelencia|su excelencia|excelent[ií]sim[oa]"
        r"|distinguid[oa])\b.{0,80}[,:]"
    ),
    sign_off=(
        r"(?:(?:le saluda )?atentamente|(?:un )?cordial(?:es)? saludos?|saludos cordiales"
        r"|respetuosamente|muy atentamente|sin otro particular).{0,80}"
    ),
)
_DE = AmnestyWords(
    issuer=r"Amnesty International",
    banner=r"urgent action|eilaktion|amnesty international|werden sie aktiv",
    header=(
        r"extern|öffentlich|ua-nr\.?|ai-index|index|datum|ausgabedatum|vom|ua"
        r"|(?:weitere|neue) informationen? zu(?:r)?|urgent action|gute nachrichten?"
        r"|(?:erste|zweite|dritte|vierte)(?: aktualisierung| ua)?|abschluss|ende der aktion"
    ),
    earlier=r"\bvom\s{1,3}",
    follows=(
        r"\b(?:weitere|neue) informationen? zu(?:r)? UA\b|\baktualisierung (?:der|von|zu)\b"
        r"|\b(?:zweite|dritte|vierte) UA\b"
    ),
    closes=(
        r"\bgute nachricht(?:en)?\b|\bende der aktion\b|\bkeine weiteren (?:appelle|aktionen)"
        r"|\bstop action\b|\babschließende information"
    ),
    update_of=(
        r"(?:\b(?:weitere|neue) informationen? zu(?:r)?|\baktualisierung (?:der|von|zu))\s{0,3}$"
    ),
    story=r"sachlage|hintergrund(?:informationen?)?|(?:weitere|zusätzliche) informationen",
    actions=(
        r"empfohlene aktion(?:en)?|schreiben sie bitte|forderungen"
        r"|bitte schreiben sie (?:faxe|e-?mails|briefe|luftpost\w{0,10}|telegramme|höflich)"
    ),
    letter=r"muster-?brief|modellbrief|briefvorschlag|werden sie aktiv\s?:\s?schreiben sie",
    addresses=r"appelle an|bitte (?:senden|schicken|richten) sie ihre appelle .{0,40}an"
    r"|kontaktdaten",
    copies=r"kopien?(?: .{1,30})? an",
    diplomatic=r"\bdiplomatische[nr]? vertretung(?:en)?\b",
    placeholder=r"\((?:luftpost|standard|port)\w{0,12}.{0,80}\)",
    deadline=r"\b(?:nach|vor|ab) dem|\bbis (?:zum|spätestens)|\bfrist\s?:?|\bläuft ab am",
    reader=(
        r"^(?:bitte schreiben|schreiben sie in|leserinnen|wer in|bitte (?:senden|beachten)"
        r"|da informationen|nach dem \d|weitere informationen zu|vielen dank)"
    ),
    fields=r"namen?(?: und pronomen)?|geschlecht|bevorzugte sprache[^:]{0,40}|link[^:]{0,40}",
    demand=r"\b(?:bitte|fordere|ersuche|appelliere)\b",
    greeting=r"(?:sehr geehrte[rs]?|exzellenz|dear|euer ehren|verehrte[rs]?)\b.{0,80}[,:!]?",
    sign_off=r"(?:mit freundlichen grüßen|hochachtungsvoll|mit vorzüglicher hochachtung).{0,40}",
)
_AR = AmnestyWords(
    issuer=r"منظمة العفو الدولية",
    banner=r"تحرك(?:ات)? عاجلة?|منظمة العفو الدولية|بادروا? بالتحرك",
    header=(
        r"عام|للتداول (?:الخارجي|العام)|خارجي|وثيقة عامة|رقم الوثيقة|رقم|(?:ال)?تاريخ|التحرك"
        r" (?:الأول|الثاني|الثالث|الرابع|الخامس|العاجل)|معلومات إضافية (?:بشأن|حول|عن)"
        r"|تحديث|أخبار سارة|تحرك عاجل|وقف التحرك|المؤشر|تاريخ الإصدار"
    ),
    earlier=r"(?:الصادر|المؤرخ) (?:في|بتاريخ)\s{1,3}",
    follows=(
        r"معلومات إضافية (?:بشأن|حول|عن) (?:ال)?تحرك|التحرك (?:الثاني|الثالث|الرابع|الخامس)"
        r"|تحديث (?:لل|لـ|ل)?تحرك"
    ),
    closes=(
        r"أخبار سارة|وقف التحرك|انتهاء التحرك|إنهاء التحرك|التحديث الأخير"
        r"|لا (?:يُ?طلب|يلزم|حاجة إلى) .{0,20}(?:تحرك|إجراء|مناشدات)"
    ),
    update_of=r"(?:معلومات إضافية (?:بشأن|حول|عن)|تحديث (?:على|ل)?)\s{0,3}$",
    story=r"معلومات (?:إضافية|أساسية|عامة)|خلفية(?: الحالة| القضية)?",
    actions=(
        r"(?:يُ?رجى|الرجاء) (?:الكتابة|كتابة (?:مناشدات|رسائل)|إرسال (?:مناشدات|رسائل|برقيات))"
        r"(?! .{0,20}(?:قبل|إلى\s?:))|التحركات? الموصى بها|الإجراءات? الموصى بها|اكتبوا فوراً?"
    ),
    letter=r"بادروا? بالتحرك|نموذج (?:ال)?رسالة|(?:يُ?رجى )?كتابة مناشدة بتعبيركم",
    addresses=(
        r"(?:تُ?رسل |يُ?رجى إرسال |الرجاء إرسال )?(?:ال)?مناشدات (?:قبل .{4,40}? )?إلى|جهات الاتصال"
        r"|بيانات الاتصال"
    ),
    copies=r"و?(?:تُ?رسل )?نسخ(?:ة|اً?)? (?:من .{1,30} )?إلى",
    diplomatic=r"(?:ال)?(?:ممثل\w{0,4}|بعثات|هيئات) (?:ال)?دبلوماسي\w{1,3}",
    placeholder=r"الاسم\s+العنوان 1.{0,160}",
    deadline=r"(?:قبل|حتى|بعد)\s?:?|الموعد النهائي\s?:?",
    reader=(
        r"^(?:و?يُ?رجى|و?الرجاء|يمكنكم|كما يمكنكم|إذا كنتم|هذا هو التحديث|لمزيد من المعلومات"
        r"|شكر)"
    ),
    fields=(
        r"(?:الاسم|الأسماء)[^:]{0,40}|لغات? المخاطبة[^:]{0,30}|النوع|رابط[^:]{0,40}"
        r"|و?يُ?رجى المبادرة بالتحرك[^:]{0,60}|يمكنكم أيضاً? استخدام لغة بلدكم"
    ),
    demand=r"(?:أحث|أدعو|أطالب|أناشد|أطلب|نحث|ندعو)\w{0,3}",
    greeting=(
        r"(?:معالي|سعادة|فخامة|السيدة?|سيادة|صاحبة?|جلالة|دولة|سمو|حضرة|تحية)(?!\w).{0,80}[،,:]"
    ),
    sign_off=r"(?:و?تفضلوا بقبول|مع (?:فائق|خالص)|و?تقبلوا|المخلصة?|بإخلاص).{0,80}",
)

_WORDS = {"en": _EN, "fr": _FR, "es": _ES, "de": _DE, "ar": _AR}


def words_for(tag: str) -> AmnestyWords:
    """Return the words of the language, or the English ones where it has none."""
    return _WORDS.get(tag, _EN)
