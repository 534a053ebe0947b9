"""The words of appeals that are laid out freely: by headings, a model letter, demands.

They are added to the `Headings` of a language by `with_demands`; a language without an entry is
read with the English one.
"""

from dataclasses import dataclass, replace

from campaign.appeals.headings.words import Headings


@dataclass(frozen=True)
class Demands:
    """Regular expressions, case ignored.

    The first six are more ways to say what the `Headings` field of that name says. `letter_heading`
    stands before a model letter, `letter_opening` and `letter_close` are its first and last
    paragraph, `signature` what the reader fills in, `greeting` speaks to the reader; `issues` is
    the label of the categories, `code_label` that of a code; `asks` has the group `who`, the
    organisation that asks; `writes` is any word for what the reader shall send.
    """

    story_heading: str
    actions_heading: str
    actions_intro: str
    addresses_heading: str
    closing: str
    deadline: str
    letter_heading: str
    letter_opening: str
    letter_close: str
    signature: str
    greeting: str
    issues: str
    code_label: str
    asks: str
    writes: str


DEMANDS = {
    "en": Demands(
        story_heading=(
            r"case (?:narrative|details?|history|background|description)|details of (?:the )?case"
            r"|what happened|summary|description|additional (?:information|comments?)|updates?"
            r"|background (?:to|of|on) the case|the story|details"
        ),
        actions_heading=r"we (?:demand|ask|call for)|our demands|calls? to action|demands?",
        actions_intro=(
            r"^(?:please )?(?:send|write|fax|e-?mail)\b[^.:]{0,60}"
            r"\b(?:appeals?|letters?|messages?|faxes|e-?mails)\b[^.:]{0,120}:\Z"
            r"|^(?:please )?write\b[^.]{0,200}\b(?:to|that):\Z"
            r"|\b(?:urg(?:e|es|ing)|call(?:s|ing)?|ask(?:s|ing)?|request(?:s|ing)?|demand(?:s|ing)?"
            r"|appeal(?:s|ing)?|insist(?:s|ing)?)\b[^.]{0,160}:\Z"
            r"|\bauthorities\b[^.]{0,60}\b(?:must|should)\b[^.]{0,20}:\Z"
        ),
        addresses_heading=(
            r"(?:please |kindly )?(?:send|address|direct|write|fax|e-?mail)"
            r"(?: (?:your|all|individual|polite|these|such)){0,3}"
            r"(?: (?:letters?|appeals?|messages?|faxes|e-?mails))?"
            r"(?: of (?:appeal|protest|concern|support))?"
            r"(?:,? (?:before|by|until|no later than) [^:.]{4,40}?)?,? to"
            r"(?: (?:the )?(?:following|(?:individuals|officials|persons|people|authorities"
            r"|addresses) (?:listed )?below)[^:.]{0,60})?"
            r"|(?:your )?(?:appeals?|letters?|messages|protests)"
            r"(?: (?:should|may|can|must|are|please))?(?: to)?(?: be)?"
            r"(?: (?:sent|addressed|directed|written))? to(?: the following[^:.]{0,60})?"
            r"|(?:target |postal |mailing )?add?ress(?:es|ees)?|where to (?:write|send[^:.]{0,40})"
            r"|who(?:m)? to (?:write to|contact)|(?:send|write) to|send [^:.]{1,60} and send it to"
            r"|contact (?:details|information)|recipients?"
        ),
        closing=(
            r"^for (?:more|further|additional) (?:details|information|enquiries|queries)"
            r"|^(?:please )?contact (?:us|this office|our office)\b"
        ),
        deadline=r"sending (?:appeals|letters|messages)\b[^.]{0,20} after\b|\bdeadline\b.{0,20}:",
        letter_heading=(
            r"(?:suggested|sample|model|draft|template|proposed|standard) (?:letter|text|appeal|"
            r"e-?mail|message)s?(?: to [^:.]{1,60})?|(?:text of the )?letter|letter template"
        ),
        letter_opening=(
            r"(?:Dear|Your Excellency|Excellency|Honou?rable|To whom it may concern)\b[^.;]{0,80}"
        ),
        letter_close=(
            r"(?:yours (?:sincerely|faithfully|truly|respectfully)"
            r"|(?:most )?respectfully(?: yours)?"
            r"|sincerely(?: yours)?|(?:with )?(?:kind|best) regards)\b.{0,40}"
        ),
        signature=(
            r"[\[(]?(?:your )?(?:full )?(?:name(?! of)|signature|signed|address|date)\b.{0,60}"
            r"|_{3,80}"
        ),
        greeting=(
            r"dear (?:all|friends?|colleagues?|supporters?|members?|readers?|brothers)\b.{0,60}"
        ),
        issues=r"issues?|themes?|topics?|concerns?|categor(?:y|ies)",
        code_label=(
            r"(?:our |appeal |case )?(?:ref(?:erence)?|code)(?:[ .]{0,2}(?:no|number|code))?"
            r"|case no"
            r"|appeal (?:no|number)|index"
        ),
        asks=(
            r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?)(?: (?:is|are))?"
            r" (?:therefore |strongly |also |further |urgently ){0,2}"
            r"(?:urg(?:es|ing|e)|calls? (?:up)?on|calling (?:up)?on|appeals? to|requests?|asks?"
            r"|demands?|condemns?|believes|is (?:gravely |deeply |seriously )?(?:concerned"
            r"|alarmed))\b"
        ),
        writes=r"\b(?:letters?|appeals?|write|messages?|faxes|actions?|e-?mails|send)\b",
    ),
    "fr": Demands(
        story_heading=(
            r"(?:les |exposé des )?faits|le contexte|contexte(?: général)?|résumé"
            r"|ce qui s['’]est passé"
            r"|description|détails? du cas|informations? (?:complémentaires?|générales?)"
        ),
        actions_heading=r"nos (?:demandes|revendications)|nous demandons|revendications",
        actions_intro=(
            r"^(?:merci d['’]|veuillez |prière d['’])?(?:écri(?:vez|re)|envoye[rz]|adresse[rz])"
            r"\b[^:]{0,200}\b(?:pour|de|en|afin)\b[^:]{0,120}:\Z"
            r"|\b(?:demand|exhort|appell|pri|invit|requ|réclam|somm"
            r"|sollicit)\w{0,5}\b[^.]{0,160}:\Z"
            r"|\bautorités\b[^.]{0,60}\bdoivent\b[^.]{0,20}:\Z"
        ),
        addresses_heading=(
            r"signez [^:.]{0,60}\benvoyez-l[ae]s?(?: [^:.]{0,60})?(?: à| au| aux)?"
            r"|(?:merci d['’]|veuillez |prière d['’])?(?:écri(?:vez|re)|envoye[rz]|adresse[rz])"
            r"(?:-l[ae]s?)?(?: (?:vos|votre|des|cette|la|les) (?:lettres?|appels?|messages?"
            r"|courriers?"
            r"|fax))?(?:,? (?:avant le|d['’]ici (?:au|le)|jusqu['’]au) [^:.]{4,40}?)?,? (?:à|aux"
            r"|au)"
            r"(?: (?:l['’]adresse|adresses|personnes|autorités|responsables)? ?suivant[^:.]{0,40})?"
            r"|(?:vos )?(?:lettres|appels|messages) (?:à|peuvent|doivent|sont)[^:.]{0,40}"
            r"(?:adresser|envoyer|adressée?s|envoyée?s)(?: (?:à|aux|au)[^:.]{0,40})?"
            r"|à qui écrire|où écrire|destinataires?|appels? à"
        ),
        closing=(
            r"^pour (?:tout|toute) (?:renseignement|information|question)|^contact(?:ez)?[- ]nous"
        ),
        deadline=r"\bdélai\b.{0,20}:|\bjusqu['’]au\b|\bavant le\b|\bdate limite\b.{0,20}:",
        letter_heading=(
            r"(?:modèle|proposition|exemple|texte|projet) de (?:la )?(?:lettre|courrier|message)"
            r"|lettre[- ](?:type|modèle|à envoyer|à signer|suggérée)|lettre|texte à envoyer"
        ),
        letter_opening=(
            r"(?:Monsieur|Madame|Mesdames|Messieurs|Excellence|Votre Excellence"
            r"|Maître)\b[^.;:]{0,80},"
        ),
        letter_close=(
            r"(?:.{0,120}\b(?:je vous prie|nous vous prions|veuillez|vous prie) (?:d['’]|de )?"
            r"(?:agréer|croire|recevoir|accepter)\b.{0,200}|respectueusement.{0,20}|.{0,60}"
            r"salutations (?:distinguées|respectueuses).{0,20})"
        ),
        signature=r"(?:nom|prénom|adresse|signature|date|lieu)\b.{0,60}:?|_{3,80}",
        greeting=r"ch(?:er|ère)s? (?:ami|collègue|membre|lect|tous)\w{0,4}.{0,60}",
        issues=r"thèmes?|catégories?|violations?|sujets?",
        code_label=(
            r"(?:notre |votre )?(?:réf(?:érence)?|code)(?:[ .]{0,2}n[o°º]?)?"
            r"|(?:cas|appel|dossier) n[o°º]"
        ),
        asks=(
            r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?) (?:vous |leur )?"
            r"(?:demande(?:nt)?|exhorte(?:nt)?|appelle(?:nt)?|prie(?:nt)?|invite(?:nt)?"
            r"|condamne(?:nt)?|s['’]inquiète(?:nt)?)\b"
        ),
        writes=r"\b(?:lettres?|appels?|écri\w{1,4}|messages?|courriers?|envo\w{1,4}|actions?)\b",
    ),
    "es": Demands(
        story_heading=(
            r"(?:los )?hechos|antecedentes(?: del caso)?|contexto|resumen|descripción(?: del caso)?"
            r"|qué (?:pasó|ocurrió|sucedió)|información (?:adicional|complementaria|general)"
        ),
        actions_heading=(
            r"(?:nuestras )?(?:demandas|peticiones|exigencias)|pedimos|exigimos|solicitamos"
            r"|qué puede(?:s)? hacer"
        ),
        actions_intro=(
            r"^(?:por favor,? |favor de )?(?:escrib(?:a|an|e|ir)|enví(?:e|en|a)|enviar|dirija(?:n"
            r"|se)?)"
            r"\b[^:]{0,240}\b(?:a|que|para|pidiendo|solicitando|instando)\b[^:]{0,120}:\Z"
            r"|\b(?:pid|pedi|solicit|exig|exhort|inst|urg|demand|requier"
            r"|llam)\w{0,5}\b[^.]{0,160}:\Z"
            r"|\bautoridades\b[^.]{0,60}\bdeben\b[^.]{0,20}:\Z"
        ),
        addresses_heading=(
            r"(?:por favor,? |favor de )?(?:escrib(?:a|an|e|ir)|enví(?:e|en|a)|enviar|dirija(?:n)?)"
            r"(?:se)?(?: (?:sus?|las?|los?|esta)? ?(?:cartas?|llamamientos?|mensajes?|correos?"
            r"|faxes))?"
            r"(?:,? (?:antes del?|hasta el) [^:.]{4,40}?)?,? a(?: las?| los?)?"
            r"(?: (?:siguientes?|direcciones|autoridades (?:siguientes|indicadas))[^:.]{0,60})?"
            r"|(?:las |sus )?(?:cartas|llamamientos|mensajes) (?:a|deben|pueden|se)\b[^:.]{0,60}"
            r"|a quién escribir|destinatari[oa]s?|dirigirse a"
        ),
        closing=r"^para (?:más|mayor) información|^cont[aá]cte(?:nos|se)",
        deadline=r"\bplazo\b.{0,20}:|\bfecha l[ií]mite\b.{0,20}:|\bantes del?\b|\bhasta el\b",
        letter_heading=(
            r"(?:modelo|ejemplo|propuesta|texto) de (?:la )?(?:carta|mensaje|correo)"
            r"|carta(?: (?:modelo|tipo|sugerida|propuesta|a enviar))?|texto sugerido"
        ),
        letter_opening=(
            r"(?:(?:Muy )?(?:Estimad|Distinguid|Respetad|Señor|Excelent)\w{1,12}|Su Excelencia"
            r"|Excelencia|De mi (?:mayor )?consideración)\b[^.;]{0,80}"
        ),
        letter_close=(
            r"(?:.{0,60}\b(?:le saluda|atentamente|saludos cordiales|respetuosamente|se despide"
            r"|cordialmente)\b.{0,60})"
        ),
        signature=r"[\[(]?(?:su )?(?:nombre|firma|dirección|fecha)\b.{0,60}|_{3,80}",
        greeting=r"(?:queri|estima)d[oa]s? (?:amig|coleg|compañer|lector)\w{1,3}.{0,60}",
        issues=r"temas?|categorías?|violaciones|asuntos?",
        code_label=(
            r"(?:nuestra )?(?:ref(?:erencia)?|código)(?:[ .]{0,2}n[o°º.]?)?|(?:caso"
            r"|llamamiento) n[o°º.]"
        ),
        asks=(
            r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?) (?:le |les )?"
            r"(?:piden?|solicitan?|exigen?|exhortan?|instan?|hacen? un llamamiento|llaman? a"
            r"|condenan?|expresan?)\b"
        ),
        writes=r"\b(?:cartas?|llamamientos?|escrib\w{1,3}|mensajes?|enví\w{1,3}|enviar|acciones)\b",
    ),
    "de": Demands(
        story_heading=(
            r"(?:der )?sachverhalt|hintergrund(?:informationen?)?|zum hintergrund|was ist geschehen"
            r"|zusammenfassung|zum fall|der fall|beschreibung|weitere informationen"
        ),
        actions_heading=(
            r"(?:unsere )?forderungen|wir fordern|empfohlene (?:aktion(?:en)?|schritte)"
            r"|was sie tun können|bitten"
        ),
        actions_intro=(
            r"\b(?:schreib|forder|bitt|appellier|ruf|dräng|verlang|ersuch"
            r"|setz)\w{0,5}\b[^.]{0,200}:\Z"
            r"|\bbehörden\b[^.]{0,60}\b(?:müssen|sollen)\b[^.]{0,20}:\Z"
        ),
        addresses_heading=(
            r"(?:bitte )?(?:schreiben|senden|schicken|richten) sie(?: bitte)?(?: ihre?[nr]?)?"
            r"(?: (?:briefe?|appelle|schreiben|mails|faxe))?"
            r"(?:,? (?:bis(?: zum)?|vor dem) [^:.]{4,40}?)?,? an(?: (?:die )?folgende[^:.]{0,40})?"
            r"|(?:briefe|appelle|schreiben)(?: bitte)? an|anschriften|adressen|empfänger(?:innen)?"
        ),
        closing=r"^(?:für )?(?:weitere|nähere) (?:informationen|auskünfte)\b|^kontakt\b",
        deadline=r"\b(?:einsendeschluss|frist)\b.{0,20}:|\bbis(?: zum| spätestens)?\b",
        letter_heading=(
            r"(?:muster|beispiel|modell)(?:brief|schreiben|text)|brief(?:vorschlag|vorlage|text)"
            r"|vorschlag für (?:einen|ihren) brief|brief"
        ),
        letter_opening=r"(?:Sehr geehrte[r]?|Exzellenz|Eure Exzellenz|Herr|Frau)\b[^.;:]{0,80}[,!]",
        letter_close=(
            r"(?:.{0,40}\b(?:mit (?:freundlichen|vorzüglichen|besten) grüßen|hochachtungsvoll"
            r"|mit (?:vorzüglicher )?hochachtung)\b.{0,40})"
        ),
        signature=(
            r"[\[(]?(?:ihr )?(?:name|unterschrift|anschrift|adresse|ort|datum)\b.{0,60}|_{3,80}"
        ),
        greeting=r"liebe (?:freund|mitglied|kolleg|leser|unterstütz)\w{0,8}.{0,60}",
        issues=r"themen?|kategorien?|anliegen",
        code_label=r"(?:unser )?(?:zeichen|aktenzeichen|az|ref(?:erenz)?|code)|fall nr",
        asks=(
            r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?) "
            r"(?:bittet|bitten|fordert|fordern|ruft|rufen|appelliert|verlangt|verurteilt)\b"
        ),
        writes=r"\b(?:briefe?|appelle?|schreiben|faxe|e-?mails?|senden|aktion(?:en)?)\b",
    ),
    "ru": Demands(
        story_heading=(
            r"(?:что произошло|суть дела|описание(?: дела)?|подробности|обстоятельства(?: дела)?"
            r"|история дела|предыстория|кратко)"
        ),
        actions_heading=r"(?:наши )?требования|мы требуем|мы просим|мы призываем|просим",
        actions_intro=(
            r"\b(?:прос|призыва|требу|потребова|настаива|напи[сш]|пишит|обрат|ходатайств)\w{0,6}\b"
            r"[^.]{0,200}:\Z"
            r"|\bвласт\w{1,3}\b[^.]{0,60}\bдолжны\b[^.]{0,20}:\Z"
        ),
        addresses_heading=(
            r"(?:пожалуйста,? )?(?:пишите|напишите|направ(?:ляйте|ьте)|отправ(?:ляйте|ьте)|шлите"
            r"|присылайте|адресуйте)(?: (?:ваши|свои|эти))?(?: (?:письма|обращения|призывы|факсы))?"
            r"(?:,? (?:до|не позднее) [^:.]{4,40}?)?,?"
            r"(?: (?:по (?:следующим )?адрес(?:у|ам)|на имя|следующим [^:.]{1,40}"
            r"|в адрес))?"
            r"|куда (?:писать|обращаться)|кому (?:писать|адресовать)|адреса?(?:ты)?"
        ),
        closing=r"^(?:за )?(?:дополнительн|подробн)\w{1,4} информаци|^контакты?\b|^связаться",
        deadline=r"\bсрок\b.{0,30}:|\bдо\b|\bне позднее\b",
        letter_heading=(
            r"(?:образец|пример|текст|шаблон|вариант|проект) (?:письма|обращения)|письмо"
            r"|примерный текст(?: письма| обращения)?"
        ),
        letter_opening=(
            r"(?:Уважаем|Глубокоуважаем|Многоуважаем|Ваше Превосходительство)[^.;:]{0,80}"
        ),
        letter_close=r"(?:.{0,30}\bс (?:глубоким |искренним )?уважением|искренне ваш)\b.{0,40}",
        signature=r"[\[(]?(?:ваше? )?(?:имя|подпись|адрес|дата|фио|ф\.и\.о)\b.{0,60}|_{3,80}",
        greeting=r"(?:дорогие|уважаемые) (?:друзья|коллеги|читатели|сторонники).{0,60}",
        issues=r"темы?|категори[ия]|нарушения",
        code_label=r"(?:наш )?(?:код|номер|исх(?:одящий)?|дело|обращение)[ .]{0,2}(?:№|n)?|№",
        asks=(
            r"(?:\A|[.!?]\s)(?P<who>[^.:;,!?]{3,90}?) (?:настоятельно |вновь )?"
            r"(?:прос(?:ит|ят)|призыва(?:ет|ют)|требу(?:ет|ют)|обраща(?:ется|ются)|осужда(?:ет|ют)"
            r"|выража(?:ет|ют))\b"
        ),
        writes=r"(?:письм|обращени|призыв|пишит|направ|отправ|акци)\w{0,4}",
    ),
    "ar": Demands(
        story_heading=(
            r"(?:ملخص|خلفية|الخلفية|الوقائع|تفاصيل القضية|وصف الحالة|معلومات إضافية|ماذا حدث)"
        ),
        actions_heading=r"(?:المطالب|مطالبنا|نطالب|الإجراءات المطلوبة|ما يمكنك فعله)",
        actions_intro=(
            r"(?:يرجى|نرجو|الرجاء|اكتبوا|اكتب|راسلوا|تدعو|ندعو|تطالب|نطالب|تحث|نحث|تناشد|نناشد|تطلب"
            r"|مطالبين|مناشدين|داعين)[^.]{0,200}:\Z"
        ),
        addresses_heading=(
            r"(?:يرجى |نرجو |الرجاء )?(?:إرسال|ارسال|توجيه|أرسلوا|ارسلوا|اكتبوا|الكتابة|وجهوا)"
            r"(?: (?:ال)?(?:رسائل|مناشدات|نداءات|خطابات)(?:كم)?)?"
            r"(?:،? (?:قبل|حتى|في موعد أقصاه) [^:.]{4,40}?)?،? (?:إلى|الى)"
            r"(?: (?:ال)?(?:عناوين|جهات|سلطات|مسؤولين) (?:التالي|الآتي|المذكور)[^:.]{0,30})?"
            r"|(?:ال)?عناوين|المرسل إليهم"
        ),
        closing=r"^(?:ل)?(?:لمزيد|لمعلومات|مزيد) من المعلومات|^للاتصال|^للتواصل",
        deadline=r"(?:الموعد النهائي|آخر موعد|قبل|حتى)",
        letter_heading=(
            r"(?:نموذج|نص|مثال) (?:ال)?(?:رسالة|خطاب|مناشدة)|نموذج للرسالة|الرسالة المقترحة"
        ),
        letter_opening=r"(?:السيد|السيدة|معالي|سعادة|فخامة|صاحب|حضرة|تحية)[^.;:]{0,80}[،,:]",
        letter_close=(
            r".{0,40}(?:وتفضلوا بقبول|مع (?:فائق |خالص )?(?:الاحترام|التقدير|التحية)"
            r"|المخلص)[^:]{0,60}"
        ),
        signature=r"[\[(]?(?:الاسم|التوقيع|العنوان|التاريخ).{0,60}|_{3,80}",
        greeting=r"(?:الأصدقاء|الزملاء|أعزاءنا|أصدقاءنا).{0,60}",
        issues=r"(?:ال)?(?:قضايا|مواضيع|موضوعات|انتهاكات)",
        code_label=r"(?:ال)?(?:رقم|رمز|مرجع|إشارة)(?: (?:ال)?(?:قضية|نداء|مرجعي))?",
        asks=(
            r"(?:\A|[.!؟]\s)(?:كما |لذلك )?(?:تدعو|تطالب|تحث|تناشد|تطلب|تدين|يدعو|يطالب|يحث|يناشد"
            r"|يطلب)"
            r" (?P<who>[^.:؛،]{3,60}?)(?=،| السلطات| من السلطات| جميع| إلى| منكم| حكومة)"
        ),
        writes=r"(?:رسائل|رسالة|مناشدات|نداء|خطابات|اكتب|أرسل|إرسال|توجيه)",
    ),
}


def demands_for(tag: str) -> Demands:
    """Return the words of the language, or the English ones."""
    return DEMANDS.get(tag, DEMANDS["en"])


def with_demands(headings: Headings, own_contact: str = "") -> Headings:
    """Return the headings with those of freely laid out appeals among them.

    `own_contact` is a pattern of the names of those who publish the appeal.
    """
    more = demands_for(headings.tag)
    return replace(
        headings,
        story_heading=f"(?:{headings.story_heading}|{more.story_heading})",
        actions_heading=f"(?:{headings.actions_heading}|{more.actions_heading})",
        actions_intro=f"(?:{headings.actions_intro}|{more.actions_intro})",
        addresses_heading=f"(?:{headings.addresses_heading}|{more.addresses_heading})",
        closing=f"(?:{headings.closing}|{more.closing})",
        own_contact=f"(?:{headings.own_contact}|{own_contact})"
        if own_contact
        else headings.own_contact,
    )
