"""French headings, labels and honorifics."""

from campaign.appeals.headings.words import AmnestyWords, Demands, Headings, Labels

FRENCH = Headings(
    tag="fr",
    banner=(
        r"(?:(?:appel|intervention|action)s? urgent(?:e|s|es)?|l['’]observatoire|observatoire"
        r"|pour diffusion immédiate|défenseur(?:e|es|s)?(?:[·./-]\w{1,4}){0,2} des droits humains"
        r"|communiqué de presse|cas|code|référence|réf\.?"
        r"|fidh|omct|fidh[ /&-]{1,3}omct|omct[ /&-]{1,3}fidh"
        r"|appel urgent\s?[-–—:]\s?l['’]observatoire"
        r"|l['’]observatoire pour la protection des défenseurs des droits de l['’]homme)"
    ),
    head_labels=r"titre|objet|sujet|catégories?|thèmes?|types? de violations?|date|concerne",
    update_banner=(
        r"(?:nouvelles? informations?|mise à jour|informations? complémentaires?|suivi"
        r"|nouveaux développements|faits nouveaux|complément d['’]information)"
    ),
    closed_banner=(
        r"(?:(?:cas|appel|dossier) (?:clos|clôturé|fermé)|clôture (?:du cas|de l['’]appel)"
        r"|bonnes? nouvelles?|dernière mise à jour|fin de l['’](?:action|appel)|action terminée)"
    ),
    furniture=(
        r"(?:affranchissement\b.{0,60}|(?:de|à|a|pour|envoyé|cc|répondre à)\s?:.{0,80}@.{0,80}"
        r"|lire (?:la suite|aussi|plus).{0,40}|partager(?: .{0,30})?|imprimer(?: .{0,20})?"
        r"|haut de page|retour(?: .{0,30})?|soutenez.{0,30}|faire un don|je donne|agir"
        r"|s['’](?:abonner|inscrire).{0,40}|suivez-nous.{0,40}|facebook|twitter|x|whatsapp|linkedin"
        r"|(?:télécharger|voir|ouvrir) .{0,40}|pdf|en|fr|es|ru|ar|english|français|español"
        r"|(?:.{0,60}\s)?page \d{1,3} ?/ ?\d{1,3}|page \d{1,3}(?: (?:sur|de) \d{1,3})?"
        r"|aller au .{0,30}|menu|recherch(?:e|er)|accueil"
        r"|contact(?:ez-nous)?|à lire aussi|mots-clés?|cookie.{0,60}|tous droits réservés.{0,60}"
        r"|actualités|précédent|suivant|voir aussi|©.{0,80})"
    ),
    formula=(
        r"(?:vous )?(?:prie(?:nt)?|demande(?:nt)?|sollicite(?:nt)?|requi(?:er|èr)(?:t|ent)"
        r"|appelle(?:nt)?)"
        r"(?: (?:à|de))?(?: bien vouloir)?(?: (?:d['’]|de |votre |vous d['’])?)"
        r"(?:intervenir|intervention|action)\b(?:,? (?:de toute urgence|d['’]urgence|en urgence"
        r"|urgemment|urgente|la plus urgente))?"
    ),
    story_heading=(
        r"(?:(?:brève |courte )?description (?:de la situation|des faits|du cas|des événements)"
        r"|(?:bref )?rappel (?:de la situation|des faits|du contexte)|rappel"
        r"|nouvelles? informations?|informations? complémentaires?|mise à jour"
        r"|(?:derniers|nouveaux) développements|contexte|informations? générales?|les faits|faits"
        r"|la situation|le cas|résumé(?: des faits)?)"
    ),
    actions_heading=(
        r"(?:les )?actions? (?:requises?|demandées?|recommandées?|sollicitées?|suggérées?)"
        r"|recommandations?(?: aux autorités)?|demandes?|nos demandes|ce que vous pouvez faire"
        r"|dans (?:les appels|les lettres|vos lettres|vos appels) que vous ferez parvenir.{0,120}"
    ),
    actions_intro=(
        r"\b(?:écri(?:re|vez)|lettres?|appels?)\b[^.]{0,60}\bautorités\b"
        r"|\b(?:leur|les|aux autorités\b[^.]{0,80})\s(?:demandant|priant|exhortant|appelant|de)\b"
        r"|\b(?:demande(?:nt)?|exhorte(?:nt)?|appelle(?:nt)?|prie(?:nt)?)"
        r" (?:leur|les|aux) ?[^.]{0,120}\b(?:autorités|gouvernement)\b[^.]{0,80} (?:de|à)\b"
    ),
    addresses_heading=(
        r"(?:les )?(?:adresses?|coordonnées)(?: postales?| utiles?)?(?: des autorités)?"
        r"|contacts?|destinataires?"
        r"|(?:veuillez |merci d['’]|prière d['’])?(?:écri(?:re|vez)|adresse[rz]|envoye[rz]|envoyer)"
        r"(?: vos (?:lettres|appels|messages|courriers))? (?:à|aux)"
        r"|(?:vos )?(?:lettres|appels|messages) (?:peuvent|doivent|sont à) être (?:adressée?s"
        r"|envoyée?s) à"
        r"|autorités(?: à contacter)?"
    ),
    copies_heading=(
        r"(?:avec |et |envoyez |veuillez envoyer )?(?:une |des )?copies?(?: de [\w ]{1,40})?"
        r" (?:à|au|aux)|copies?|c\.?c"
        r"|(?:[^:.]{0,40}\W)?copies?\b[^:.]{0,80}(?:(?=:\Z)|(?<= à)(?=\Z))"
    ),
    diplomatic=(
        r"\b(?:écri\w{1,4}|adress\w{1,3}|envoy\w{1,3}|lettres?|copies?|appels?)\b.{0,200}"
        r"\b(?:diplomatiques?|ambassades?|consulats|missions permanentes)\b.{0,200}"
        r"\b(?:vos?|votre|respectifs?|vous)\b"
        r"|\breprésentations? diplomatiques?\b.{0,120}\b(?:vos?|votre|respectifs?)\b"
    ),
    report=(
        r"\b(?:inform|averti|tenir|tene)\w{1,4}\b.{0,60}\b(?:action|démarche|initiative"
        r"|informée?s?)"
        r"|\bnous (?:signaler|faire (?:part|savoir)|communiquer)\b"
        r"|\b(?:nous informer|informer l['’]observatoire|nous tenir informée?s)\b"
        r"|\b(?:nous (?:envoyer|adresser|transmettre)|envoyez-nous)\b.{0,30}\bcopies?\b"
        r"|\bcopies? de (?:vos|votre|tout)\b.{0,60} à (?:nous\b|\S{1,60}@)"
        r"|\ben (?:indiquant|mentionnant|citant|rappelant|précisant) (?:le code|la référence)"
    ),
    closing=(
        r"^(?:merci|veuillez|prière|nous vous (?:prions|remercions)) (?:bien )?(?:de |d['’])?"
        r"(?:nous )?(?:bien vouloir )?(?:nous )?(?:inform|ten)"
        r"|^l['’]observatoire,? .{0,60}\b(?:partenariat|programme)|^l['’]observatoire est un"
        r"|^pour (?:plus|de plus amples|davantage) d['’]?(?:informations?)?|^créé en 1997|^merci\b"
    ),
    own_contact=(
        r"(?:contacter l['’]observatoire|ligne d['’]urgence|fidh|omct|\bl['’]observatoire\b"
        r"|contact presse)"
    ),
    reader_note=r"^(?:veuillez|merci (?:de|d['’])|prière|vous pouvez|si vous)\b",
    deadline=(
        r"\b(?:avant le|jusqu['’]au|d['’]ici(?: au| le)|au plus tard|délai(?: d['’]envoi)?"
        r"|date limite|expire le)\b"
    ),
    update_of=(
        r"\b(?:mise à jour (?:de|du)|met à jour|complète|suite (?:à|de|au)|fait suite (?:à|au)"
        r"|nouvelles? informations? sur|remplace|cf\.)"
    ),
    issuer_joins=(
        r"\b(?:de|du|d['’]|entre|par|avec|et)\b(?: (?:de|entre|par)\b)?(?: (?:la|le|les)\b| l['’])?"
    ),
    article=r"l['’]\s?|l[ae]s?\s",
    labels=Labels(
        tel_fax=(
            r"(?:tél(?:éphone|\.)?|tel(?:\.)?)\s?(?:/|&|et|-|\+|,| ou)\s?(?:télé)?(?:fax|copie)"
            r"|(?:télé)?fax\s?(?:/|&|et)\s?tél(?:éphone)?"
        ),
        fax=r"(?:télé|tele)?fax(?: n[o°º])?|télécopie(?:ur)?|telecopie(?:ur)?|facs?\.?|f(?=:)",
        phone=(
            r"tél(?:éphones?|s)?|tel(?:ephones?|s)?|portables?|mobiles?|standard|whatsapp|gsm"
            r"|t(?=:)"
        ),
        email=r"e-?\s?mails?|courriels?|adresses? (?:électroniques?|e-?mail|courriel)|mél|mail|mel",
        ignored=(
            r"télex|telex|télégrammes?|sites? (?:web|internet)|web|internet|formulaire(?: .{1,20})?"
            r"|twitter|x|facebook|instagram|skype|linkedin|telegram|https?|port"
        ),
        salutation=r"formule d['’]appel|salutations?|titre d['’]appel|formule de politesse",
        name=r"noms?|destinataire",
        office=r"fonction|poste(?= ?:)|titre|qualité|autorité|institution",
        address=r"adresse(?: postale)?|par (?:courrier|voie postale)|par la poste",
    ),
    honorifics=(
        r"S\.?\s?E\.?\s?(?:M(?:me)?|Mr)?|Son Excellence|Leurs Excellences|Sa Majesté"
        r"|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames|M|Mr|Mme|Mlle|MM|Mmes|Me|Maître"
        r"|Dr|Docteure?|Pr|Prof|Professeure?|S\.?A\.?R?|Sa Sainteté|Mgr|Sheikh|Cheikh|Hon"
    ),
    ranks=(
        r"(?:Lieutenant|Vice)[.-]?\s?(?:Colonel|Amiral)|Général(?: (?:de (?:division|brigade"
        r"|corps d['’]armée)|d['’]armée))?|Gén|Colonel|Col|Commandant|Capitaine|Cne"
        r"|Lieutenant|Amiral"
        r"|Juge|Sénateur|Sénatrice|Commissaire(?= [^\W\d_a-z])|Contre-amiral|Brigadier"
    ),
    offices=(
        r"ministres?|ministères?|(?:vice-?)?président[es]?|présidence|premi(?:er|ère)|procureure?s?"
        r"|procureur\w{0,3}|garde des sceaux|ambassad\w{1,5}|consul\w{0,3}|mission|commission"
        r"|commissaire|comité|conseil\w{0,5}|secrét\w{1,7}|département|direction|direct\w{1,5}"
        r"|bureau|chef\w{0,2}|commandant\w{0,2}|cour|tribunal|juge|magistrat\w{0,2}|parlement"
        r"|assemblée|sénat|congrès|gouvern\w{1,6}|maires?|mairie|préf\w{1,7}|inspect\w{1,6}|police"
        r"|gendarmerie|armée|forces|agence|autorité|médiat\w{1,5}|défenseure?|représent\w{1,6}"
        r"|délégation|chancel\w{1,6}|roi|reine|sultan|émir|prince|députée?|administration|services?"
        r"|sécurité|renseignements?|institut|cabinet|défense|intérieur|affaires|droits|justice"
        r"|surintendant|greffier|union|société|entreprise|rapporteure?|haut-commissaire"
    ),
    office_splits=(
        r"(?:(?:Vice|Premi(?:er|ère)|Haut|Sous)[\s-]){0,2}"
        r"(?:[Mm]inistre|Président[e]?|Procureure?|Garde des [Ss]ceaux|Ambassad(?:eur|rice)"
        r"|Secrétaire|Commissaire|Direct(?:eur|rice)|Gouverneure?|Préfète?|Inspect(?:eur|rice)"
        r"|Représentante?|Commandante?|Maire|Chanceli(?:er|ère)|Ministère|Chef(?:fe)?"
        r"|Médiat(?:eur|rice)"
        r"|Défenseure?|Juge)"
    ),
    missions=r"ambassade|mission|consulat|délégation|représent(?:ation|ante?) permanente?",
    streets=(
        r"rue|route|chemin|avenue|av\.|boulevard|bd\.?|blvd\.?|place|quai|impasse|allée"
        r"|allées|cours"
        r"|square|passage|voie|lot|b\.?\s?p\.?|boîte postale|cedex|quartier|secteur|zone|cité"
        r"|street|road|rond-point|esplanade|faubourg|villa|îlot|case postale|c\.?p\."
    ),
    prefix_streets=(
        r"rue|route|chemin|avenue|av\.|boulevard|bd\.?|place|quai|impasse|allées?|cours|square"
        r"|passage|voie|b\.?\s?p\.?|boîte postale|case postale|c\.?p\.|rond-point|esplanade"
    ),
    buildings=(
        r"bâtiment|immeuble|palais|tour|complexe|étage|siège|bureau n|salle|villa|annexe|centre"
        r"|résidence|porte|caserne|hôtel"
    ),
    seated=r"(?:\b(?:à|au|aux|en)\b|\bauprès\b)",
)

DEMANDS = Demands(
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
        r"|^(?:solidairement|fraternellement|cordialement)\b"
    ),
    deadline=(
        r"\bdélai\b.{0,20}:|\bjusqu['’]au\b|\bavant le\b|\bdate (?:limite|butoir)\b.{0,40}?:"
        r"|\bdernier (?:délai|jour)\b.{0,40}?:|\baprès le\b"
    ),
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
    organisations=(
        r"\A(?:l['’]|la |le |les )?(?:réseau|syndicat|comité|commission|centre|groupe|campagne"
        r"|coalition|alliance|conseil|institut|fédération|association|fondation|société|collectif"
        r"|ligue|confédération|union|organisation|mouvement|observatoire|forum|maison|action des"
        r"|action par|internationale des)\b|\A(?:PEN|ACAT)\b|\b(?:international|sans frontières)\Z"
    ),
    asking=r"\b(?:demand|exige|exigeons|revendi|réclam|souhait|pri(?:ons|ez)|appel)\w{0,8}",
)

AMNESTY = AmnestyWords(
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
