"""German headings, labels and honorifics."""

from campaign.appeals.headings.words import AmnestyWords, Demands, Headings, Labels

GERMAN = Headings(
    tag="de",
    banner=(
        r"(?:(?:eil|dringlichkeits)?(?:appell|aktion|aufruf)e?|dringende[rs]? (?:appell|aufruf)"
        r"|urgent actions?|(?:das |die )?beobachtungsstelle|zur sofortigen veröffentlichung"
        r"|menschenrechtsverteidiger(?:innen)?|pressemitteilung|fall|aktenzeichen|code|ref\.?"
        r"|fidh|omct|fidh[ /&-]{1,3}omct|omct[ /&-]{1,3}fidh)"
    ),
    head_labels=r"titel|betreff|betrifft|kategorien?|themen?|datum|stand",
    update_banner=(
        r"(?:neue informationen?|weitere informationen|aktualisierung|update|nachtrag"
        r"|neue entwicklungen?|zusätzliche informationen)"
    ),
    closed_banner=(
        r"(?:(?:fall|aktion|appell) (?:geschlossen|beendet|abgeschlossen)|gute nachricht(?:en)?"
        r"|ende der aktion|abschluss der aktion|stop action|letzte aktualisierung)"
    ),
    furniture=(
        r"(?:porto\b.{0,60}|(?:von|an|gesendet|cc|antwort an)\s?:.{0,80}@.{0,80}"
        r"|weiterlesen.{0,40}|mehr (?:lesen|erfahren).{0,40}|teilen(?: .{0,30})?"
        r"|drucken(?: .{0,20})?|druckversion|seite (?:drucken|empfehlen|teilen)|nach oben"
        r"|(?:jetzt )?spenden|über uns|kontakt|impressum|datenschutz.{0,30}|newsletter.{0,30}"
        r"|folgen sie uns.{0,40}|facebook|twitter|x|whatsapp|linkedin|pdf"
        r"|en|fr|es|de|deutsch|english|français|español"
        r"|(?:.{0,60}\s)?seite \d{1,3} ?/ ?\d{1,3}|seite \d{1,3}(?: von \d{1,3})?"
        r"|zum inhalt.{0,30}|menü|suche|startseite|mehr dazu|schlagworte|cookie.{0,60}"
        r"|alle rechte vorbehalten.{0,60}|aktuelles|zurück|weiter|siehe auch|©.{0,80})"
    ),
    formula=r"bitte[nt]?\b.{0,40}\bum (?:ihr|dringendes|sofortiges) (?:eingreifen|handeln)",
    story_heading=(
        r"(?:sachlage|sachverhalt|(?:kurze )?beschreibung (?:der lage|der situation|des falls)"
        r"|hintergrund(?:informationen?)?|zum hintergrund|kontext|die fakten|der fall"
        r"|(?:neue|weitere|zusätzliche|aktuelle) informationen?|zusammenfassung"
        r"|neue entwicklungen?|aktualisierung)"
    ),
    actions_heading=(
        r"(?:empfohlene|geforderte|erbetene) (?:aktion(?:en)?|maßnahmen|schritte)|forderungen"
        r"|unsere forderungen|empfehlungen(?: an die behörden)?"
        r"|was (?:sie|ihr|du) tun k(?:ö|oe)nn\w{1,3}"
        r"|schreiben sie bitte"
    ),
    actions_intro=(
        r"\b(?:schreib\w{1,3}|briefe|appelle|faxe|e-?mails)\b[^.]{0,200}"
        r"\b(?:fordern|bitten|auffordern|appellieren|forderungen|in denen)\b"
        r"|\b(?:fordern|bitten) sie\b[^.]{0,120}\b(?:behörden|regierung)\b"
        r"|\b(?:fordert|bittet|appelliert)\b[^.]{0,120}\b(?:behörden|regierung)\b"
    ),
    addresses_heading=(
        r"(?:die )?(?:post|kontakt)?(?:adressen?|anschriften?)(?: der behörden)?"
        r"|appelle an|kontakt(?:e|daten)|empfänger(?:innen)?|adressat(?:en|innen)"
        r"|(?:bitte )?(?:schreiben|senden|schicken|richten) sie(?: bitte)?"
        r"(?: (?:ihre )?(?:briefe|appelle|schreiben|faxe))?(?: (?:bis zum|vor dem) .{4,25})?"
        r" an"
    ),
    copies_heading=(
        r"(?:eine )?(?:kopien?|abschrift(?:en)?)"
        r"(?: (?:ihre[rs]|des|der) \w{1,20})?(?: senden sie bitte)?(?: bitte)? an|kopien|c\.?c"
        r"|(?:[^:.]{0,40}\W)?(?:kopien?|abschrift(?:en)?)\b[^:.]{0,80}(?:(?=:\Z)|(?<= an)(?=\Z))"
    ),
    diplomatic=(
        r"\bdiplomatische[nr]? vertretung(?:en)?\b|\b(?:botschaft|konsulat)(?:en|s)?\b.{0,120}"
        r"\b(?:ihres landes|in ihrem land|zuständig\w{0,3}|wohnort\w{0,2})\b"
        r"|\bdie dortigen?\b.{0,40}\b(?:botschaft|vertretung)"
    ),
    report=(
        r"\b(?:teilen|lassen) sie uns\b.{0,60}\b(?:mit|wissen)\b"
        r"|\b(?:informieren|benachrichtigen) sie uns\b"
        r"|\b(?:melden|sagen|geben) sie uns\b"
        r"|\b(?:schicken|senden|schickt|sendet) (?:sie )?uns\b.{0,40}\bkopien?\b"
        r"|\bunter angabe (?:des|der) (?:codes?|aktenzeichens|nummer)\b"
    ),
    closing=(
        r"^bitte (?:teilen|informieren|lassen) sie uns|^für weitere informationen"
        r"|^(?:vielen )?dank\b|^weitere informationen zu\b"
    ),
    own_contact=r"(?:fidh|omct|pressekontakt|amnesty international deutschland)",
    reader_note=r"^(?:bitte|sie k(?:ö|oe)nnen|wenn sie|falls sie|wer in)\b",
    deadline=(
        r"\b(?:vor dem|bis (?:zum|spätestens(?: zum)?)|spätestens(?: am| bis)?|nach dem"
        r"|einsendeschluss|frist)\b"
    ),
    update_of=(
        r"\b(?:(?:weitere|neue|zusätzliche) informationen? (?:zu|zur|über)|aktualisierung"
        r" (?:von|der|zu)|nachtrag zu|ersetzt|folgt auf)\b"
    ),
    issuer_joins=r"\b(?:von|der|des|zwischen|durch|mit|und)\b(?: von\b)?(?: (?:der|dem|den)\b)?",
    article=r"(?:der|die|das)\s",
    labels=Labels(
        tel_fax=(
            r"tel(?:efon|\.)?\s?(?:/|&|und|-|\+|,| oder)\s?(?:tele)?fax"
            r"|(?:tele)?fax\s?(?:/|&|und)\s?tel(?:efon)?"
        ),
        fax=r"(?:tele)?fax(?:e|nummer|-nr)?|f(?=:)",
        phone=r"tel(?:efon(?:nummer)?|efone)?|mobil(?:telefon)?|handy|zentrale|whatsapp|t(?=:)",
        email=r"e-?\s?mails?(?:-adressen?)?|mail|elektronische post|e(?=:)",
        ignored=(
            r"telex(?:e)?|telegramme?|web(?:seite|site)?|internet(?:seite)?|homepage"
            r"|kontaktformular|online-formular|twitter|x|facebook|instagram|skype|linkedin"
            r"|telegram|https?"
        ),
        salutation=r"(?:korrekte )?anrede|briefanrede|grußformel",
        name=r"name|empfänger(?:in)?",
        office=r"amt|funktion|position|titel|behörde|institution",
        address=r"(?:post)?(?:adresse|anschrift)|per post",
    ),
    honorifics=(
        r"(?:S|I)\.?\s?E\.?(?:\s(?:Herrn?|Frau))?|Seine[rn]? Exzellenz|Ihre[rn]? Exzellenz"
        r"|Exzellenz|Herrn?|Frau|Fräulein|Dr|Prof|Professor(?:in)?|Mag|Dipl\.-Ing|RA|RAin"
        r"|Sr|Sra|Lic|Dra|Don|Doña|Ing|M|Mme|Maître|Me|Mr|Mrs|Ms|Hon|Sheikh|Scheich|Eng"
    ),
    ranks=(
        r"(?:General|Oberst|Vize)-?(?:leutnant|major|oberst|admiral)|General|Oberst|Major"
        r"|Hauptmann|Leutnant|Kommandeur|Admiral|Kapitän|Richter(?:in)?|Senator(?:in)?"
        r"|Botschafter(?:in)?"
    ),
    offices=(
        r"\w{0,30}minister(?:in|ium|präsident(?:in)?)?s?|\w{0,20}präsident(?:in)?(?:en)?|premier"
        r"|\w{0,20}staatsanw[aä]lt(?:in|schaft)?|\w{0,20}botschaft(?:er|erin)?|konsulat|konsul(?:in)?"
        r"|mission|\w{0,20}kommission|\w{0,20}kommissar(?:in)?|ausschuss|komitee|\w{0,20}rat(?:es)?"
        r"|\w{0,20}sekretär(?:in)?|sekretariat|abteilung|direktion|\w{0,20}direktor(?:in)?"
        r"|büro|leiter(?:in)?|chef(?:in)?|kommandeur|kommandant(?:in)?|\w{0,20}gericht(?:shof)?"
        r"|richter(?:in)?|parlament|versammlung|senat|kongress|gouverneur(?:in)?"
        r"|\w{0,10}bürgermeister(?:in)?|inspekt(?:or|orin|eur)|\w{0,20}polizei|gendarmerie|armee"
        r"|streitkräfte|behörde|amt|ombuds\w{1,8}|beauftragte[rn]?|vertret(?:er|erin|ung)"
        r"|delegation|vorsitzende[rn]?|kanzler(?:in)?|kanzlei|könig(?:in)?|sultan|emir|prinz"
        r"|abgeordnete[rn]?|verwaltung|dienste?|sicherheit|geheimdienst|institut|regierung"
        r"|kabinett|verteidigung|innern|justiz|menschenrechte|gefängnis\w{0,12}|union"
        r"|unternehmen|gesellschaft|berichterstatter(?:in)?|verband|organisation|redaktion"
    ),
    office_splits=(
        r"(?:(?:Stellvertretende[rn]?|Erste[rn]?|Amtierende[rn]?)\s){0,2}"
        r"(?:\w{0,20}[Mm]inister(?:in|präsident(?:in)?)?|\w{0,20}[Pp]räsident(?:in)?"
        r"|\w{0,10}[Ss]taatsanw[aä]lt(?:in)?|Botschafter(?:in)?|\w{0,10}[Ss]ekretär(?:in)?"
        r"|\w{0,10}[Kk]ommissar(?:in)?|\w{0,10}[Dd]irektor(?:in)?|Gouverneur(?:in)?"
        r"|Vorsitzende[rn]?|Bürgermeister(?:in)?|Inspekteur|Ombuds\w{1,8}|Leiter(?:in)?|Kanzler(?:in)?)"
    ),
    missions=r"\w{0,10}botschaft|mission|\w{0,8}konsulat|ständige vertretung|delegation",
    streets=(
        r"\w{1,30}(?:straße|strasse|str\.|gasse|allee|platz|weg|ufer|ring|damm|steig|park)"
        r"|straße|strasse|str\.|platz|weg|allee|postfach|am \w{2,30} \d{1,4}"
        r"|street|road|avenue|ave\.?|rue|route|chemin|boulevard|calle|carrera|avenida|plaza|sharia"
        r"|p\.?\s?o\.?\s?box|b\.?\s?p\.|apartado|ul\.|ulitsa|prospekt|kutschai|jalan"
    ),
    prefix_streets=(
        r"straße|platz|postfach|rue|route|chemin|boulevard|calle|carrera|avenida|avenue|plaza"
        r"|sharia|p\.?\s?o\.?\s?box|b\.?\s?p\.|apartado|ul\.|ulitsa|prospekt|kutschai|jalan"
    ),
    buildings=(
        r"gebäude|haus|palast|turm|stock|stockwerk|etage|sitz|zimmer|zentrum|villa|kaserne"
        r"|building|palais"
    ),
    seated=r"\b(?:in|bei|beim|am)\b",
)

DEMANDS = Demands(
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
    closing=(
        r"^(?:für )?(?:weitere|nähere) (?:informationen|auskünfte)\b|^kontakt\b"
        r"|^(?:mit )?solidarische[nr]?\b"
    ),
    deadline=(
        r"\b(?:einsendeschluss|frist)\b.{0,20}:|\bbis(?: zum| spätestens(?: zum)?)?\b"
        r"|\bletzter (?:tag|termin)\b.{0,40}?:|\bnach dem\b"
    ),
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
    organisations=(
        r"\A(?:der |die |das )?(?:\w{1,20} )?(?:\w{0,20}-?)(?:zentrum|netzwerk|gewerkschaft|komitee"
        r"|kommission|gruppe|kampagne|bündnis|rat|institut|verband|verein|vereinigung|stiftung"
        r"|gesellschaft|initiative|liga|föderation|union|organisation|bewegung|forum|bund"
        r"|arbeitskreis|arbeitsgemeinschaft|hilfswerk)\b|\be\. ?v\.?\Z|\A(?:PEN|ACAT)\b"
        r"|\b(?:international|ohne grenzen)\Z"
    ),
    asking=r"\b(?:bitte|forder|verlang|anliegen|appell)\w{0,6}",
)

AMNESTY = AmnestyWords(
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
