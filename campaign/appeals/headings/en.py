"""English headings, labels and honorifics."""

from campaign.appeals.headings.words import AmnestyWords, Demands, Headings, Labels

ENGLISH = Headings(
    tag="en",
    banner=(
        r"(?:urgent|urgent (?:appeal|intervention|action)s?|the observatory|observatory"
        r"|(?:for )?immediate release|human rights defenders|press release|case|code"
        r"|reference|ref\.?"
        r"|fidh|omct|fidh[ /&-]{1,3}omct|omct[ /&-]{1,3}fidh"
        r"|the observatory for the protection of human rights defenders)"
    ),
    head_labels=r"title|subject|categor(?:y|ies)|themes?|types? of violations?|date|re",
    update_banner=(
        r"(?:new information|update|updated information|further information"
        r"|additional information"
        r"|follow[- ]up|new developments?)"
    ),
    closed_banner=(
        r"(?:(?:case|appeal) closed|closed case|clos(?:ing|ure) of (?:the )?(?:case|appeal)"
        r"|good news|final update|stop action|end of (?:the )?(?:action|appeal))"
    ),
    furniture=(
        r"(?:postage\b.{0,60}|(?:from|to|sent|cc|reply-to)\s?:.{0,80}@.{0,80}"
        r"|read more.{0,40}|share(?: (?:this|on|via).{0,30})?|print(?: this page)?|back to top"
        r"|support (?:our work|us)|donate(?: now)?|take action|sign up.{0,40}|subscribe.{0,40}"
        r"|follow us.{0,40}|facebook|twitter|x|whatsapp|telegram|linkedin|e-?mail this page"
        r"|(?:download|view|open) (?:the |this |as )?(?:pdf|document|appeal).{0,20}|pdf"
        r"|(?:en|fr|es|ru|ar|english|français|español|русский|العربية)"
        r"|(?:.{0,60}\s)?page \d{1,3} ?/ ?\d{1,3}|page \d{1,3}(?: of \d{1,3})?"
        r"|skip to .{0,30}|menu|search|home|contact(?: us)?"
        r"|related (?:articles|content|posts|documents)|tags?|cookie.{0,60}"
        r"|all rights reserved.{0,60}"
        r"|latest news|see also|previous|next|copyright.{0,60}|©.{0,80})"
    ),
    formula=r"request(?:s|ing)? your (?:urgent |immediate )?(?:intervention|action|attention)",
    story_heading=(
        r"(?:(?:brief |short )?description of the (?:situation|facts|events|case)"
        r"|(?:brief )?reminder of the (?:situation|facts|case)"
        r"|brief reminder|new information|updated? information|latest developments"
        r"|(?:recent|new) developments?|background(?: information| of the case)?|context"
        r"|the facts|facts|the situation|the case|summary(?: of the (?:facts|case))?"
        r"|follow[- ]up|reminder of the facts|further information|additional information)"
    ),
    actions_heading=(
        r"(?:the )?(?:actions?|steps) (?:requested|required|requested from the authorities)"
        r"|(?:requested|recommended|suggested|required) actions?|what you can do"
        r"|recommendations?(?: to the authorities)?|requests?|our requests|demands"
    ),
    actions_intro=(
        r"\b(?:write|writing|appeal|letters) to the\b[^.]{0,120}\bauthorities\b"
        r"|\burg(?:e|es|ing) (?:them|the\b[^.]{0,120}\bauthorities\b[^.]{0,80}) to\b"
        r"|\b(?:calls? (?:up)?on|asks?|asking|calling (?:up)?on|requests?|requesting"
        r"|call (?:up)?on)"
        r" (?:them|the\b[^.]{0,120}\b(?:authorities|government)\b[^.]{0,80}) to\b"
    ),
    addresses_heading=(
        r"(?:the )?(?:postal |contact |mailing |useful )?address(?:es)?(?: of the authorities)?"
        r"|adresses|target addresses|contacts?(?: details| information)?|recipients"
        r"|(?:please )?(?:write|send (?:your )?(?:letters|appeals|messages)) to"
        r"|(?:your )?(?:letters|appeals|messages) (?:should|may|can) be (?:sent|addressed) to"
        r"|authorities(?: to write to)?"
    ),
    copies_heading=(
        r"(?:please )?(?:and |with )?(?:send )?(?:a )?cop(?:y|ies)(?: of [\w ]{1,40})? to|c\.?c"
        r"|(?:[^:.]{0,40}\W)?cop(?:y|ies)\b[^:.]{0,80}(?:(?=:\Z)|(?<= to)(?=\Z))"
    ),
    diplomatic=(
        r"\b(?:write|send|contact|address|letters?|copies|appeals?|approach)\b.{0,200}"
        r"\b(?:diplomatic|embass(?:y|ies)|consulates|permanent missions)\b.{0,200}"
        r"\b(?:your|respective|own)\b"
        r"|\bdiplomatic (?:representations?|representatives?"
        r"|missions?)\b.{0,120}\b(?:your|respective)\b"
    ),
    report=(
        r"\b(?:inform|tell|notify|advise) (?:us|the observatory)\b"
        r"|\blet (?:us|the observatory) know\b|\bkeep (?:us|the observatory) informed\b"
        r"|\b(?:quot|mention|indicat|cit)(?:e|ing) the (?:code|reference)"
        r"|\bsend us\b.{0,20}\bcop(?:y|ies)\b|\bcop(?:y|ies) of (?:your|any)\b"
        r".{0,60}\bto (?:us\b|\S{1,60}@)"
    ),
    closing=(
        r"^(?:kindly|please) (?:inform|let|keep|quote)|^the observatory, an? .{0,60}"
        r"\b(?:venture|programme|partnership)|^the observatory is an? |^for (?:more"
        r"|further) information"
        r"|^created in 1997|^thank you\b"
    ),
    own_contact=(
        r"(?:contact the observatory|emergency line|fidh|omct|\bthe observatory\b|press contact)"
    ),
    reader_note=r"^(?:please|kindly|you (?:can|may)|if you)\b",
    deadline=r"\b(?:before|until|by|no later than|expires? on|valid until|deadline)\b",
    update_of=(
        r"\b(?:updat(?:e|es|ing) (?:to|of|on|the)|updat(?:es|ing)|follow[- ]up (?:to|of|on)"
        r"|further (?:to|information on)|new information on|supersedes|replaces)\b"
    ),
    issuer_joins=r"\b(?:of|between|by|with|and)\b(?: of\b| by\b)?(?: the\b)?",
    article=r"the\s",
    labels=Labels(
        tel_fax=(
            r"(?:tel(?:ephone|\.)?|phone|ph)\s?(?:number\s?)?(?:/|&|and|-|\+|,"
            r"| or)\s?(?:tele)?fax(?:es)?"
            r"|(?:tele)?fax(?:es)?\s?(?:/|&|and)\s?(?:tel(?:ephone)?|phone)|t/f|telephone and fax"
        ),
        fax=r"(?:tele)?fax(?:es)?(?: (?:numbers?|machine))?|facsimiles?|telefacsimile|f(?=:)",
        phone=(
            r"tel(?:ephones?|s)?(?: numbers?)?|(?:mobile|cell)(?: ?phone)?"
            r"|phones?(?: numbers?)?|ph"
            r"|switchboard|hotline|whatsapp|gsm|t(?=:)"
        ),
        email=r"e-?\s?mails?(?: address(?:es)?)?|electronic mail|mail|courriel|e(?=:)",
        ignored=(
            r"telex(?:es)?|telegrams?|cables?|(?:via )?web ?sites?|web|internet|url"
            r"|web ?form|contact form"
            r"|online form|twitter|x|facebook|instagram|skype|linkedin|telegram|youtube"
            r"|tiktok|https?"
        ),
        salutation=r"salutations?|form of address|greeting",
        name=r"names?|addressee",
        office=r"office|position|function|titles?|post(?= ?:)|authority|institution",
        address=r"(?:postal |mailing |street )?address|addr\.?|by post|by mail",
    ),
    honorifics=(
        r"H\.?\s?E|HE|His Excellency|Her Excellency|Your Excellency|His Majesty|Her Majesty"
        r"|Mr|Mrs|Ms|Miss|Mister"
        r"|Mme|M|MM"
        r"|Messrs|Dr|Doctor|Prof|Professor|Hon|The Hon|The Honou?rable|Honou?rable"
        r"|Rt\.? Hon|Sir|Madam|Atty"
        r"|Lord|Lady|Shri|Smt|Thiru|Sr|Sra|Eng|Ing|Adv|Rev|Dato|Datuk|Tan Sri"
        r"|Dra|Licda|Lcd[ao]|Señora?|Sra|Monsieur|Madame|Maître|Herrn?|Frau|Khun"
        r"|(?:Grand )?Ayatollah|Daw|Bapak|Ibu|Sheikh|Shaikh|Haji|Mag|Lic"
    ),
    ranks=(
        r"(?:Lt|Lieutenant|Maj|Major|Brig|Brigadier|Vice)[.-]?\s?(?:Gen|General|Col"
        r"|Colonel|Adm|Admiral)"
        r"|Gen|General|Col|Colonel|Lt|Lieutenant|Maj|Major|Capt|Captain|Brig|Brigadier"
        r"|Admiral|Cdr"
        r"|Commander|Judge|Justice|Senator|Sen|P/[A-Z]\w{1,9}"
    ),
    offices=(
        r"minist(?:er|ers|ry|ries)|(?:vice-?)?president|premier|attorney|prosecut\w{1,4}"
        r"|procurat\w{1,5}"
        r"|ambassador|embassy|consulate|consul|mission|high commission(?:er)?"
        r"|commission(?:er)?|committee"
        r"|council|counsell?or|secretar(?:y|iat)|department|directorate|director|office"
        r"|chief|head"
        r"|commander|command|court|judge|justice|magistrate|parliament|assembly|senate"
        r"|congress|speaker"
        r"|governor|governorate|mayor|municipality|inspector(?:ate)?|police|gendarmerie"
        r"|army|forces|agency"
        r"|authority|bureau|ombuds\w{1,9}|defender|representative|delegation|chair\w{0,6}"
        r"|chancellor"
        r"|chancellery|king|queen|sultan|emir|amir|prince|deputy|administration|services?"
        r"|security"
        r"|intelligence|board|institute|tribunal|government|cabinet|defen[cs]e|interior"
        r"|affairs|rights"
        r"|superintendent|warden|registrar|solicitor|union|company|corporation|leader|rapporteur"
    ),
    office_splits=(
        r"(?:(?:Acting|Deputy|First|Vice|Prime|Federal|State|Interim|Chief|General|Public"
        r"|Military"
        r"|National|Supreme|Union|Home|Foreign|Permanent|Extraordinary)[\s-]){0,2}"
        r"(?:Minister|President|Prosecutor|Ambassador|Attorney|Secretary|Commissioner"
        r"|Director|Governor"
        r"|Chairman|Chairperson|Chairwoman|Speaker|Inspector|Ombuds\w{1,9}|Representative"
        r"|Commander"
        r"|Mayor|Chancellor|Premier|Ministry|Procurator|Head of|Chief of|Chief Justice|Solicitor"
        r"|Registrar|Superintendent|Defender)"
    ),
    missions=(
        r"embassy|mission|high commission|consulate|delegation|permanent representati(?:ve|on)"
    ),
    streets=(
        r"street|str\.|st\.|avenue|ave\.?|av\.|road|rd\.?|boulevard|blvd\.?|bld\.?|lane"
        r"|square|sq\.|drive"
        r"|highway|terrace|gardens?|crescent|alley|close|rise|hill|row|mews|quay"
        r"|p\.?\s?o\.?\s?box"
        r"|post(?:al)? ?box|private bag|plot|b\.?p\.|apartado|rue|route|chemin|calle"
        r"|carrera|via|viale"
        r"|place de|quai|impasse|allée|plaza|jalan|jl\.|ulitsa|ul\.|prospekt|prospect"
        r"|straße|strasse"
        r"|way|ring|block|sector|district|zone|quarter|compound|parade|plaza|park|circle|bypass"
    ),
    prefix_streets=(
        r"rue|route|chemin|calle|carrera|via|viale|place de|quai|impasse|allée|plaza"
        r"|jalan|jl\.|plot"
        r"|p\.?\s?o\.?\s?box|post(?:al)? ?box|private bag|avenue d\w{1,2}"
        r"|boulevard d\w{1,2}|b\.?p\."
    ),
    buildings=(
        r"building|house|palace|palais|tower|complex|floor|headquarters|(?:head|main) office"
        r"|suite|room|villa|annex|centre"
        r"|center|wing|gate|barracks|mansion|edificio|kremlin"
    ),
    seated=r"\b(?:in|at|to)\b",
)

DEMANDS = Demands(
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
        r"|^(?:yours )?(?:in solidarity|fraternally)\b"
    ),
    deadline=(
        r"sending (?:appeals|letters|messages)\b[^.]{0,20} after\b|\bdeadline\b.{0,20}:"
        r"|\b(?:last|latest|closing) (?:day|date)\b.{0,40}?(?::| is\b)|\bafter\b"
        r"|\bclos(?:es|ing) on\b"
    ),
    letter_heading=(
        r"(?:suggested|sample|model|draft|template|proposed|standard) (?:letter|text|appeal|"
        r"e-?mail|message)s?(?: to [^:.]{1,60})?|(?:text of the )?letter|letter template"
    ),
    letter_opening=(
        r"(?:Dear|Your Excellency|Excellency|Honou?rable|To whom it may concern"
        r"|(?:Mr|Madam)\.? (?:(?:vice|prime)[ -])?"
        r"(?:president|minister|speaker|ambassador|secretary))\b[^.;]{0,80}"
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
    greeting=(r"dear (?:all|friends?|colleagues?|supporters?|members?|readers?|brothers)\b.{0,60}"),
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
    organisations=(
        r"\b(?:network|union|committee|commission|cent(?:re|er)|group|campaign|coalition|alliance"
        r"|council|institute|federation|association|foundation|society|initiative|action|fund"
        r"|forum|organi[sz]ation|movement|league|confederation|collective|solidarity|project)"
        r"(?: (?:of|for|to|against|on|in|and|with)\b|\s?\Z)"
        r"|\b(?:international|watch|PEN|defenders|without borders|e\. ?v\.?|ngo)\Z|\A(?:PEN|ACAT)\b"
    ),
    asking=r"\b(?:ask|request|demand|call|urge|appeal|want|recommend)\w{0,6}\b",
)

AMNESTY = AmnestyWords(
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
