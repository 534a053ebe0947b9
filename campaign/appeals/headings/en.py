"""English headings, labels and honorifics."""

from campaign.appeals.headings.words import Headings, Labels

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
        r"(?:(?:from|sent|cc|reply-to)\s?:.{0,80}@.{0,80}"
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
        r"building|house|palace|palais|tower|complex|floor|headquarters|suite|room|villa"
        r"|annex|centre"
        r"|center|wing|gate|barracks|mansion|edificio|kremlin"
    ),
    seated=r"\b(?:in|at|to)\b",
)
